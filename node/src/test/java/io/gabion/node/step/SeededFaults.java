package io.gabion.node.step;

import io.gabion.protocol.entity.EntityId;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;

/**
 * Trouble until the calm, so that every run can come to its end.
 *
 * @param disk when rows are durable, also in the calm
 */
record SeededFaults(Random random, VirtualTime time, Instant calm, Disk disk) implements Faults {
    enum Disk {
        AT_ONCE,
        SLOW,
        /** Slow, and says that it has what it has not. */
        LYING
    }

    SeededFaults(Random random, VirtualTime time, Instant calm) {
        this(random, time, calm, Disk.AT_ONCE);
    }

    /** About so often each minute; at other times in each run. */
    void cutPower(StepEngine engine, Instant from, double perMinute) {
        for (var at = from; at.isBefore(calm); ) {
            at = at.plusMillis((long) (-Math.log(1 - random.nextDouble()) * 60_000 / perMinute));
            if (at.isBefore(calm)) {
                time.at(at, "power", engine::cutPower);
            }
        }
    }

    @Override
    public boolean diskLies() {
        return disk == Disk.LYING;
    }

    @Override
    public Duration sync() {
        return disk != Disk.AT_ONCE ? Duration.ofMillis(1 + random.nextInt(isCalm() ? 10 : 2_000)) : Duration.ZERO;
    }

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
