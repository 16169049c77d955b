package io.gabion.detectors.baseline;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * In which hours of the week (UTC) something happens: how often each of the 168 was active, up to 15 times in half a
 * byte; all are halved when one is full, which is after about four months.
 */
final class Week {
    static final int HOURS = 168;
    static final long HOUR = 3_600_000;
    private static final int FULL = 15;

    private final byte[] active = new byte[HOURS / 2];
    private long last = Long.MIN_VALUE;

    Week copy() {
        var copy = new Week();
        System.arraycopy(active, 0, copy.active, 0, active.length);
        copy.last = last;
        return copy;
    }

    /** An hour counts once, however much happens in it. */
    void add(long millis) {
        long hour = Math.floorDiv(millis, HOUR);
        if (hour == last) {
            return;
        }
        last = hour;
        int at = of(millis);
        if (times(at) == FULL) {
            for (int i = 0; i < active.length; i++) {
                active[i] = (byte) (active[i] >>> 1 & 0x77);
            }
        }
        active[at / 2] += (byte) (at % 2 == 0 ? 1 : 16);
    }

    /** The hour of the week, 0 to 167; the first is that of Thursday, as the epoch's. */
    static int of(long millis) {
        return (int) Math.floorMod(Math.floorDiv(millis, HOUR), (long) HOURS);
    }

    /** How often within one hour of this hour of the week, over midnight and the week's end too. */
    int near(int hour) {
        return times((hour + HOURS - 1) % HOURS) + times(hour) + times((hour + 1) % HOURS);
    }

    /** Hours of the week that were ever active, as far as remembered. */
    int used() {
        int used = 0;
        for (int i = 0; i < HOURS; i++) {
            used += times(i) > 0 ? 1 : 0;
        }
        return used;
    }

    int total() {
        int total = 0;
        for (int i = 0; i < HOURS; i++) {
            total += times(i);
        }
        return total;
    }

    private int times(int hour) {
        return active[hour / 2] >>> hour % 2 * 4 & FULL;
    }

    void write(DataOutput out) throws IOException {
        out.write(active);
        out.writeLong(last);
    }

    static Week read(DataInput in) throws IOException {
        var week = new Week();
        in.readFully(week.active);
        week.last = in.readLong();
        return week;
    }
}
