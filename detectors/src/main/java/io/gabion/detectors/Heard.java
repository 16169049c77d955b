package io.gabion.detectors;

import io.gabion.protocol.rule.Chained;
import java.time.Instant;

/** What an asset hears beside its observations. */
public sealed interface Heard {
    /** What time it is, by the clock of the mesh. */
    record Time(Instant now) implements Heard {}

    /**
     * There are no more events.
     *
     * @param round 1, 2, 3 …: what counts the findings of others ends in a later round than they do
     */
    record End(int round) implements Heard {}

    /** What another asset has found, which is counted here. @param now by the clock of the mesh */
    record Found(Chained chained, Instant now) implements Heard {}
}
