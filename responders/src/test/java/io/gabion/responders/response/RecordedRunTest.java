package io.gabion.responders.response;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.protocol.Tenant;
import io.gabion.protocol.entity.Decision;
import io.gabion.protocol.entity.Effect.Reply;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.response.ActionReport;
import io.gabion.protocol.response.Approval;
import io.gabion.protocol.response.Outcome;
import io.gabion.protocol.response.PersonalOrder;
import io.gabion.protocol.response.ResponseCommand;
import io.gabion.protocol.response.ResponseCommand.*;
import io.gabion.protocol.response.ResponseEvent;
import io.gabion.protocol.response.ResponseEvent.*;
import io.gabion.protocol.response.Verdict;
import io.gabion.responders.response.ResponseState.Between;
import io.gabion.responders.response.ResponseState.Finished;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The journal of a run as it was written before runs could be paused and repaired: it goes on under this version. */
class RecordedRunTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:10:00Z");
    private static final EntityId ID = new EntityId(new Tenant("acme"), "response", "r");
    private static final Response RESPONSE = new Response(
            ID,
            new ResponseLimits(1_000, Duration.ofMinutes(1), Duration.ofSeconds(5), 5, Duration.ofSeconds(2)),
            Peers.NONE);

    private ResponseState state = RESPONSE.empty();
    private int orders;

    @BeforeEach
    void reads_it() throws IOException {
        try (var in = RecordedRunTest.class.getResourceAsStream("/journals/response-v3.jsonl")) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .forEach(line -> state = RESPONSE.apply(state, ResponseEvent.CODEC.read(3, line)));
        }
    }

    @Test
    void it_waits_where_it_waited_with_the_playbook_that_it_began_with() {
        var run = ((Between) state).run();

        assertThat(run.plan().steps().get(run.index()).id()).isEqualTo("lock");
        assertThat(run.plan().hash()).startsWith("9b65e3f7");
        assertThat(run.approvals().get("ask").approvers()).containsExactly("paula");
        assertThat(decide(new Wake()).events()).isEmpty();
    }

    @Test
    void what_failed_before_is_repaired_and_it_goes_on_where_it_was() {
        assertThat(decide(new Pause(order())).events()).singleElement().isInstanceOf(Paused.class);
        var again = decide(new Retry("block", order()));
        assertThat(again.events()).singleElement().isInstanceOfSatisfying(StepRetried.class, e -> {
            assertThat(e.attempt()).isEqualTo(2);
            assertThat(e.targets()).containsExactly("203.0.113.7");
        });
        decide(new ActionReport(
                ID.toString(),
                "acme/containment/firewall/block-address/203.0.113.7",
                2,
                1,
                Outcome.VERIFIED,
                "read back: in force"));
        assertThat(((Between) state).run().index()).isEqualTo(3);

        var digest = ((Between) state).run().approvals().get("ask").asked().digest();
        var vote = decide(new Vote("ask", "quentin", "approver", Verdict.APPROVE, digest, ""));
        assertThat(vote.effects()).contains(new Reply(new Counted(Approval.Standing.APPROVED, 0)));
        assertThat(vote.events()).as("it is paused").noneMatch(StepStarted.class::isInstance);

        assertThat(decide(new Resume(order())).events())
                .anySatisfy(e -> assertThat(e)
                        .isInstanceOfSatisfying(
                                StepStarted.class,
                                s -> assertThat(s.step().id()).isEqualTo("lock")));
    }

    @Test
    void a_step_that_is_to_come_can_be_left_out_to_its_end() {
        decide(new Pause(order()));
        decide(new Skip("lock", order()));
        decide(new Resume(order()));

        assertThat(state).isInstanceOf(Finished.class);
        assertThat(Progress.of(state).orElseThrow().steps())
                .filteredOn(step -> step.id().equals("lock"))
                .containsExactly(
                        new Progress.StepShown("lock", "lock-account", "left-out", "skipped by olga: looked at"));
    }

    private Decision<ResponseEvent> decide(ResponseCommand command) {
        var decision = RESPONSE.decide(state, command, NOW);
        for (var event : List.copyOf(decision.events())) {
            state = RESPONSE.apply(state, event);
        }
        return decision;
    }

    private PersonalOrder order() {
        return new PersonalOrder("olga", "responder", "looked at", "k" + orders++);
    }
}
