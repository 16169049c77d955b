package io.gabion.detectors.baseline;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * How many different values, by linear counting in 64 bytes (Whang et al., TODS 1990): within 10 % up to 1,000; what is
 * beyond {@value #MOST} counts as that.
 */
final class Distinct {
    private static final int WORDS = 8;
    private static final int BITS = WORDS * Long.SIZE;
    static final int MOST = 3_194;

    private final long[] words = new long[WORDS];

    Distinct copy() {
        var copy = new Distinct();
        System.arraycopy(words, 0, copy.words, 0, WORDS);
        return copy;
    }

    void add(int hash) {
        int bit = hash & BITS - 1;
        words[bit / Long.SIZE] |= 1L << bit;
    }

    int count() {
        int empty = BITS - Packed.ones(words);
        return empty == 0 ? MOST : (int) Math.round(-BITS * StrictMath.log((double) empty / BITS));
    }

    void clear() {
        Arrays.fill(words, 0);
    }

    void write(DataOutput out) throws IOException {
        Packed.write(words, out);
    }

    void read(DataInput in) throws IOException {
        Packed.read(words, in);
    }
}
