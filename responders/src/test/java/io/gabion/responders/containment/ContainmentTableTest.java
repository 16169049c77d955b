package io.gabion.responders.containment;

import static io.gabion.responders.containment.Examples.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gabion.protocol.containment.Action;
import io.gabion.protocol.containment.ContainmentEvent;
import io.gabion.protocol.containment.ContainmentEvent.*;
import io.gabion.protocol.containment.ContainmentOrder.Verb;
import io.gabion.protocol.containment.Holder;
import io.gabion.protocol.containment.Notice;
import io.gabion.protocol.containment.Standing;
import io.gabion.protocol.entity.Effect.Send;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.guard.Mode;
import io.gabion.protocol.response.ActionReport;
import io.gabion.protocol.response.Outcome;
import io.gabion.responders.connector.Connector.Result;
import io.gabion.responders.containment.ContainmentCommand.Answered;
import io.gabion.responders.containment.ContainmentCommand.LetGo;
import io.gabion.responders.containment.ContainmentCommand.Want;
import io.gabion.responders.containment.ContainmentState.*;
import io.gabion.responders.guard.Guard;
import io.gabion.responders.guard.GuardCommand;
import io.gabion.responders.guard.GuardPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContainmentTableTest {
    private static final Notice TO_BOTH = new Notice(1, 4, List.of(ANA.id(), BEN.id()));

    @TestFactory
    Stream<DynamicTest> the_table() {
        return ContainmentTable.ROWS.stream()
                .map(row -> DynamicTest.dynamicTest(row.name(), () -> {
                    var decision = CONTAINMENT.decide(row.state(), row.command(), NOW);
                    assertThat(decision).isEqualTo(row.expected());
                    decision.events().stream().reduce(row.state(), CONTAINMENT::apply, (_, last) -> last);
                }));
    }

    @Test
    void every_pair_of_state_and_command_has_a_row() {
        var missing = new ArrayList<String>();
        for (var state : leaves(ContainmentState.class)) {
            for (var command : leaves(ContainmentCommand.class)) {
                if (ContainmentTable.ROWS.stream()
                        .noneMatch(r -> state.isInstance(r.state()) && command.isInstance(r.command()))) {
                    missing.add(state.getSimpleName() + " + " + command.getSimpleName());
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void every_row_has_its_own_name() {
        assertThat(ContainmentTable.ROWS).extracting(ContainmentTable.Row::name).doesNotHaveDuplicates();
    }

    @TestFactory
    Stream<DynamicTest> what_each_event_owes() {
        return owed().entrySet().stream()
                .map(e -> DynamicTest.dynamicTest(
                        e.getKey().getClass().getSimpleName(),
                        () -> assertThat(CONTAINMENT.owes(e.getKey())).isEqualTo(e.getValue())));
    }

    @Test
    void every_event_is_in_the_list_of_what_is_owed() {
        assertThat(owed().keySet().stream().<Class<?>>map(Object::getClass))
                .contains(ContainmentEvent.class.getPermittedSubclasses());
    }

    @Test
    void only_an_idle_containment_is_finished() {
        for (var row : ContainmentTable.ROWS) {
            assertThat(CONTAINMENT.unfinished(row.state())).isEqualTo(!(row.state() instanceof Idle));
        }
    }

    @Test
    void what_an_operator_has_ended_stays_ended_though_the_wish_is_heard_again() {
        var ended = Stream.of(
                        new Wanted(1, Action.BLOCK_ADDRESS, TARGET, ANA, SIGNATURE),
                        new Reserved(KEY),
                        new LeftAll(1, "olga"),
                        new Released(new Notice(1, 1, List.of(ANA.id())), 0))
                .reduce(CONTAINMENT.empty(), CONTAINMENT::apply, (_, last) -> last);

        assertThat(CONTAINMENT.decide(ended, ANA_WANTS, NOW).events()).isEmpty();
    }

    @Test
    void what_was_asked_for_once_more_before_it_was_let_go_and_is_heard_after_it_is_not_taken_up() {
        var more = new Want(
                Action.BLOCK_ADDRESS, TARGET, new Holder(ANA.id(), ANA.until().plusSeconds(60)), SIGNATURE);
        var contained = Stream.of(
                        new Wanted(1, Action.BLOCK_ADDRESS, TARGET, ANA, SIGNATURE),
                        new Reserved(KEY),
                        new Verified(new Notice(1, 1, List.of(ANA.id())), 0))
                .reduce(CONTAINMENT.empty(), CONTAINMENT::apply, (_, last) -> last);
        var failed = Stream.of(
                        new Wanted(1, Action.BLOCK_ADDRESS, TARGET, ANA, SIGNATURE),
                        new Denied(new Notice(1, 1, List.of(ANA.id())), "frozen"))
                .reduce(CONTAINMENT.empty(), CONTAINMENT::apply, (_, last) -> last);

        for (var state : List.of(contained, failed)) {
            var letGo = CONTAINMENT.decide(state, new LetGo(ANA.id()), NOW).events().stream()
                    .reduce(state, CONTAINMENT::apply, (_, last) -> last);
            assertThat(CONTAINMENT.decide(letGo, more, NOW).events()).isEmpty();
        }
    }

    /** Of all that a life may have journaled since: what is there after each step, as a release that was answered alone ends it. */
    @Test
    void something_may_be_there_from_the_first_call_that_may_have_acted_until_a_release_was_answered() {
        var asked = List.<ContainmentEvent>of(
                new Wanted(1, Action.BLOCK_ADDRESS, TARGET, ANA, SIGNATURE), new Reserved(KEY));
        var later = new Postponed(1, NOW);
        var apply = new Claimed(1, Verb.APPLY, NOW);
        var release = new Claimed(2, Verb.RELEASE, NOW);
        var verified = new Verified(new Notice(1, 1, List.of(ANA.id())), 1);
        var drifted = new Drifted(new Notice(1, 2, List.of(ANA.id())), 1);

        assertThat(marked(asked)).isFalse();
        assertThat(marked(asked, apply, later)).isFalse();
        assertThat(marked(asked, verified)).isTrue();
        assertThat(marked(asked, apply, new Applied(1))).isTrue();
        assertThat(marked(asked, apply, new TimedOut(1))).isTrue();
        assertThat(marked(asked, apply, new Applied(1), verified, drifted)).isTrue();
        assertThat(marked(asked, apply, new Applied(1), release, later)).isTrue();
        assertThat(marked(asked, apply, new Applied(1), release, new TimedOut(2)))
                .isTrue();
        assertThat(marked(asked, apply, new Applied(1), release, new Withdrawn(2)))
                .isFalse();
    }

    private static boolean marked(List<ContainmentEvent> first, ContainmentEvent... then) {
        var state = Stream.concat(first.stream(), Stream.of(then))
                .reduce(CONTAINMENT.empty(), CONTAINMENT::apply, (_, last) -> last);
        return ((Living) state).life().dealings().marked();
    }

    @Test
    void the_last_thousand_wishes_are_remembered() {
        var state = CONTAINMENT.empty();
        for (int life = 1; life <= Life.REMEMBERED + 1; life++) {
            var holder = new Holder("acme/response/" + life, ANA.until());
            state = CONTAINMENT.apply(state, new Wanted(life, Action.BLOCK_ADDRESS, TARGET, holder, SIGNATURE));
            state = CONTAINMENT.apply(state, new Denied(new Notice(life, 1, List.of(holder.id())), "frozen"));
        }

        assertThat(((Idle) state).seen().asMap()).hasSize(Life.REMEMBERED).doesNotContainKey("acme/response/1");
    }

    /** A machine that was suspended without knowing goes on by a clock that is behind until somebody restarts its node. */
    @ParameterizedTest
    @ValueSource(longs = {-3_600, -11, -10, 0, 10, 11, 3_600})
    void a_guard_whose_clock_is_wrong_is_asked_twice_and_not_for_ever(long secondsAhead) {
        var guard = new Guard(new GuardPolicy(
                Mode.LIVE,
                Set.of(TARGET.connector()),
                List.of(),
                Map.of(Action.BLOCK_ADDRESS, new GuardPolicy.Budget(1, Duration.ofHours(1), 1)),
                "hash"));
        var guarding = guard.empty();
        for (var event : guard.decide(guarding, new GuardCommand.Surroundings("node1", List.of("192.0.2.1")), NOW)
                .events()) {
            guarding = guard.apply(guarding, event);
        }
        ContainmentState state = CONTAINMENT.empty();
        var commands = new ArrayDeque<ContainmentCommand>(List.of(ANA_WANTS));
        var now = NOW;
        int questions = 0;
        while (!commands.isEmpty() && questions < 10) {
            var decided = CONTAINMENT.decide(state, commands.poll(), now).events();
            for (var event : decided) {
                state = CONTAINMENT.apply(state, event);
                for (var question : CONTAINMENT.owes(event)) {
                    questions++;
                    now = now.plusMillis(20);
                    for (var answer : guard.decide(
                                    guarding, (GuardCommand) question.message(), now.plusSeconds(secondsAhead))
                            .events()) {
                        guarding = guard.apply(guarding, answer);
                        guard.owes(answer).forEach(send -> commands.add((ContainmentCommand) send.message()));
                    }
                }
            }
        }
        assertThat(state).isInstanceOf(Reading.class);
        assertThat(questions).isEqualTo(Math.abs(secondsAhead) > 10 ? 2 : 1);
    }

    @Test
    void a_target_that_goes_on_asking_to_be_asked_later_keeps_nobody_in_the_dark() {
        var life = Life.begun(new Wanted(1, Action.BLOCK_ADDRESS, TARGET, ANA, SIGNATURE));
        ContainmentState state = new Reading(life, NOW);
        var told = new ArrayList<ContainmentEvent>();
        for (var now = NOW; now.isBefore(NOW.plusSeconds(3_600)); now = now.plusSeconds(10)) {
            var later = new Result.Busy(now.plusSeconds(10));
            var decided = CONTAINMENT
                    .decide(state, new Answered(Verb.QUERY, 0, later), now)
                    .events();
            told.addAll(decided);
            state = decided.stream().reduce(state, CONTAINMENT::apply, (_, last) -> last);
        }

        assertThat(told).filteredOn(Alarmed.class::isInstance).hasSize(1);
        assertThat(state).isInstanceOf(Unsettled.class);
    }

    @Test
    void an_event_that_cannot_follow_is_a_corrupt_journal() {
        assertThatThrownBy(() -> CONTAINMENT.apply(CONTAINMENT.empty(), new Verified(TO_BOTH, 1)))
                .isInstanceOf(IllegalStateException.class);
    }

    private static Map<ContainmentEvent, List<Send>> owed() {
        var owed = new LinkedHashMap<ContainmentEvent, List<Send>>();
        owed.put(
                new Wanted(1, Action.BLOCK_ADDRESS, TARGET, ANA, SIGNATURE),
                List.of(new Send(
                        KEY + "/reserve",
                        GUARD,
                        new GuardCommand.Reserve(KEY, ID, Action.BLOCK_ADDRESS, TARGET, ANA.until(), SIGNATURE))));
        owed.put(new Joined(1, 2, BEN, Standing.UNDER_WAY), List.of());
        owed.put(
                new Joined(1, 2, BEN, Standing.VERIFIED),
                List.of(report(2, BEN.id(), Outcome.VERIFIED, "read back: in force")));
        owed.put(
                new Joined(1, 2, BEN, Standing.UNKNOWN),
                List.of(report(2, BEN.id(), Outcome.UNKNOWN, "cannot be read back")));
        owed.put(new Left(1, 3, ANA.id(), Left.Reason.LET_GO), List.of());
        owed.put(
                new Left(1, 3, ANA.id(), Left.Reason.EXPIRED),
                List.of(report(3, ANA.id(), Outcome.EXPIRED, "the hold has ended")));
        owed.put(new LeftAll(1, "olga"), List.of());
        owed.put(new Forgone(1, ANA.id()), List.of());
        owed.put(new Reserved(KEY), List.of());
        owed.put(
                new AskedAgain(1, 4, Action.BLOCK_ADDRESS, TARGET, NOW),
                List.of(new Send(
                        KEY + "/again/4", GUARD, new GuardCommand.Confirm(KEY, 4, ID, Action.BLOCK_ADDRESS, TARGET))));
        owed.put(new Unread(1, "lost"), List.of());
        owed.put(
                new Alarmed(1, 4, Action.BLOCK_ADDRESS, TARGET, "lost"),
                List.of(new Send(
                        KEY + "/alarm/4",
                        GUARD,
                        new GuardCommand.Alarm(KEY + "/alarm/4", ID, Action.BLOCK_ADDRESS, TARGET, "lost"))));
        owed.put(new Observed(TO_BOTH, "observe mode"), both(Outcome.WOULD_APPLY, "observe mode"));
        owed.put(new Denied(TO_BOTH, "frozen"), both(Outcome.REFUSED, "frozen"));
        owed.put(new Recalled(TO_BOTH, "frozen"), both(Outcome.REFUSED, "frozen"));
        owed.put(
                new Joined(1, 2, BEN, Standing.WAITING),
                List.of(report(2, BEN.id(), Outcome.WAITING_APPROVAL, "the brake: it waits for a person")));
        owed.put(new Held(TO_BOTH, "the brake"), both(Outcome.WAITING_APPROVAL, "the brake"));
        owed.put(
                new Abandoned(TO_BOTH),
                andReturned(both(Outcome.RELEASED, "given up before it was allowed: nothing was done")));
        owed.put(new Claimed(1, Verb.APPLY, NOW), List.of());
        owed.put(new Applied(1), List.of());
        owed.put(new Withdrawn(1), List.of());
        owed.put(new TimedOut(1), List.of());
        owed.put(new Postponed(1, Instant.EPOCH), List.of());
        owed.put(new Refused(TO_BOTH, 1, "no"), andReturned(both(Outcome.FAILED, "no")));
        owed.put(new Verified(TO_BOTH, 1), both(Outcome.VERIFIED, "read back: in force"));
        owed.put(new Proven(1, "sha256=abc"), List.of());
        owed.put(new Drifted(TO_BOTH, 1), both(Outcome.DRIFTED, "read back: no longer in force"));
        owed.put(new Unknown(TO_BOTH, 1, "lost"), both(Outcome.UNKNOWN, "lost"));
        owed.put(new Released(TO_BOTH, 1), andReturned(both(Outcome.RELEASED, "read back: gone")));
        return owed;
    }

    private static List<Send> andReturned(List<Send> reports) {
        var giveBack = new Send(KEY + "/return", GUARD, new GuardCommand.Return(KEY));
        return Stream.concat(Stream.of(giveBack), reports.stream()).toList();
    }

    private static List<Send> both(Outcome outcome, String why) {
        return List.of(report(4, ANA.id(), outcome, why), report(4, BEN.id(), outcome, why));
    }

    private static Send report(int number, String to, Outcome outcome, String why) {
        return new Send(
                KEY + "/report/" + number + "/" + to,
                EntityId.parse(to),
                new ActionReport(to, ID.toString(), 1, number, outcome, why));
    }

    private static List<Class<?>> leaves(Class<?> type) {
        return type.isSealed()
                ? Arrays.stream(type.getPermittedSubclasses())
                        .flatMap(t -> leaves(t).stream())
                        .toList()
                : List.of(type);
    }
}
