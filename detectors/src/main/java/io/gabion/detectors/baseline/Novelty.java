package io.gabion.detectors.baseline;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** How often something new turned up among the latest {@value #RECENT} observations of one kind. */
final class Novelty {
    static final int RECENT = 200;
    /** One day, in milliseconds of event time. */
    static final long MIN_AGE = 86_400_000;

    static final int MAX_PERCENT = 2;

    private final long[] recent = new long[(RECENT + Long.SIZE - 1) / Long.SIZE];
    private int observed;
    private long first;

    Novelty copy() {
        var copy = new Novelty();
        System.arraycopy(recent, 0, copy.recent, 0, recent.length);
        copy.observed = observed;
        copy.first = first;
        return copy;
    }

    /** Whether enough is known: 200 observations over a day or more, fewer than 2 % of the latest 200 new. */
    boolean warm(long millis) {
        return observed >= RECENT && millis - first >= MIN_AGE && fresh() * 100 < MAX_PERCENT * RECENT;
    }

    void add(boolean isNew, long millis) {
        first = observed == 0 ? millis : first;
        int at = observed % RECENT;
        long bit = 1L << at;
        recent[at / Long.SIZE] = isNew ? recent[at / Long.SIZE] | bit : recent[at / Long.SIZE] & ~bit;
        // Beyond the first round only the place in the ring matters; it must not run over.
        observed = observed == Integer.MAX_VALUE / RECENT * RECENT ? RECENT + 1 : observed + 1;
    }

    int fresh() {
        return Packed.ones(recent);
    }

    int observed() {
        return observed;
    }

    /** When the first was seen, in epoch milliseconds. */
    long first() {
        return first;
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(observed);
        out.writeLong(first);
        Packed.write(recent, out);
    }

    static Novelty read(DataInput in) throws IOException {
        var novelty = new Novelty();
        novelty.observed = in.readInt();
        novelty.first = in.readLong();
        Packed.read(novelty.recent, in);
        return novelty;
    }
}
