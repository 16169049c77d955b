package io.gabion.node.incident;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.protocol.Tenant;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.containment.Action;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.guard.Mode;
import io.gabion.protocol.incident.IncidentCommand;
import io.gabion.protocol.incident.IncidentCommand.Evidence;
import io.gabion.protocol.incident.IncidentEvent;
import io.gabion.protocol.incident.IncidentEvent.Relapsed;
import io.gabion.protocol.incident.IncidentEvent.ResponsePlanned;
import io.gabion.protocol.observation.Source;
import io.gabion.protocol.response.ActionState;
import io.gabion.protocol.response.Outcome;
import io.gabion.protocol.response.Plan;
import io.gabion.protocol.response.ResponseReport;
import io.gabion.protocol.response.Targets;
import io.gabion.protocol.suspicion.Detector;
import io.gabion.protocol.suspicion.Severity;
import io.gabion.protocol.suspicion.Suspicion;
import io.gabion.responders.playbook.Playbook;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Who was let go, wholly or in part, and is suspected again. */
class RelapseTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final EntityId ID = new EntityId(new Tenant("acme"), "incident", "i");
    private static final AssetRef ADDRESS = new AssetRef(Kind.ADDRESS, "203.0.113.7");
    private static final AssetRef ANOTHER = new AssetRef(Kind.ADDRESS, "203.0.113.8");
    private static final AssetRef OLGA = new AssetRef(Kind.ACCOUNT, "olga@web1");
    private static final Playbook.When WHEN = new Playbook.When(List.of("T1110"), 0);
    private static final List<Plan.Step> STEPS = List.of(
            new Plan.Block("block", "firewall", 3_600),
            new Plan.EndSessions("out", "people", 3_600),
            new Plan.LockAccount("lock", "accounts", 3_600));
    private static final Playbook AT_ONCE = new Playbook("p", "At once", WHEN, STEPS, "h");
    private static final Playbook IN_STAGES = new Playbook("p", "In stages", WHEN, Duration.ofMinutes(10), STEPS, "h");
    private static final ActionState BLOCKED = is(Action.BLOCK_ADDRESS, "203.0.113.7", Outcome.VERIFIED);
    private static final ActionState UNBLOCKED = is(Action.BLOCK_ADDRESS, "203.0.113.7", Outcome.RELEASED);
    private static final ActionState OUT = is(Action.END_SESSIONS, "olga@web1", Outcome.VERIFIED);
    private static final ActionState IN = is(Action.END_SESSIONS, "olga@web1", Outcome.RELEASED);
    private static final ActionState LOCKED = is(Action.LOCK_ACCOUNT, "olga@web1", Outcome.VERIFIED);
    private static final ActionState UNLOCKED = is(Action.LOCK_ACCOUNT, "olga@web1", Outcome.RELEASED);
    private static final Targets BOTH = new Targets(List.of("203.0.113.7"), List.of("olga@web1"), List.of());

    private final List<IncidentEvent> events = new ArrayList<>();
    private IncidentState state = IncidentState.EMPTY;
    private Incident incident = incident(IN_STAGES);
    private int reports;

    @Test
    void who_comes_again_after_the_last_hold_has_ended_is_planned_for_anew() {
        suspect(ADDRESS);
        report(BLOCKED);
        suspect(ADDRESS);
        assertThat(planned()).as("while it is held").hasSize(1);
        report(UNBLOCKED);
        suspect(ADDRESS);

        assertThat(planned()).hasSize(2);
        assertThat(events).contains(new Relapsed("p", List.of("203.0.113.7")));
        suspect(ADDRESS);
        assertThat(planned()).as("the new run has not reported yet").hasSize(2);
    }

    @Test
    void what_the_guard_refused_is_no_relapse() {
        suspect(ADDRESS);
        report(is(Action.BLOCK_ADDRESS, "203.0.113.7", Outcome.REFUSED));
        suspect(ADDRESS);

        assertThat(planned()).hasSize(1);
    }

    /** What was known of them before does not count once more. */
    @Test
    void who_was_let_go_stays_so_when_somebody_else_comes() {
        suspect(ADDRESS);
        report(UNBLOCKED);
        suspect(ANOTHER);

        assertThat(relapses()).isEmpty();
        assertThat(planned().getLast().targets()).isEqualTo(Targets.addresses("203.0.113.8"));
    }

    @Test
    void who_comes_again_between_two_stages_is_contained_again_and_what_is_in_force_stays() {
        suspect(ADDRESS, OLGA);
        report(BLOCKED, OUT, UNLOCKED);
        suspect(ANOTHER, OLGA);

        assertThat(relapses()).containsExactly(new Relapsed("p", List.of("203.0.113.7", "olga@web1")));
        assertThat(planned().getLast().targets())
                .isEqualTo(new Targets(List.of("203.0.113.7", "203.0.113.8"), List.of("olga@web1"), List.of()));
        assertThat(planned().getLast().plan()).isEqualTo(IN_STAGES.plan());
        suspect(ANOTHER, OLGA);
        assertThat(planned()).as("the new run has let go of nothing yet").hasSize(2);
    }

    /** It is blocked yet, and seen all the same: by a way that nobody knew of. */
    @Test
    void who_acts_though_still_contained_brings_back_what_was_let_go() {
        suspect(ADDRESS, OLGA);
        report(BLOCKED, IN, UNLOCKED);
        suspect(ADDRESS);

        assertThat(planned()).hasSize(2);
        assertThat(planned().getLast().targets()).isEqualTo(BOTH);
    }

    @Test
    void before_the_first_stage_is_over_nothing_is_planned_anew() {
        suspect(ADDRESS, OLGA);
        report(BLOCKED, OUT, LOCKED);
        suspect(ADDRESS, OLGA);

        assertThat(planned()).hasSize(1);
    }

    @Test
    void what_only_looked_and_has_ended_is_no_stage() {
        suspect(ADDRESS, OLGA);
        report(BLOCKED, LOCKED, is(Action.COLLECT, "web1", Outcome.RELEASED));
        suspect(ADDRESS, OLGA);

        assertThat(planned()).hasSize(1);
    }

    @Test
    void after_the_last_stage_each_is_planned_for_alone() {
        suspect(ADDRESS, OLGA);
        report(UNBLOCKED, IN, UNLOCKED);
        suspect(OLGA);

        assertThat(planned().getLast().targets()).isEqualTo(new Targets(List.of(), List.of("olga@web1"), List.of()));
    }

    @Test
    void an_account_whose_lock_was_denied_comes_again_when_its_sessions_are_let_go() {
        suspect(ADDRESS, OLGA);
        report(UNBLOCKED, IN, is(Action.LOCK_ACCOUNT, "olga@web1", Outcome.REFUSED));
        suspect(OLGA);

        assertThat(relapses()).containsExactly(new Relapsed("p", List.of("olga@web1")));
    }

    @Test
    void of_a_run_without_stages_each_comes_again_alone_whatever_the_playbook_says_by_now() {
        incident = incident(AT_ONCE);
        suspect(ADDRESS, OLGA);
        report(UNBLOCKED, OUT, LOCKED);
        incident = incident(IN_STAGES);
        suspect(OLGA);
        assertThat(planned()).hasSize(1);
        suspect(ADDRESS);

        assertThat(planned().getLast().targets()).isEqualTo(Targets.addresses("203.0.113.7"));
    }

    @Test
    void a_network_comes_again_with_an_address_of_it_and_with_no_other() {
        incident = incident(
                new Playbook("p", "Networks", WHEN, List.of(new Plan.BlockNetwork("network", "firewall", 3_600)), "h"));
        for (int n = 1; n <= 8; n++) {
            suspect(new AssetRef(Kind.ADDRESS, "203.0.113." + n));
        }
        report(is(Action.BLOCK_NETWORK, "203.0.113.0/24", Outcome.RELEASED));
        suspect(new AssetRef(Kind.ADDRESS, "192.0.2.1"));
        assertThat(planned()).hasSize(1);
        suspect(new AssetRef(Kind.ADDRESS, "203.0.113.200"));

        assertThat(relapses()).containsExactly(new Relapsed("p", List.of("203.0.113.0/24")));
    }

    private static Incident incident(Playbook playbook) {
        return new Incident(ID, List.of(playbook), Mode.LIVE);
    }

    private static ActionState is(Action kind, String target, Outcome outcome) {
        return new ActionState(kind.word(), target, outcome, "why", 3_600, NOW);
    }

    private void suspect(AssetRef... actors) {
        decide(new Evidence(new Suspicion(
                "s" + state.evidence().size(),
                ID.tenant(),
                ADDRESS,
                NOW,
                new Detector(Detector.Kind.THRESHOLD, "t", "1"),
                "Title",
                Severity.HIGH,
                0.85,
                List.of("T1110.001"),
                List.of(new Source("auth.log", 1)),
                List.of("why"),
                List.of(actors),
                List.of())));
    }

    private void report(ActionState... actions) {
        decide(new IncidentCommand.Report(new ResponseReport(
                new EntityId(ID.tenant(), "response", planned().getLast().response()).toString(),
                ID.toString(),
                "p",
                Mode.LIVE,
                ++reports,
                List.of(actions))));
    }

    private void decide(IncidentCommand command) {
        for (var event : incident.decide(state, command, NOW).events()) {
            state = incident.apply(state, event);
            events.add(event);
        }
    }

    private List<ResponsePlanned> planned() {
        return of(ResponsePlanned.class).toList();
    }

    private List<Relapsed> relapses() {
        return of(Relapsed.class).toList();
    }

    private <E extends IncidentEvent> Stream<E> of(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast);
    }
}
