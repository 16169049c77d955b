package io.gabion.detectors;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Distinct members of groups, each with the time it was last seen, over a sliding span of event time. Bounded: where
 * there is no room the member seen longest ago goes. Time is that of the latest event; older events count within the
 * span. Written as 8 bytes a member: the span is at most 65 535 seconds.
 */
public final class Window {
    private static final int FEW = 4;
    private static final char[] NO_GROUPS = {};
    private static final int[] NO_MEMBERS = {};
    private static final long[] NO_SECONDS = {};

    private final int cap;
    private final int span;
    private char[] groups = NO_GROUPS;
    private int[] members = NO_MEMBERS;
    private long[] seconds = NO_SECONDS;
    private int size;
    private long latest = Long.MIN_VALUE;

    /** @param span in seconds */
    public Window(int cap, int span) {
        this.cap = cap;
        this.span = span;
    }

    public Window copy() {
        var copy = new Window(cap, span);
        if (size > 0) {
            copy.groups = groups.clone();
            copy.members = members.clone();
            copy.seconds = seconds.clone();
            copy.size = size;
        }
        copy.latest = latest;
        return copy;
    }

    /** Adds a member seen at {@code second}, if that is within the span. @param group its low 16 bits tell it apart */
    public void add(int group, int member, long second) {
        advance(second);
        if (latest - second > span) {
            return;
        }
        int at = find(group, member);
        if (at >= 0) {
            seconds[at] = Math.max(seconds[at], second);
            return;
        }
        if (size == cap) {
            remove(oldest());
        }
        if (size == groups.length) {
            room(Math.max(FEW, 2 * size));
        }
        groups[size] = (char) group;
        members[size] = member;
        seconds[size++] = second;
    }

    /** Forgets what is out of the span at this time. */
    public void advance(long second) {
        if (second > latest) {
            latest = second;
            expire();
        }
    }

    public void forget(int group, int member) {
        int at = find(group, member);
        if (at >= 0) {
            remove(at);
        }
    }

    /** Forgets the whole group. */
    public void forget(int group) {
        for (int i = size - 1; i >= 0; i--) {
            if (groups[i] == (char) group) {
                remove(i);
            }
        }
    }

    public void clear() {
        size = 0;
    }

    public boolean contains(int group, int member) {
        return find(group, member) >= 0;
    }

    /** The members of all groups. */
    public int size() {
        return size;
    }

    /** The groups that have members. */
    public int groups() {
        int count = 0;
        for (int i = 0; i < size; i++) {
            boolean first = true;
            for (int j = 0; j < i && first; j++) {
                first = groups[j] != groups[i];
            }
            count += first ? 1 : 0;
        }
        return count;
    }

    public int count(int group) {
        return count(group, 0, 0);
    }

    /** The members of the group whose bits under {@code mask} are {@code bits}. */
    public int count(int group, int mask, int bits) {
        int count = 0;
        for (int i = 0; i < size; i++) {
            if (groups[i] == (char) group && (members[i] & mask) == bits) {
                count++;
            }
        }
        return count;
    }

    public void write(DataOutput out) throws IOException {
        out.writeLong(latest);
        out.writeByte(size);
        for (int i = 0; i < size; i++) {
            out.writeChar(groups[i]);
            out.writeInt(members[i]);
            out.writeShort((int) (latest - seconds[i]));
        }
    }

    public static Window read(DataInput in, int cap, int span) throws IOException {
        long latest = in.readLong();
        int size = in.readUnsignedByte();
        if (size > cap) {
            throw new IOException("at most " + cap + " members: " + size);
        }
        var window = new Window(cap, span);
        window.room(size);
        window.latest = latest;
        for (int i = 0; i < size; i++) {
            window.groups[i] = in.readChar();
            window.members[i] = in.readInt();
            window.seconds[i] = window.latest - in.readUnsignedShort();
        }
        window.size = size;
        return window;
    }

    /** Most windows of most assets hold little or nothing: there is room when members come. */
    private void room(int wanted) {
        int room = Math.min(cap, wanted);
        groups = Arrays.copyOf(groups, room);
        members = Arrays.copyOf(members, room);
        seconds = Arrays.copyOf(seconds, room);
    }

    private void expire() {
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (latest - seconds[i] <= span) {
                groups[kept] = groups[i];
                members[kept] = members[i];
                seconds[kept++] = seconds[i];
            }
        }
        size = kept;
    }

    private int find(int group, int member) {
        for (int i = 0; i < size; i++) {
            if (groups[i] == (char) group && members[i] == member) {
                return i;
            }
        }
        return -1;
    }

    private int oldest() {
        int oldest = 0;
        for (int i = 1; i < size; i++) {
            oldest = seconds[i] < seconds[oldest] ? i : oldest;
        }
        return oldest;
    }

    private void remove(int at) {
        size--;
        System.arraycopy(groups, at + 1, groups, at, size - at);
        System.arraycopy(members, at + 1, members, at, size - at);
        System.arraycopy(seconds, at + 1, seconds, at, size - at);
    }
}
