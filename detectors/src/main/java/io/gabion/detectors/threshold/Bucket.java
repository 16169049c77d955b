package io.gabion.detectors.threshold;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Leaky bucket as a meter (ITU-T I.371, annex A): level = max(0, level - dt / 10 s) + n, overflowing above 5. Kept in
 * whole milliseconds of leak, so that it is exact: one attempt is 10 000. Time never runs backwards.
 */
final class Bucket {
    static final int CAPACITY = 5;
    static final int SECONDS_PER_LEAK = 10;
    static final long MILLIS_PER_LEAK = SECONDS_PER_LEAK * 1000L;
    private static final long FULL = CAPACITY * MILLIS_PER_LEAK;

    private long level;
    private long latest = Long.MIN_VALUE;

    Bucket copy() {
        var copy = new Bucket();
        copy.level = level;
        copy.latest = latest;
        return copy;
    }

    /** Leaks up to this time; true if the bucket is empty then. */
    boolean leak(long millis) {
        if (millis > latest) {
            level = latest == Long.MIN_VALUE ? 0 : Math.max(0, level - (millis - latest));
            latest = millis;
        }
        return level == 0;
    }

    /** Adds attempts; true if the bucket now overflows. It keeps what is in it. */
    boolean add(int attempts) {
        level += attempts * MILLIS_PER_LEAK;
        return level > FULL;
    }

    void empty() {
        level = 0;
    }

    /** Spills what is above the capacity. */
    void level() {
        level = Math.min(level, FULL);
    }

    void write(DataOutput out) throws IOException {
        out.writeLong(level);
        out.writeLong(latest);
    }

    static Bucket read(DataInput in) throws IOException {
        var bucket = new Bucket();
        bucket.level = in.readLong();
        bucket.latest = in.readLong();
        return bucket;
    }
}
