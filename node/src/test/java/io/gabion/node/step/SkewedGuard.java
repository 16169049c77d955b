package io.gabion.node.step;

import io.gabion.protocol.entity.Decision;
import io.gabion.protocol.entity.Effect;
import io.gabion.protocol.entity.Effect.Schedule;
import io.gabion.protocol.entity.Effect.Send;
import io.gabion.protocol.entity.Entity;
import io.gabion.protocol.guard.GuardEvent;
import io.gabion.responders.guard.Guard;
import io.gabion.responders.guard.GuardCommand;
import io.gabion.responders.guard.GuardState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A Guard on a node whose clock is not that of the others.
 *
 * @param ahead negative if it is behind
 */
record SkewedGuard(Guard guard, Duration ahead) implements Entity<GuardState, GuardCommand, GuardEvent> {
    @Override
    public Decision<GuardEvent> decide(GuardState state, GuardCommand command, Instant now) {
        var decision = guard.decide(state, command, now.plus(ahead));
        return new Decision<>(
                decision.events(),
                decision.effects().stream().map(this::onTheCommonClock).toList());
    }

    private Effect onTheCommonClock(Effect effect) {
        return effect instanceof Schedule(var due) ? new Schedule(due.minus(ahead)) : effect;
    }

    @Override
    public GuardState empty() {
        return guard.empty();
    }

    @Override
    public GuardState apply(GuardState state, GuardEvent event) {
        return guard.apply(state, event);
    }

    @Override
    public List<Send> owes(GuardEvent event) {
        return guard.owes(event);
    }

    @Override
    public GuardCommand wake() {
        return guard.wake();
    }

    @Override
    public boolean unfinished(GuardState state) {
        return guard.unfinished(state);
    }
}
