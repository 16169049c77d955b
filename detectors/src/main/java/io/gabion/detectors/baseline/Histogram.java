package io.gabion.detectors.baseline;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Histogram of byte counts in logarithmic bins of ratio 1.2 from 1 KiB to about 1 TiB, so a quantile is at most 20 %
 * too high (as DDSketch, Masson et al., VLDB 2019). All counts are halved when one is full, which forgets slowly.
 */
final class Histogram {
    static final double GAMMA = 1.2;
    static final int BINS = 115;
    static final int FULL = 0xffff;
    private static final double LOWEST = 1024;

    private final char[] bins = new char[BINS];

    Histogram copy() {
        var copy = new Histogram();
        System.arraycopy(bins, 0, copy.bins, 0, BINS);
        return copy;
    }

    void add(long bytes) {
        int bin = bytes <= LOWEST ? 0 : (int) Math.ceil(StrictMath.log(bytes / LOWEST) / StrictMath.log(GAMMA));
        bin = Math.min(bin, BINS - 1);
        if (bins[bin] == FULL) {
            for (int i = 0; i < BINS; i++) {
                bins[i] /= 2;
            }
        }
        bins[bin]++;
    }

    int total() {
        int total = 0;
        for (char bin : bins) {
            total += bin;
        }
        return total;
    }

    /** The upper edge, in bytes, of the bin in which this share of the counts is reached. */
    double quantile(double share) {
        long rank = Math.max(1, (long) Math.ceil(share * total()));
        int bin = 0;
        for (long below = bins[0]; below < rank && bin < BINS - 1; below += bins[bin]) {
            bin++;
        }
        return LOWEST * StrictMath.pow(GAMMA, bin);
    }

    void write(DataOutput out) throws IOException {
        for (char bin : bins) {
            out.writeChar(bin);
        }
    }

    static Histogram read(DataInput in) throws IOException {
        var histogram = new Histogram();
        for (int i = 0; i < BINS; i++) {
            histogram.bins[i] = in.readChar();
        }
        return histogram;
    }
}
