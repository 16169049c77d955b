package io.gabion.detectors.baseline;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Bloom filter (B. Bloom, 1970) of 512 bytes in two generations of 256: once half the bits of the young one are set it
 * becomes the old one, so that what was not seen for long is forgotten and the filter never fills. Four bits an item,
 * by double hashing (Kirsch and Mitzenmacher, 2006): at most 2 * 0.5^4 = 12 % of new items are taken for known.
 */
final class Filter {
    static final int BYTES = 512;
    private static final int WORDS = BYTES / 2 / Long.BYTES;
    private static final int BITS = WORDS * Long.SIZE;
    private static final int PROBES = 4;

    /** What most assets have of the old generation: they never show so much. */
    private static final long[] NOTHING = new long[WORDS];

    private long[] young;
    /** Never changed in place: copies share it. */
    private long[] old;

    Filter() {
        this(new long[WORDS], NOTHING);
    }

    private Filter(long[] young, long[] old) {
        this.young = young;
        this.old = old;
    }

    Filter copy() {
        return new Filter(young.clone(), old);
    }

    boolean contains(int hash) {
        return in(young, hash) || in(old, hash);
    }

    void add(int hash) {
        for (int i = 0; i < PROBES; i++) {
            int bit = bit(hash, i);
            young[bit / Long.SIZE] |= 1L << bit;
        }
        if (Packed.ones(young) > BITS / 2) {
            old = young;
            young = new long[WORDS];
        }
    }

    private static boolean in(long[] words, int hash) {
        for (int i = 0; i < PROBES; i++) {
            int bit = bit(hash, i);
            if ((words[bit / Long.SIZE] & 1L << bit) == 0) {
                return false;
            }
        }
        return true;
    }

    private static int bit(int hash, int probe) {
        int step = hash >>> 16 | 1;
        return (hash + probe * step) & BITS - 1;
    }

    void write(DataOutput out) throws IOException {
        Packed.write(young, out);
        Packed.write(old, out);
    }

    static Filter read(DataInput in) throws IOException {
        var young = new long[WORDS];
        var old = new long[WORDS];
        Packed.read(young, in);
        Packed.read(old, in);
        return new Filter(young, Arrays.equals(old, NOTHING) ? NOTHING : old);
    }
}
