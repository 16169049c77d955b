package io.gabion.detectors.window;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is counted of one asset within one window: some numbers, and of some things how often each was seen. Things are
 * told apart by a hash of 32 bits; of one kind at most {@value #MOST}, what comes beyond counts as one more.
 */
final class Tally {
    static final int MOST = 128;
    /** Stands for every thing beyond. */
    private static final int OTHERS = 0;

    private final long[] counts;
    private final List<Map<Integer, Integer>> spreads = new ArrayList<>();

    Tally(int counts, int spreads) {
        this.counts = new long[counts];
        for (int i = 0; i < spreads; i++) {
            this.spreads.add(new LinkedHashMap<>());
        }
    }

    Tally copy() {
        var copy = new Tally(counts.length, 0);
        System.arraycopy(counts, 0, copy.counts, 0, counts.length);
        spreads.forEach(spread -> copy.spreads.add(new LinkedHashMap<>(spread)));
        return copy;
    }

    void add(int counter, long by) {
        counts[counter] += by;
    }

    void most(int counter, long value) {
        counts[counter] = Math.max(counts[counter], value);
    }

    void saw(int spread, String what) {
        var seen = spreads.get(spread);
        int hash = what.hashCode();
        seen.merge(seen.containsKey(hash) || seen.size() < MOST ? hash : OTHERS, 1, Integer::sum);
    }

    long count(int counter) {
        return counts[counter];
    }

    int distinct(int spread) {
        return spreads.get(spread).size();
    }

    /** Of the shares of what was seen, in bits, two decimals. */
    double entropy(int spread) {
        double sum = 0;
        double bits = 0;
        for (int count : spreads.get(spread).values()) {
            sum += count;
        }
        for (int count : spreads.get(spread).values()) {
            bits -= count / sum * Math.log(count / sum) / Math.log(2);
        }
        return two(bits);
    }

    /** Two decimals; 0 of nothing. */
    double share(int counter, int of) {
        return counts[of] == 0 ? 0 : two((double) counts[counter] / counts[of]);
    }

    private static double two(double value) {
        return Math.rint(value * 100) / 100 + 0.0;
    }

    void write(DataOutput out) throws IOException {
        for (long count : counts) {
            out.writeLong(count);
        }
        for (var spread : spreads) {
            out.writeByte(spread.size());
            for (var seen : spread.entrySet()) {
                out.writeInt(seen.getKey());
                out.writeInt(seen.getValue());
            }
        }
    }

    static Tally read(DataInput in, int counts, int spreads) throws IOException {
        var tally = new Tally(counts, spreads);
        for (int i = 0; i < counts; i++) {
            tally.counts[i] = in.readLong();
        }
        for (var spread : tally.spreads) {
            for (int left = in.readUnsignedByte(); left > 0; left--) {
                spread.put(in.readInt(), in.readInt());
            }
        }
        return tally;
    }
}
