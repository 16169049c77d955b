package io.gabion.detectors.baseline;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Histogram in logarithmic bins, so that a quantile is too high by less than the ratio of two bins (as DDSketch, Masson
 * et al., VLDB 2019). All counts are halved when one is full, which forgets slowly. Beyond its 99th percentile a tail is
 * taken for a power law whose exponent is the one between the median and there (W. Feller, vol. 2, VIII.8).
 */
final class Histogram {
    static final int FULL = 0xffff;
    /** The exponent of a tail that is believed: however even the past was, four times as much is 1 in 100,000, not never. */
    private static final double STEEPEST = 5;

    private static final double FLATTEST = 1;
    /** Nothing is said to be rarer: that would be made up. */
    private static final double RAREST = 1e-6;

    private final double lowest;
    private final double ratio;
    private final char[] bins;

    private Histogram(double lowest, double ratio, int bins) {
        this.lowest = lowest;
        this.ratio = ratio;
        this.bins = new char[bins];
    }

    /** From 1 KiB to about 1 TiB, 230 bytes. */
    static Histogram ofBytes() {
        return new Histogram(1024, 1.2, 115);
    }

    /** From 1 to about 15 million, 128 bytes. */
    static Histogram ofCounts() {
        return new Histogram(1, 1.3, 64);
    }

    Histogram copy() {
        var copy = new Histogram(lowest, ratio, bins.length);
        System.arraycopy(bins, 0, copy.bins, 0, bins.length);
        return copy;
    }

    void add(long value) {
        int bin = bin(value);
        if (bins[bin] == FULL) {
            for (int i = 0; i < bins.length; i++) {
                bins[i] /= 2;
            }
        }
        bins[bin]++;
    }

    int total() {
        return atLeast(0);
    }

    /** The upper edge of the bin in which this share of the counts is reached. */
    double quantile(double share) {
        long rank = Math.max(1, (long) Math.ceil(share * total()));
        int bin = 0;
        for (long below = bins[0]; below < rank && bin < bins.length - 1; below += bins[bin]) {
            bin++;
        }
        return lowest * StrictMath.pow(ratio, bin);
    }

    /** How likely as much as this is, never less than what was seen says: 0 to 1. */
    double tail(long value) {
        double seen = (double) atLeast(bin(value)) / (total() + 1);
        double high = quantile(0.99);
        if (value <= high) {
            return Math.max(seen, 0.01);
        }
        double exponent = StrictMath.log(50) / StrictMath.log(high / quantile(0.5));
        double beyond = StrictMath.pow(value / high, -Math.clamp(exponent, FLATTEST, STEEPEST));
        return Math.max(RAREST, Math.max(seen, 0.01 * beyond));
    }

    private int atLeast(int bin) {
        int count = 0;
        for (int i = bin; i < bins.length; i++) {
            count += bins[i];
        }
        return count;
    }

    private int bin(long value) {
        int bin = value <= lowest ? 0 : (int) Math.ceil(StrictMath.log(value / lowest) / StrictMath.log(ratio));
        return Math.min(bin, bins.length - 1);
    }

    void write(DataOutput out) throws IOException {
        Packed.write(bins, out);
    }

    void read(DataInput in) throws IOException {
        Packed.read(bins, in);
    }
}
