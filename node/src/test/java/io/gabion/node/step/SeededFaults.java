package io.gabion.node.step;

import io.gabion.protocol.entity.EntityId;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;

/** Trouble until the calm, so that every run can come to its end. */
record SeededFaults(Random random, VirtualTime time, Instant calm) implements Faults {
    @Override
    public Owner afterWrite(EntityId id) {
        var luck = luck();
        return luck < 0.08 ? Owner.CRASHES : luck < 0.14 ? Owner.GOES_STALE : Owner.LIVES;
    }

    @Override
    public int copies() {
        var luck = luck();
        return luck < 0.08 ? 0 : luck < 0.2 ? 2 : 1;
    }

    @Override
    public Duration delay() {
        return Duration.ofMillis(isCalm() ? 1 : random.nextInt(4_000));
    }

    boolean isCalm() {
        return time.now().isAfter(calm);
    }

    /** From 0 to 1; where it is calm, 1. */
    double luck() {
        return isCalm() ? 1 : random.nextDouble();
    }
}
