package io.gabion.detectors.peers;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * How many different members, by the smallest of their hashes (Bar-Yossef et al., RANDOM 2002): exact as long as there is
 * room for all, beyond that off by one in the square root of the room. In whatever order they come, and how often, the
 * same is kept. Never changes.
 */
final class Minima {
    static final Minima NONE = new Minima(new int[0]);
    private static final double HASHES = 1L << 32;

    /** Ascending, as unsigned numbers. */
    private final int[] least;

    private Minima(int[] least) {
        this.least = least;
    }

    /** This very one if nothing changes. @param room for so many, the same at each call */
    Minima with(int member, int room) {
        int at = 0;
        while (at < least.length && Integer.compareUnsigned(least[at], member) < 0) {
            at++;
        }
        if (at == room || at < least.length && least[at] == member) {
            return this;
        }
        var next = Arrays.copyOf(least, Math.min(least.length + 1, room));
        System.arraycopy(least, at, next, at + 1, next.length - at - 1);
        next[at] = member;
        return new Minima(next);
    }

    Minima and(Minima other, int room) {
        var both = this;
        for (int member : other.least) {
            both = both.with(member, room);
        }
        return both;
    }

    /** Whether it is known to be one of them; one that there was no room for is not. */
    boolean contains(int member) {
        for (int one : least) {
            if (one == member) {
                return true;
            }
        }
        return false;
    }

    boolean isEmpty() {
        return least.length == 0;
    }

    /** The smallest. */
    int first() {
        return least[0];
    }

    int count(int room) {
        if (least.length < room) {
            return least.length;
        }
        return (int) Math.round((room - 1) * HASHES / (Integer.toUnsignedLong(least[room - 1]) + 1.0));
    }

    void write(DataOutput out) throws IOException {
        out.writeShort(least.length);
        for (int member : least) {
            out.writeInt(member);
        }
    }

    static Minima read(DataInput in, int room) throws IOException {
        int size = in.readUnsignedShort();
        if (size > room) {
            throw new IOException("at most " + room + " members: " + size);
        }
        var least = new int[size];
        for (int i = 0; i < size; i++) {
            least[i] = in.readInt();
        }
        return new Minima(least);
    }
}
