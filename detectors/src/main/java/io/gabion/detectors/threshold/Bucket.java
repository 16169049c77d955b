package io.gabion.detectors.threshold;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Leaky bucket as a meter (ITU-T I.371, annex A): level = max(0, level - dt / 10 s) + n, overflowing above 5, or with a
 * leak and a capacity of its own. Kept in whole milliseconds of leak, so that it is exact: one attempt is 10 000 of the
 * usual one. Time never runs backwards.
 */
final class Bucket {
    static final int CAPACITY = 5;
    static final int SECONDS_PER_LEAK = 10;

    private final long unit;
    private final long full;
    private long level;
    private long latest = Long.MIN_VALUE;

    Bucket() {
        this(CAPACITY, SECONDS_PER_LEAK);
    }

    Bucket(int capacity, int secondsPerLeak) {
        unit = secondsPerLeak * 1000L;
        full = capacity * unit;
    }

    private Bucket(long unit, long full) {
        this.unit = unit;
        this.full = full;
    }

    Bucket copy() {
        var copy = new Bucket(unit, full);
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
        level += attempts * unit;
        return level > full;
    }

    void empty() {
        level = 0;
    }

    /** Spills what is above the capacity. */
    void level() {
        level = Math.min(level, full);
    }

    void write(DataOutput out) throws IOException {
        out.writeLong(level);
        out.writeLong(latest);
    }

    static Bucket read(DataInput in) throws IOException {
        return read(in, new Bucket());
    }

    /** @param bucket an empty one of the same size */
    static Bucket read(DataInput in, Bucket bucket) throws IOException {
        bucket.level = in.readLong();
        bucket.latest = in.readLong();
        return bucket;
    }
}
