package io.gabion.detectors.baseline;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;

/**
 * What an asset has told its peers of in a week: a bit for each value in 64 bytes, at most {@value #MOST} values. Of those
 * that come last in such a week a quarter are taken for told; they are others for each asset.
 */
final class Telling {
    static final int MOST = 128;
    private static final int WORDS = 8;
    private static final int BITS = WORDS * Long.SIZE;
    private static final long WEEK = 7L * 86_400;

    private final long[] told = new long[WORDS];
    private int week = Integer.MIN_VALUE;

    Telling copy() {
        var copy = new Telling();
        System.arraycopy(told, 0, copy.told, 0, WORDS);
        copy.week = week;
        return copy;
    }

    /** Whether it is to be told now; then it counts as told. @param hash of asset and value */
    boolean isDue(int hash, Instant time) {
        int now = (int) Math.floorDiv(time.getEpochSecond(), WEEK);
        if (now > week) {
            Arrays.fill(told, 0);
            week = now;
        }
        int bit = hash & BITS - 1;
        long mask = 1L << bit;
        if ((told[bit / Long.SIZE] & mask) != 0 || Packed.ones(told) >= MOST) {
            return false;
        }
        told[bit / Long.SIZE] |= mask;
        return true;
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(week);
        Packed.write(told, out);
    }

    static Telling read(DataInput in) throws IOException {
        var telling = new Telling();
        telling.week = in.readInt();
        Packed.read(telling.told, in);
        return telling;
    }
}
