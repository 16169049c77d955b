package io.gabion.responders.containment;

import static io.gabion.responders.containment.Examples.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.protocol.containment.ContainmentEvent;
import io.gabion.protocol.containment.ContainmentEvent.*;
import io.gabion.protocol.containment.ContainmentOrder;
import io.gabion.protocol.containment.ContainmentOrder.Verb;
import io.gabion.protocol.containment.Notice;
import io.gabion.protocol.entity.Decision;
import io.gabion.protocol.entity.Effect.Call;
import io.gabion.protocol.entity.Effect.Schedule;
import io.gabion.responders.connector.Connector.Result;
import io.gabion.responders.containment.ContainmentCommand.Answered;
import io.gabion.responders.containment.ContainmentCommand.LetGo;
import io.gabion.responders.containment.ContainmentCommand.Wake;
import io.gabion.responders.containment.ContainmentState.*;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where an owner may have been replaced, what was read as gone is read once more before it counts as released. */
class SecondLookTest {
    private static final Duration TAKEOVER = Duration.ofSeconds(18);
    private static final Containment AMONG_OTHERS = new Containment(
            ID,
            GUARD,
            new ContainmentLimits(
                    2, 3, 2, LIMITS.call(), LIMITS.check(), LIMITS.retry(), LIMITS.pause(), LIMITS.grace(), TAKEOVER));
    private static final Answered GONE = new Answered(Verb.QUERY, 2, new Result.Absent());
    private static final Instant SETTLED =
            NOW.plus(LIMITS.call()).plus(TAKEOVER).plus(LIMITS.call());

    @Test
    void what_is_gone_is_released_when_it_is_gone_yet_one_take_over_later() {
        var state = withdrawn();

        assertThat(AMONG_OTHERS.decide(state, GONE, NOW.plusSeconds(1)))
                .isEqualTo(Decision.only(new Schedule(SETTLED)));
        assertThat(call(AMONG_OTHERS.decide(state, new Wake(), SETTLED)).verb()).isEqualTo(Verb.QUERY);
        assertThat(AMONG_OTHERS.decide(state, GONE, SETTLED).events()).hasOnlyElementsOfType(Released.class);
    }

    @Test
    void a_reading_that_may_have_begun_before_the_take_over_was_over_says_nothing() {
        assertThat(AMONG_OTHERS.decide(withdrawn(), GONE, SETTLED.minusMillis(1)))
                .isEqualTo(Decision.only(new Schedule(SETTLED)));
    }

    @Test
    void what_has_come_back_by_then_is_released_again() {
        var back = new Answered(Verb.QUERY, 2, new Result.Done());
        var state = after(withdrawn(), AMONG_OTHERS.decide(withdrawn(), back, SETTLED));
        var soon = SETTLED.plusSeconds(2);

        assertThat(call(AMONG_OTHERS.decide(state, new Wake(), soon)).verb()).isEqualTo(Verb.QUERY);
        assertThat(call(AMONG_OTHERS.decide(state, back, soon)).verb()).isEqualTo(Verb.RELEASE);
    }

    @Test
    void a_wish_that_comes_meanwhile_does_not_wait() {
        var state = withdrawn();
        var now = NOW.plusSeconds(2);

        var decision = AMONG_OTHERS.decide(state, BEN_WANTS, now);
        assertThat(decision.effects()).contains(new Schedule(now));
        var wanted = after(state, decision);
        assertThat(call(AMONG_OTHERS.decide(wanted, new Wake(), now)).verb()).isEqualTo(Verb.QUERY);
        assertThat(AMONG_OTHERS.decide(wanted, GONE, now).events()).hasOnlyElementsOfType(AskedAgain.class);
    }

    @Test
    void what_nobody_has_called_for_is_released_at_once() {
        var life = Life.begun((Wanted)
                CONTAINMENT.decide(CONTAINMENT.empty(), ANA_WANTS, NOW).events().getFirst());
        var state = new Reading(life.left(life.leave(ANA.id(), Left.Reason.LET_GO)), Instant.MIN);

        assertThat(AMONG_OTHERS
                        .decide(state, new Answered(Verb.QUERY, 0, new Result.Absent()), NOW)
                        .events())
                .hasOnlyElementsOfType(Released.class);
    }

    /** Released at {@link Examples#NOW}, as the target says. */
    private static ContainmentState withdrawn() {
        ContainmentState state = CONTAINMENT.empty();
        for (ContainmentEvent event : List.of(
                new Wanted(1, ANA_WANTS.action(), TARGET, ANA, SIGNATURE),
                new Reserved(KEY),
                new Claimed(1, Verb.APPLY, NOW),
                new Applied(1),
                new Verified(new Notice(1, 1, List.of(ANA.id())), 1))) {
            state = state.apply(event);
        }
        state = after(state, AMONG_OTHERS.decide(state, new LetGo(ANA.id()), NOW));
        return state.apply(new Withdrawn(2));
    }

    private static ContainmentState after(ContainmentState state, Decision<ContainmentEvent> decision) {
        return decision.events().stream().reduce(state, ContainmentState::apply, (_, last) -> last);
    }

    private static ContainmentOrder call(Decision<ContainmentEvent> decision) {
        return decision.effects().stream()
                .filter(Call.class::isInstance)
                .map(effect -> (ContainmentOrder) ((Call) effect).order())
                .findFirst()
                .orElseThrow();
    }
}
