package io.gabion.responders.response;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.protocol.Tenant;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.guard.Mode;
import io.gabion.protocol.response.ActionReport;
import io.gabion.protocol.response.Outcome;
import io.gabion.protocol.response.PersonalOrder;
import io.gabion.protocol.response.Plan;
import io.gabion.protocol.response.Plan.*;
import io.gabion.protocol.response.ResponseCommand;
import io.gabion.protocol.response.ResponseCommand.*;
import io.gabion.protocol.response.ResponseEvent;
import io.gabion.protocol.response.ResponseEvent.ActionReported;
import io.gabion.protocol.response.Targets;
import io.gabion.protocol.response.Verdict;
import io.gabion.responders.containment.ContainmentCommand.LetGo;
import io.gabion.responders.containment.ContainmentCommand.Want;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** When the holds of a run end: each step's wish, as its containment is told it. */
class StagesTest {
    private static final Instant START = Instant.parse("2026-01-02T03:00:00Z");
    private static final EntityId ID = new EntityId(new Tenant("acme"), "response", "r");
    private static final EntityId INCIDENT = new EntityId(new Tenant("acme"), "incident", "i");
    private static final Response RESPONSE = new Response(
            ID,
            new ResponseLimits(10, Duration.ofMinutes(1), Duration.ofSeconds(5), 5, Duration.ofSeconds(2)),
            Peers.NONE);
    private static final Targets ALL =
            new Targets(List.of("203.0.113.7"), List.of("olga@web1"), List.of(), List.of("web1"));
    private static final Targets OLGA = new Targets(List.of(), List.of("olga@web1"), List.of());

    private static final Block BLOCK = new Block("block", "firewall", 7_200);
    private static final EndSessions OUT = new EndSessions("out", "people", 7_200);
    private static final LockAccount LOCK = new LockAccount("lock", "accounts", 7_200);
    private static final IsolateHost CUT = new IsolateHost("cut", "hosts", 7_200);
    private static final Collect LOOK = new Collect("look", "evidence", 600);
    private static final Ask ASK = new Ask("ask", List.of("lock"), List.of("approver"), 1, 3_600, Verdict.DENY);
    private static final PersonalOrder OLAF = new PersonalOrder("olaf", "responder", "why", "k");

    /** Until when each step was last wanted, in minutes after the start. */
    private final Map<String, Long> until = new LinkedHashMap<>();

    private final List<Want> wants = new ArrayList<>();
    private final List<ResponseEvent> events = new ArrayList<>();
    private final List<String> letGo = new ArrayList<>();
    private ResponseState state = RESPONSE.empty();
    private Instant now = START;

    @Test
    void what_disturbs_most_ends_first_and_what_disturbs_least_at_its_ttl() {
        begin("PT10M", ALL, LOOK, BLOCK, OUT, LOCK, CUT);

        assertThat(until)
                .isEqualTo(Map.of(
                        "look/web1", 10L,
                        "block/203.0.113.7", 120L,
                        "out/olga@web1", 110L,
                        "lock/olga@web1", 100L,
                        "cut/web1", 90L));
    }

    @Test
    void what_begins_together_or_before_what_disturbs_less_ends_no_later_for_it() {
        begin("PT10M", ALL, new Parallel("all", List.of("cut", "lock", "block", "out")), CUT, LOCK, BLOCK, OUT);

        assertThat(until.values()).containsExactly(90L, 100L, 120L, 110L);
    }

    @Test
    void without_stages_each_ends_at_its_ttl() {
        begin("", ALL, BLOCK, OUT, LOCK, CUT);

        assertThat(until.values()).containsOnly(120L);
    }

    @Test
    void a_shorter_ttl_is_never_exceeded() {
        begin("PT10M", ALL, BLOCK, new LockAccount("lock", "accounts", 1_800));

        assertThat(until).containsEntry("lock/olga@web1", 30L).containsEntry("block/203.0.113.7", 120L);
    }

    @Test
    void what_contains_nobody_is_waited_for_by_nobody() {
        begin("PT10M", OLGA, BLOCK, LOCK, OUT, new BlockDomain("sink", "names", 600));

        assertThat(until).isEqualTo(Map.of("out/olga@web1", 120L, "lock/olga@web1", 110L));
    }

    @Test
    void what_is_agreed_to_later_ends_with_the_others_and_the_incident_is_told_for_how_long() {
        begin("PT10M", ALL, BLOCK, ASK, LOCK);
        now = START.plus(Duration.ofMinutes(50));
        agreed();

        assertThat(until).containsEntry("lock/olga@web1", 110L);
        report(LOCK, "olga@web1", Outcome.VERIFIED);
        assertThat(((ActionReported) events.stream()
                                .filter(ActionReported.class::isInstance)
                                .toList()
                                .getLast())
                        .action()
                        .ttlSeconds())
                .isEqualTo(3_600);
    }

    @Test
    void what_is_agreed_to_too_late_is_held_for_one_stage_all_the_same() {
        begin("PT10M", ALL, new Block("block", "firewall", 3_000), ASK, LOCK);
        now = START.plus(Duration.ofMinutes(49));
        agreed();

        assertThat(until).containsEntry("block/203.0.113.7", 50L).containsEntry("lock/olga@web1", 59L);
    }

    @Test
    void what_people_have_denied_outlasts_nothing() {
        begin("PT10M", ALL, ASK, CUT, LOCK);
        decide(new Vote("ask", "paula", "approver", Verdict.DENY, "", ""));

        assertThat(until).isEqualTo(Map.of("cut/web1", 110L));
        until.clear();
        state = RESPONSE.empty();
        begin("PT10M", ALL, ASK, LOCK, CUT);
        decide(new Vote("ask", "paula", "approver", Verdict.DENY, "", ""));
        assertThat(until).isEqualTo(Map.of("cut/web1", 120L));
    }

    /** To its containment an end that is no later is a wish that it has heard. */
    @Test
    void what_is_done_once_more_is_wanted_for_longer_than_before() {
        begin("PT10M", ALL, BLOCK, LOCK);
        report(BLOCK, "203.0.113.7", Outcome.VERIFIED);
        report(LOCK, "olga@web1", Outcome.FAILED);
        now = START.plus(Duration.ofMinutes(5));
        var before = wants.getLast().holder().until();
        decide(new Retry("lock", OLAF));

        assertThat(wants.getLast().holder().until()).isEqualTo(before.plusSeconds(1));
    }

    @Test
    void who_is_called_off_lets_go_of_all_at_once() {
        begin("PT10M", ALL, BLOCK, OUT, LOCK);
        decide(new CallOff("ann", "no attack"));

        assertThat(letGo).hasSize(3);
    }

    private void begin(String every, Targets targets, Step... steps) {
        decide(new Start(INCIDENT, new Plan("p", "hash", List.of(steps), every), targets, Mode.LIVE));
        for (var step : steps) {
            if (step instanceof Contain c) {
                targets.of(c.does()).forEach(target -> report(c, target, Outcome.VERIFIED));
            }
        }
    }

    private void agreed() {
        var digest = ((ResponseState.Begun) state)
                .run()
                .approvals()
                .get("ask")
                .asked()
                .digest();
        decide(new Vote("ask", "paula", "approver", Verdict.APPROVE, digest, ""));
    }

    private void report(Contain step, String target, Outcome outcome) {
        int number = events.size() + 1;
        var containment =
                "acme/containment/" + step.connector() + "/" + step.does().word() + "/" + target;
        decide(new ActionReport(ID.toString(), containment, 1, number, outcome, ""));
    }

    private void decide(ResponseCommand command) {
        for (var event : RESPONSE.decide(state, command, now).events()) {
            state = RESPONSE.apply(state, event);
            events.add(event);
            for (var send : RESPONSE.owes(event)) {
                switch (send.message()) {
                    case Want want -> {
                        wants.add(want);
                        var step = want.signature().substring(want.signature().indexOf('/') + 1);
                        until.put(
                                step + "/" + want.target().value(),
                                Duration.between(START, want.holder().until()).toMinutes());
                    }
                    case LetGo _ -> letGo.add(send.to().name());
                    default -> {}
                }
            }
        }
    }
}
