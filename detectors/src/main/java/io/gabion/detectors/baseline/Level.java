package io.gabion.detectors.baseline;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * How much of something there is in each window of event time: what is over is learned, what goes on is scored. Late
 * events count into the current window; when time goes back by more than a day the window is given up unlearned, so that
 * one wrong clock does not make one window of all that follows.
 */
final class Level {
    static final int MIN_WINDOWS = 50;
    private static final long DAY = 86_400_000;

    private final long millis;
    private final Histogram histogram;
    private long since = Long.MIN_VALUE;
    private long window = Long.MIN_VALUE;
    private long sum;
    private boolean tainted;

    /** @param millis the length of a window */
    Level(long millis, Histogram histogram) {
        this.millis = millis;
        this.histogram = histogram;
    }

    Level copy() {
        var copy = new Level(millis, histogram.copy());
        copy.since = since;
        copy.window = window;
        copy.sum = sum;
        copy.tainted = tainted;
        return copy;
    }

    /** Whether a new window begins. The one before is learned, unless part of it was seen frozen. */
    boolean advance(long now, boolean frozen) {
        long to = Math.floorDiv(now, millis);
        boolean back = window != Long.MIN_VALUE && to < window - DAY / millis;
        boolean begins = to > window || back;
        if (begins) {
            if (window != Long.MIN_VALUE && !tainted && !frozen && !back) {
                since = since == Long.MIN_VALUE ? window * millis : since;
                histogram.add(sum);
            }
            window = to;
            sum = 0;
            tainted = back;
        }
        tainted |= frozen;
        return begins;
    }

    void add(long amount) {
        sum = sum + Math.min(amount, Long.MAX_VALUE - sum);
    }

    /** What the current window has, where it is counted elsewhere. */
    void set(long amount) {
        sum = amount;
    }

    long sum() {
        return sum;
    }

    boolean warm() {
        return histogram.total() >= MIN_WINDOWS;
    }

    Histogram histogram() {
        return histogram;
    }

    /** When the first window began that was learned, in epoch milliseconds. */
    long since() {
        return since;
    }

    void write(DataOutput out) throws IOException {
        out.writeLong(since);
        histogram.write(out);
        out.writeLong(window);
        out.writeLong(sum);
        out.writeBoolean(tainted);
    }

    void read(DataInput in) throws IOException {
        since = in.readLong();
        histogram.read(in);
        readWindow(in);
    }

    void readWindow(DataInput in) throws IOException {
        window = in.readLong();
        sum = in.readLong();
        tainted = in.readBoolean();
    }

    /** As much as a form knew that did not store it. */
    void sinceUnknown() {
        since = histogram.total() == 0 ? Long.MIN_VALUE : window * millis;
    }
}
