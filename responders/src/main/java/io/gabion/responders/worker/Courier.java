package io.gabion.responders.worker;

import io.gabion.responders.connector.Connector.Result;
import io.gabion.responders.connectors.Channel;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;

/** Brings notices to one receiver with the care of a {@link Worker}: what is not brought now is told as busy, and is brought later. */
public final class Courier implements Channel, Standings {
    private final Channel channel;
    private final Gate gate;

    /** @param random for the jitter; drawn from by one notice at a time */
    public Courier(String name, Channel channel, Care care, InstantSource clock, RandomGenerator random) {
        this.channel = channel;
        this.gate = new Gate(name, care, clock, random);
    }

    @Override
    public CompletionStage<Result> send(String key, String json, Instant deadline) {
        return gate.pass(() -> channel.send(key, json, deadline), Result.Busy::new);
    }

    @Override
    public List<Standing> standings() {
        return List.of(gate.standing());
    }
}
