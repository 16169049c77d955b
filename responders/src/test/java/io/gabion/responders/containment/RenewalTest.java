package io.gabion.responders.containment;

import static io.gabion.responders.containment.Examples.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.protocol.containment.Action;
import io.gabion.protocol.containment.ContainmentEvent;
import io.gabion.protocol.containment.ContainmentEvent.*;
import io.gabion.protocol.containment.ContainmentOrder;
import io.gabion.protocol.containment.ContainmentOrder.Verb;
import io.gabion.protocol.containment.Notice;
import io.gabion.protocol.entity.Effect.Call;
import io.gabion.protocol.entity.Effect.Schedule;
import io.gabion.responders.connector.Connector.Result;
import io.gabion.responders.containment.ContainmentCommand.Answered;
import io.gabion.responders.containment.ContainmentCommand.Granted;
import io.gabion.responders.containment.ContainmentCommand.Wake;
import io.gabion.responders.containment.ContainmentState.*;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a target would end by itself, and somebody wants for longer. */
class RenewalTest {
    @Test
    void what_a_target_would_end_by_itself_is_in_force_until_the_last_of_its_holders_has_had_it() {
        ContainmentState state = CONTAINMENT.empty();
        var wake = Instant.MAX;
        var kept = Instant.MIN;
        var commands = new ArrayDeque<ContainmentCommand>(List.of(ANA_WANTS, new Granted(KEY, NOW)));
        var wishes = new TreeMap<>(Map.of(NOW.plusSeconds(20), BEN_WANTS));
        var journal = new ArrayList<ContainmentEvent>();
        for (var now = NOW; now.isBefore(BEN.until()); now = now.plusSeconds(1)) {
            if (!now.isBefore(wake)) {
                commands.add(new Wake());
            }
            commands.addAll(wishes.headMap(now, true).values());
            wishes.headMap(now, true).clear();
            while (!commands.isEmpty()) {
                var decision = CONTAINMENT.decide(state, commands.remove(), now);
                journal.addAll(decision.events());
                for (var event : decision.events()) {
                    state = CONTAINMENT.apply(state, event);
                    if (event instanceof AskedAgain asked) {
                        commands.add(new Granted(KEY + "/again/" + asked.report(), now));
                    }
                }
                for (var effect : decision.effects()) {
                    if (effect instanceof Schedule(var due)) {
                        wake = due;
                    } else if (effect instanceof Call(ContainmentOrder order)) {
                        kept = order.verb() == Verb.APPLY ? order.until() : kept;
                        var found = kept.isAfter(now) ? new Result.Done() : new Result.Absent();
                        commands.add(new Answered(order.verb(), order.attempt(), found));
                    }
                }
            }
            assertThat(kept).as("at %s", now).isAfter(now);
        }
        assertThat(journal).hasAtLeastOneElementOfType(Left.class).noneMatch(Drifted.class::isInstance);
        assertThat(journal.stream().filter(Claimed.class::isInstance)).hasSize(2);
    }

    @Test
    void a_target_that_was_too_busy_to_be_told_again_is_told_later_and_one_that_may_have_heard_is_not() {
        var contained = new Contained(Life.begun(new Wanted(1, Action.BLOCK_ADDRESS, TARGET, ANA, SIGNATURE))
                .kept(NOW.plusSeconds(1)));

        assertThat(CONTAINMENT
                        .decide(after(contained, new Postponed(1, NOW)), new Wake(), NOW)
                        .events())
                .containsExactly(new AskedAgain(1, 2, Action.BLOCK_ADDRESS, TARGET, NOW));
        assertThat(CONTAINMENT
                        .decide(after(contained, new TimedOut(1)), new Wake(), NOW)
                        .events())
                .isEmpty();
    }

    @Test
    void what_the_guard_does_not_let_be_kept_for_longer_is_not_asked_for_again_until_the_target_has_ended_it() {
        var contained = new Contained(Life.begun(new Wanted(1, Action.BLOCK_ADDRESS, TARGET, ANA, SIGNATURE))
                .kept(NOW.plusSeconds(60)));
        var state = Stream.of(
                        new AskedAgain(1, 1, Action.BLOCK_ADDRESS, TARGET, NOW),
                        new Alarmed(1, 2, Action.BLOCK_ADDRESS, TARGET, "not kept for longer: frozen"))
                .reduce((ContainmentState) contained, CONTAINMENT::apply, (_, last) -> last);

        assertThat(CONTAINMENT.decide(state, new Wake(), NOW).events()).isEmpty();
        assertThat(CONTAINMENT
                        .decide(state, new Answered(Verb.QUERY, 0, new Result.Absent()), NOW.plusSeconds(60))
                        .events())
                .containsExactly(new Drifted(new Notice(1, 3, List.of(ANA.id())), 0));
    }

    @Test
    void only_what_a_target_ends_by_itself_is_done_once_more() {
        var once = EnumSet.noneOf(Action.class);
        for (var action : Action.values()) {
            var life = Life.begun(new Wanted(1, action, TARGET, ANA, SIGNATURE)).kept(NOW.plusSeconds(1));
            if (!CONTAINMENT
                    .decide(new Contained(life), new Wake(), NOW)
                    .events()
                    .isEmpty()) {
                once.add(action);
            }
        }
        assertThat(once).containsExactly(Action.BLOCK_ADDRESS, Action.BLOCK_NETWORK, Action.ISOLATE_HOST);
    }

    private static ContainmentState after(ContainmentState contained, ContainmentEvent end) {
        return Stream.of(new Claimed(1, Verb.APPLY, NOW), end, new Verified(new Notice(1, 1, List.of()), 1))
                .reduce(contained, CONTAINMENT::apply, (_, last) -> last);
    }
}
