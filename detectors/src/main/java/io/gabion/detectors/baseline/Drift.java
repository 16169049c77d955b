package io.gabion.detectors.baseline;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * A slow rise that no histogram sees, since it learns as it goes: what each week has beside the mean of the first
 * {@value #ANCHOR} whole weeks, which nothing later changes. The excess is added up in logarithms (E. S. Page, Biometrika
 * 1954) beyond a tolerance of 16 %, and told at {@value #LIMIT}; then the reference is learned anew. A rise of 1 % a day is
 * told in its eighth week or before, at 1.7 times; one that stays below 16 % in all is never told.
 */
final class Drift {
    static final long WEEK = 7 * 86_400_000L;
    static final int ANCHOR = 4;
    static final double TOLERATED = 0.15;
    static final double LIMIT = 1;
    /** One week, whatever it has, is not a slow rise. */
    static final double MOST_A_WEEK = 0.5;

    /** @param mean of a week of the reference @param weeks that it has been above the tolerance on the whole */
    record Risen(double mean, long since, int weeks, double now) {}

    private long since = Long.MIN_VALUE;
    private long week = Long.MIN_VALUE;
    private double sum;
    private boolean tainted;
    private int anchored;
    private double anchor;
    private double excess;
    private int above;

    Drift copy() {
        var copy = new Drift();
        copy.since = since;
        copy.week = week;
        copy.sum = sum;
        copy.tainted = tainted;
        copy.anchored = anchored;
        copy.anchor = anchor;
        copy.excess = excess;
        copy.above = above;
        return copy;
    }

    /** What is to be told of the week that this ends, or null. */
    Risen add(long now, long amount, boolean frozen) {
        long to = Math.floorDiv(now, WEEK);
        Risen risen = null;
        if (to > week || to < week - 1) {
            // The first week is not whole, and one given up by a clock that went back is none.
            risen = week == Long.MIN_VALUE || to < week ? null : over();
            tainted = week == Long.MIN_VALUE || to < week;
            week = to;
            sum = 0;
        }
        tainted |= frozen && anchored < ANCHOR;
        sum += amount;
        return risen;
    }

    private Risen over() {
        if (tainted || sum <= 0) {
            return null;
        }
        if (anchored < ANCHOR) {
            since = anchored == 0 ? week * WEEK : since;
            anchor += (sum - anchor) / ++anchored;
            return null;
        }
        double more = StrictMath.log(sum / anchor) - TOLERATED;
        excess = Math.max(0, excess + Math.min(more, MOST_A_WEEK));
        above = excess > 0 ? Math.min(above + 1, Short.MAX_VALUE) : 0;
        if (excess < LIMIT) {
            return null;
        }
        var risen = new Risen(anchor, since, above, sum);
        anchored = 0;
        anchor = 0;
        excess = 0;
        above = 0;
        return risen;
    }

    void write(DataOutput out) throws IOException {
        out.writeLong(since);
        out.writeLong(week);
        out.writeDouble(sum);
        out.writeBoolean(tainted);
        out.writeByte(anchored);
        out.writeDouble(anchor);
        out.writeDouble(excess);
        out.writeShort(above);
    }

    static Drift read(DataInput in) throws IOException {
        var drift = new Drift();
        drift.since = in.readLong();
        drift.week = in.readLong();
        drift.sum = in.readDouble();
        drift.tainted = in.readBoolean();
        drift.anchored = in.readByte();
        drift.anchor = in.readDouble();
        drift.excess = in.readDouble();
        drift.above = in.readShort();
        return drift;
    }
}
