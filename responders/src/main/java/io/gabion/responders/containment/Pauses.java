package io.gabion.responders.containment;

import io.gabion.protocol.entity.EntityId;
import java.time.Duration;

/**
 * How long one containment waits before what has failed is tried again: each time twice as long, and up to a quarter more, other than
 * the others, so that a target that comes back is not asked by all at once.
 *
 * @param first without what is added
 */
record Pauses(EntityId id, Duration first) {
    /** At 30 s: 16 minutes. */
    static final int DOUBLINGS = 5;

    /** @param times how often it has failed before */
    Duration after(int times) {
        var pause = first.multipliedBy(1L << Math.min(times, DOUBLINGS));
        // Fibonacci hashing: names that are alike, such as neighbouring addresses, come far apart.
        int share = ((id + "/" + times).hashCode() * 0x9E3779B9) >>> 16;
        return pause.plus(pause.multipliedBy(share).dividedBy(4L << 16));
    }
}
