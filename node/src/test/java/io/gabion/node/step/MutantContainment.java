package io.gabion.node.step;

import io.gabion.protocol.containment.ContainmentEvent;
import io.gabion.protocol.containment.ContainmentEvent.Applied;
import io.gabion.protocol.containment.ContainmentEvent.AskedAgain;
import io.gabion.protocol.containment.ContainmentEvent.Claimed;
import io.gabion.protocol.containment.ContainmentEvent.Released;
import io.gabion.protocol.containment.ContainmentEvent.Reserved;
import io.gabion.protocol.containment.ContainmentEvent.TimedOut;
import io.gabion.protocol.containment.ContainmentOrder;
import io.gabion.protocol.containment.ContainmentOrder.Verb;
import io.gabion.protocol.containment.Notice;
import io.gabion.protocol.entity.Decision;
import io.gabion.protocol.entity.Effect;
import io.gabion.protocol.entity.Effect.Call;
import io.gabion.protocol.entity.Effect.Send;
import io.gabion.protocol.entity.Entity;
import io.gabion.responders.connector.Connector.Result;
import io.gabion.responders.containment.Containment;
import io.gabion.responders.containment.ContainmentCommand;
import io.gabion.responders.containment.ContainmentCommand.Answered;
import io.gabion.responders.containment.ContainmentCommand.Granted;
import io.gabion.responders.containment.ContainmentState;
import io.gabion.responders.guard.Guard;
import io.gabion.responders.guard.GuardCommand;
import java.time.Instant;
import java.util.List;

/** A containment without one of its mechanisms, to see that it is needed. */
record MutantContainment(Containment containment, Mutant mutant)
        implements Entity<ContainmentState, ContainmentCommand, ContainmentEvent> {
    enum Mutant {
        NONE,
        /** Calls again when a call has timed out and a pause is over, without reading the target first. */
        NO_READ_BACK,
        /** Believes a target that says it applied. */
        TRUSTING,
        /** Takes what is not in force for gone. */
        SHORTSIGHTED,
        /** Believes at once that what was released is gone. */
        HURRIED,
        /** Does not wait for the Guard's answer when it asks again. */
        HASTY,
        /** Tells the Guard and the holders nothing. */
        NO_OUTBOX
    }

    @Override
    public Decision<ContainmentEvent> decide(ContainmentState state, ContainmentCommand command, Instant now) {
        var decision = containment.decide(state, command, now);
        if (mutant == Mutant.NO_READ_BACK
                && (decision.events().stream().anyMatch(MutantContainment::isReadAfter) || isPaused(state, now))
                && decision.effects().stream().anyMatch(MutantContainment::reads)) {
            return asIfRead(new Result.Absent(), state, decision, now);
        }
        if (mutant == Mutant.TRUSTING && decision.events().stream().anyMatch(Applied.class::isInstance)) {
            return asIfRead(new Result.Done(), state, decision, now);
        }
        if (mutant == Mutant.HASTY
                && !decision.events().isEmpty()
                && decision.events().getLast() instanceof AskedAgain asked) {
            var after = decision.events().stream().reduce(state, containment::apply, (_, last) -> last);
            var question =
                    (GuardCommand.Confirm) containment.owes(asked).getFirst().message();
            var granted = new Granted(Guard.again(question.reservation(), asked.report()), now);
            return containment.decide(after, granted, now).after(decision.events());
        }
        if (mutant == Mutant.SHORTSIGHTED
                && !decision.events().isEmpty()
                && command instanceof Answered(Verb _, int attempt, Result.Absent _)
                && decision.events().getLast() instanceof Claimed) {
            return asIfGone(attempt, decision);
        }
        return decision;
    }

    private static Decision<ContainmentEvent> asIfGone(int attempt, Decision<ContainmentEvent> decision) {
        var before = decision.events().subList(0, decision.events().size() - 1);
        var order = (ContainmentOrder) ((Call) decision.effects().getFirst()).order();
        if (order.verb() != Verb.RELEASE) {
            return decision;
        }
        int life = Integer.parseInt(order.key().substring(order.key().lastIndexOf('#') + 1));
        var notice = new Notice(life, Integer.MAX_VALUE, List.of());
        return new Decision<ContainmentEvent>(List.of(new Released(notice, attempt)), List.of()).after(before);
    }

    private static boolean isReadAfter(ContainmentEvent event) {
        return event instanceof TimedOut
                || event instanceof Reserved(var reservation) && reservation.contains(Guard.AGAIN);
    }

    private static boolean isPaused(ContainmentState state, Instant now) {
        return state instanceof ContainmentState.Reading s && s.hasWaited(now);
    }

    private static boolean reads(Effect effect) {
        return effect instanceof Call(ContainmentOrder order) && order.verb() == Verb.QUERY;
    }

    private Decision<ContainmentEvent> asIfRead(
            Result result, ContainmentState state, Decision<ContainmentEvent> decision, Instant now) {
        var query = decision.effects().stream()
                .filter(Call.class::isInstance)
                .map(effect -> (ContainmentOrder) ((Call) effect).order())
                .findFirst()
                .orElseThrow();
        var read = new Answered(Verb.QUERY, query.attempt(), result);
        var after = decision.events().stream().reduce(state, containment::apply, (_, last) -> last);
        return containment.decide(after, read, now).after(decision.events());
    }

    @Override
    public ContainmentState empty() {
        return containment.empty();
    }

    @Override
    public ContainmentState apply(ContainmentState state, ContainmentEvent event) {
        return containment.apply(state, event);
    }

    @Override
    public List<Send> owes(ContainmentEvent event) {
        return mutant == Mutant.NO_OUTBOX ? List.of() : containment.owes(event);
    }

    @Override
    public ContainmentCommand wake() {
        return containment.wake();
    }

    @Override
    public boolean unfinished(ContainmentState state) {
        return containment.unfinished(state);
    }
}
