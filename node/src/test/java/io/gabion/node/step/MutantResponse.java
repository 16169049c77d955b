package io.gabion.node.step;

import io.gabion.protocol.entity.Decision;
import io.gabion.protocol.entity.Effect;
import io.gabion.protocol.entity.Effect.Schedule;
import io.gabion.protocol.entity.Effect.Send;
import io.gabion.protocol.entity.Entity;
import io.gabion.protocol.response.PersonalOrder;
import io.gabion.protocol.response.ResponseCommand;
import io.gabion.protocol.response.ResponseCommand.Retry;
import io.gabion.protocol.response.ResponseCommand.Vote;
import io.gabion.protocol.response.ResponseEvent;
import io.gabion.protocol.response.ResponseEvent.*;
import io.gabion.responders.response.Response;
import io.gabion.responders.response.ResponseState;
import java.time.Instant;
import java.util.List;

/** A response without one of its mechanisms, to see that it is needed. */
record MutantResponse(Response response, Mutant mutant)
        implements Entity<ResponseState, ResponseCommand, ResponseEvent> {
    enum Mutant {
        NONE,
        /** Forgets that it was paused. */
        RESTLESS,
        /** Forgets that a step has failed. */
        CARELESS,
        /** Takes a repeated order for another. */
        FORGETFUL,
        /** Is never woken for its chain. */
        DEAF,
        /** Forgets that its chain has rung. */
        NAGGING
    }

    @Override
    public Decision<ResponseEvent> decide(ResponseState state, ResponseCommand command, Instant now) {
        if (mutant == Mutant.FORGETFUL && command instanceof Retry(var step, var order)) {
            var another = new PersonalOrder(order.by(), order.role(), order.reason(), order.key() + now);
            return response.decide(state, new Retry(step, another), now);
        }
        var decision = response.decide(state, command, now);
        if (mutant == Mutant.DEAF && !(command instanceof Vote)) {
            boolean rings = decision.events().stream().anyMatch(Escalated.class::isInstance);
            return rings ? new Decision<>(List.of(), alarms(decision)) : decision;
        }
        return decision;
    }

    private static List<Effect> alarms(Decision<ResponseEvent> decision) {
        return decision.effects().stream().filter(Schedule.class::isInstance).toList();
    }

    @Override
    public ResponseState apply(ResponseState state, ResponseEvent event) {
        boolean lost =
                switch (mutant) {
                    case RESTLESS -> event instanceof Paused;
                    case CARELESS -> event instanceof StepFailed;
                    case NAGGING -> event instanceof Escalated;
                    case NONE, FORGETFUL, DEAF -> false;
                };
        return lost ? state : response.apply(state, event);
    }

    @Override
    public ResponseState empty() {
        return response.empty();
    }

    @Override
    public List<Send> owes(ResponseEvent event) {
        return response.owes(event);
    }

    @Override
    public ResponseCommand wake() {
        return response.wake();
    }

    @Override
    public boolean unfinished(ResponseState state) {
        return response.unfinished(state);
    }
}
