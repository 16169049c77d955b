package io.gabion.responders.containment;

import static io.gabion.responders.containment.Examples.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.protocol.containment.ContainmentEvent;
import io.gabion.protocol.containment.ContainmentEvent.AskedAgain;
import io.gabion.protocol.containment.ContainmentOrder;
import io.gabion.protocol.containment.ContainmentOrder.Verb;
import io.gabion.protocol.entity.Decision;
import io.gabion.protocol.entity.Effect.Call;
import io.gabion.protocol.entity.Effect.Schedule;
import io.gabion.responders.connector.Connector.Result;
import io.gabion.responders.containment.ContainmentCommand.Answered;
import io.gabion.responders.containment.ContainmentCommand.Granted;
import io.gabion.responders.containment.ContainmentCommand.LetGo;
import io.gabion.responders.containment.ContainmentState.*;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** A target that says at once that it has done something, which shows some time after, or never. */
class LateEffectTest {
    private static final List<Duration> PAUSES =
            List.of(Duration.ZERO, Duration.ofMillis(1_250), Duration.ofMillis(3_750), Duration.ofMillis(8_750));

    private final List<ContainmentOrder> calls = new ArrayList<>();
    private final List<Duration> called = new ArrayList<>();
    private ContainmentState state = CONTAINMENT.empty();
    private Instant now = NOW;
    private int questions;

    @Test
    void what_shows_a_second_late_is_applied_once() {
        wanted();
        runUntil(_ -> state instanceof Contained, inForceAfter(Verb.APPLY, Duration.ofSeconds(1)));

        assertThat(of(Verb.APPLY)).hasSize(1);
        assertThat(questions).isZero();
    }

    @Test
    void what_never_shows_is_applied_after_ever_longer_pauses_until_a_person_is_told() {
        wanted();
        runUntil(_ -> state instanceof Unsettled, _ -> false);

        assertThat(of(Verb.APPLY)).hasSize(LIMITS.attempts());
        assertThat(questions).isEqualTo(LIMITS.attempts() - 1);
        assertBetween(of(Verb.APPLY));
    }

    @Test
    void what_is_gone_a_second_after_its_release_is_released_once() {
        contained();
        runUntil(
                _ -> state instanceof Idle,
                inForceAfter(Verb.RELEASE, Duration.ofSeconds(1)).negate());

        assertThat(of(Verb.RELEASE)).hasSize(1);
    }

    @Test
    void what_stays_in_force_is_released_after_ever_longer_pauses_until_a_person_is_told() {
        contained();
        runUntil(_ -> state instanceof Unsettled, _ -> true);

        assertThat(of(Verb.RELEASE)).hasSize(LIMITS.attempts() - 1);
        assertBetween(of(Verb.RELEASE));
    }

    private void assertBetween(List<Duration> calls) {
        for (int i = 0; i < calls.size(); i++) {
            var least = Duration.ofSeconds((1L << i) - 1);
            assertThat(calls.get(i).minus(calls.getFirst())).isBetween(least, PAUSES.get(i));
        }
    }

    private Predicate<Instant> inForceAfter(Verb verb, Duration delay) {
        return at ->
                of(verb).stream().anyMatch(call -> !at.isBefore(NOW.plus(call).plus(delay)));
    }

    private List<Duration> of(Verb verb) {
        var times = new ArrayList<Duration>();
        for (int i = 0; i < calls.size(); i++) {
            if (calls.get(i).verb() == verb) {
                times.add(called.get(i));
            }
        }
        return times;
    }

    private void wanted() {
        take(CONTAINMENT.decide(state, ANA_WANTS, now));
        take(CONTAINMENT.decide(state, new Granted(KEY, now), now));
    }

    private void contained() {
        wanted();
        runUntil(_ -> state instanceof Contained, inForceAfter(Verb.APPLY, Duration.ZERO));
        take(CONTAINMENT.decide(state, new LetGo(ANA.id()), now));
    }

    private void runUntil(Predicate<ContainmentState> over, Predicate<Instant> inForce) {
        int answered = Math.max(0, calls.size() - 1);
        for (int i = 0; i < 100 && !over.test(state); i++) {
            if (answered < calls.size()) {
                var call = calls.get(answered++);
                var result = call.verb() != Verb.QUERY || inForce.test(now) ? new Result.Done() : new Result.Absent();
                take(CONTAINMENT.decide(state, new Answered(call.verb(), call.attempt(), result), now));
            } else {
                take(CONTAINMENT.decide(state, new ContainmentCommand.Wake(), now));
            }
        }
        assertThat(over.test(state)).isTrue();
    }

    /** The Guard agrees to whatever it is asked. Nothing else takes time but what is waited for. */
    private void take(Decision<ContainmentEvent> decision) {
        decision.events().forEach(event -> state = state.apply(event));
        var due = decision.effects().stream().filter(Schedule.class::isInstance).findFirst();
        var order = decision.effects().stream().filter(Call.class::isInstance).findFirst();
        order.ifPresent(call -> {
            calls.add((ContainmentOrder) ((Call) call).order());
            called.add(Duration.between(NOW, now));
        });
        if (order.isEmpty() && due.isPresent()) {
            now = ((Schedule) due.get()).due();
        }
        for (var event : decision.events()) {
            if (event instanceof AskedAgain asked) {
                questions++;
                take(CONTAINMENT.decide(state, new Granted(KEY + "/again/" + asked.report(), now), now));
            }
        }
    }
}
