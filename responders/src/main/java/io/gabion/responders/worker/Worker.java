package io.gabion.responders.worker;

import io.gabion.protocol.containment.ContainmentOrder;
import io.gabion.protocol.containment.ContainmentOrder.Verb;
import io.gabion.responders.connector.Connector;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;

/**
 * Calls one target with care: so many calls at a time, none while it asks to be left alone or does not answer. What is not
 * called is told as busy; a reading that cannot be had is told as lost, so that nobody waits for it in silence.
 */
public final class Worker implements Workforce {
    private final String name;
    private final Connector connector;
    private final Gate gate;

    /** @param random for the jitter; drawn from by one call at a time */
    public Worker(String name, Connector connector, Care care, InstantSource clock, RandomGenerator random) {
        this.name = name;
        this.connector = connector;
        this.gate = new Gate(name, care, clock, random);
    }

    @Override
    public CompletionStage<Result> apply(ContainmentOrder order) {
        return perform(order);
    }

    @Override
    public CompletionStage<Result> query(ContainmentOrder order) {
        return perform(order);
    }

    @Override
    public CompletionStage<Result> release(ContainmentOrder order) {
        return perform(order);
    }

    @Override
    public CompletionStage<Result> perform(ContainmentOrder order) {
        return gate.pass(() -> connector.perform(order), until -> alone(order, until));
    }

    private Result alone(ContainmentOrder order, Instant until) {
        return order.verb() == Verb.QUERY
                ? new Result.Lost(name + " does not answer: not asked again before " + until)
                : new Result.Busy(until);
    }

    @Override
    public List<Standing> standings() {
        return List.of(gate.standing());
    }
}
