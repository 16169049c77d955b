package io.gabion.responders.response;

import static io.gabion.responders.response.ResponseTable.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gabion.protocol.containment.Action;
import io.gabion.protocol.containment.Holder;
import io.gabion.protocol.containment.Target;
import io.gabion.protocol.entity.Effect.Send;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.guard.Mode;
import io.gabion.protocol.incident.IncidentCommand;
import io.gabion.protocol.response.ActionState;
import io.gabion.protocol.response.Outcome;
import io.gabion.protocol.response.PersonalOrder;
import io.gabion.protocol.response.Plan;
import io.gabion.protocol.response.ResponseCommand;
import io.gabion.protocol.response.ResponseEvent.*;
import io.gabion.protocol.response.ResponseReport;
import io.gabion.protocol.response.Targets;
import io.gabion.responders.containment.ContainmentCommand.LetGo;
import io.gabion.responders.containment.ContainmentCommand.Want;
import io.gabion.responders.response.ResponseState.*;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ResponseTableTest {
    private static final List<ActionState> ACTIONS =
            List.of(new ActionState("block-address", ONE, Outcome.VERIFIED, "why", 3_600, NOW));

    private static final Plan.Check CHECK = new Plan.Check("c", List.of("b"), List.of(Outcome.FAILED), List.of("n"));

    private static final PersonalOrder PERSON = new PersonalOrder("olaf", "responder", "why", "k");

    @TestFactory
    Stream<DynamicTest> the_table() {
        return ResponseTable.rows()
                .map(row -> DynamicTest.dynamicTest(row.name(), () -> {
                    var decision = RESPONSE.decide(row.state(), row.command(), NOW);
                    assertThat(decision).isEqualTo(row.expected());
                    decision.events().stream().reduce(row.state(), RESPONSE::apply, (_, last) -> last);
                }));
    }

    @Test
    void every_pair_of_state_and_command_has_a_row() {
        var missing = new ArrayList<String>();
        for (var state : leaves(ResponseState.class)) {
            for (var command : leaves(ResponseCommand.class)) {
                if (ResponseTable.rows()
                        .noneMatch(r -> state.isInstance(r.state()) && command.isInstance(r.command()))) {
                    missing.add(state.getSimpleName() + " + " + command.getSimpleName());
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void every_row_has_its_own_name() {
        assertThat(ResponseTable.rows()).extracting(ResponseTable.Row::name).doesNotHaveDuplicates();
    }

    @Test
    void a_block_step_owes_each_containment_one_wish_that_ends() {
        var started = new StepStarted(0, BLOCK, List.of(ONE, TWO), NOW, NOW.plusSeconds(60), "p");

        assertThat(RESPONSE.owes(started)).containsExactly(wish(ONE), wish(TWO));
    }

    @Test
    void a_step_done_once_more_owes_wishes_of_its_own_to_what_has_failed_alone() {
        var now = NOW.plusSeconds(5);
        var again = new StepRetried(0, BLOCK, 2, List.of(TWO), now, now.plusSeconds(60), "p", PERSON);

        assertThat(RESPONSE.owes(again)).singleElement().satisfies(send -> {
            assertThat(send.id()).isEqualTo(wish(TWO).id() + "/2");
            assertThat(send.to()).isEqualTo(wish(TWO).to());
            assertThat(((Want) send.message()).holder().until())
                    .as("a later end than before: to the containment it is another wish")
                    .isEqualTo(now.plusSeconds(3_600));
        });
    }

    @Test
    void other_kinds_of_steps_owe_containments_of_their_own() {
        var olga = new StepStarted(0, LOCK, List.of("olga@web1"), NOW, NOW.plusSeconds(60), "p");

        assertThat(RESPONSE.owes(olga))
                .containsExactly(new Send(
                        ID + "/lock/olga@web1",
                        EntityId.parse("acme/containment/accounts/lock-account/olga@web1"),
                        new Want(
                                Action.LOCK_ACCOUNT,
                                new Target("accounts", "olga@web1"),
                                new Holder(ID.toString(), NOW.plusSeconds(60)),
                                "p/lock")));
    }

    @Test
    void the_incident_is_owed_the_beginning_and_every_change() {
        var overview = new Overview(INCIDENT.toString(), "contain-guessing", Mode.LIVE, 7, ACTIONS);
        var plan = new Plan("contain-guessing", "hash", List.of(BLOCK));

        assertThat(RESPONSE.owes(
                        new Started(INCIDENT.toString(), plan, Mode.LIVE, Targets.addresses(ONE), List.of(), NOW)))
                .containsExactly(report(1, List.of()));
        assertThat(RESPONSE.owes(new ActionReported("k", 1, 1, ACTIONS.getFirst(), overview)))
                .containsExactly(report(7, ACTIONS));
    }

    @Test
    void the_incident_is_owed_what_waits_and_what_was_decided() {
        for (var overview : List.of(REQUESTED.overview(), APPROVED.overview())) {
            var event = overview == APPROVED.overview() ? APPROVED : REQUESTED;
            assertThat(RESPONSE.owes(event)).singleElement().satisfies(send -> {
                assertThat(send.id()).isEqualTo(ID + "/report/" + overview.number());
                assertThat(((IncidentCommand.Report) send.message()).report().actions())
                        .isEqualTo(overview.actions());
            });
        }
    }

    @Test
    void what_is_called_off_owes_the_containments_the_word_that_they_are_let_go() {
        var one = containment(ONE);

        assertThat(RESPONSE.owes(new CalledOff("ann", "no", List.of(one), NOW)))
                .containsExactly(new Send(ID + "/let-go/" + one, EntityId.parse(one), new LetGo(ID.toString())));
    }

    @Test
    void nothing_else_is_owed() {
        assertThat(Stream.of(
                                new StepStarted(1, TELL, List.of(), NOW, NOW, "p"),
                                new StepStarted(0, ASK, List.of(), NOW, NOW, "p"),
                                new StepStarted(0, new Plan.Wait("rest", 60), List.of(), NOW, NOW, "p"),
                                new ConditionChecked(CHECK, false, "why", NOW),
                                new StepSkipped(1, "why", NOW),
                                PAULA_YES,
                                new StepFailed("b", "why", NOW),
                                new StepWaived("b", NOW, PERSON),
                                new Paused(NOW, PERSON),
                                new Resumed(NOW, PERSON),
                                new Escalated("b", 1, 0, 1, "log", List.of(), NOW, NOW),
                                new PageFailed("b", 0, 1, "no route", NOW),
                                new PageRetried("b", 0, 2, NOW),
                                new PageEnded("b", 0, Outcome.APPLIED, "", NOW),
                                new StepStarted(0, CHAIN, List.of(), NOW, NOW, "p"),
                                new NotifyFailed(1, "no route", NOW),
                                new NotifyRetried(2, NOW),
                                new StepEnded(0, NOW),
                                new Ended(NOW))
                        .flatMap(event -> RESPONSE.owes(event).stream()))
                .isEmpty();
    }

    @Test
    void a_response_is_unfinished_from_its_start_to_the_end_of_its_last_step() {
        for (var row : ResponseTable.rows().toList()) {
            assertThat(RESPONSE.unfinished(row.state()))
                    .isEqualTo(!(row.state() instanceof Idle
                            || row.state() instanceof Finished
                            || row.state() instanceof ResponseState.Stopped
                            || row.state() instanceof ResponseState.Barred));
        }
    }

    @Test
    void an_event_that_cannot_follow_is_a_corrupt_journal() {
        assertThatThrownBy(() -> RESPONSE.apply(RESPONSE.empty(), new Ended(NOW)))
                .isInstanceOf(IllegalStateException.class);
    }

    private static Send wish(String target) {
        var holder = new Holder(ID.toString(), NOW.plusSeconds(3_600));
        return new Send(
                ID + "/block/" + target,
                EntityId.parse(containment(target)),
                new Want(Action.BLOCK_ADDRESS, new Target("firewall", target), holder, "p/block"));
    }

    private static Send report(int number, List<ActionState> actions) {
        var report =
                new ResponseReport(ID.toString(), INCIDENT.toString(), "contain-guessing", Mode.LIVE, number, actions);
        return new Send(ID + "/report/" + number, INCIDENT, new IncidentCommand.Report(report));
    }

    private static List<Class<?>> leaves(Class<?> type) {
        return type.isSealed()
                ? Arrays.stream(type.getPermittedSubclasses())
                        .flatMap(t -> leaves(t).stream())
                        .toList()
                : List.of(type);
    }
}
