package io.gabion.detectors;

import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.rule.Fired;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What an asset is given to judge.
 *
 * @param observations in the order of the log
 * @param fired what rules said of them; only the asset that an observation is primarily about is told, and of what is
 *     counted the asset that keeps the group
 * @param now when it is given, by the clock of the mesh
 */
public record Batch(List<Observation> observations, Fired fired, Instant now) {
    /** Given the moment its last observation was made. */
    public Batch(List<Observation> observations, Fired fired) {
        this(
                observations,
                fired,
                observations.isEmpty() ? Instant.EPOCH : observations.getLast().time());
    }

    /**
     * Milliseconds that the observation is behind the clock of the mesh, never ahead: whoever reads an old log reads on, and
     * that tells what its time will be.
     */
    public long behind(Observation observation) {
        return Math.max(0, Duration.between(observation.time(), now).toMillis());
    }

    /** Of which no rule said anything. */
    public static Batch of(List<Observation> observations) {
        return new Batch(observations, Fired.NOTHING);
    }
}
