package io.gabion.detectors.peers;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Different members of this week and of the one before. */
record Weeks(Minima now, Minima before) {
    static final Weeks NONE = new Weeks(Minima.NONE, Minima.NONE);

    /** This very one if nothing changes. */
    Weeks with(int member, int room) {
        var next = now.with(member, room);
        return next == now ? this : new Weeks(next, before);
    }

    /** A week is over. */
    Weeks turned() {
        return new Weeks(Minima.NONE, now);
    }

    boolean contains(int member) {
        return now.contains(member) || before.contains(member);
    }

    /** The only one, if there is one. */
    int first() {
        return now.isEmpty() ? before.first() : now.first();
    }

    int count(int room) {
        return now.and(before, room).count(room);
    }

    boolean isEmpty() {
        return now.isEmpty() && before.isEmpty();
    }

    void write(DataOutput out) throws IOException {
        now.write(out);
        before.write(out);
    }

    static Weeks read(DataInput in, int room) throws IOException {
        return new Weeks(Minima.read(in, room), Minima.read(in, room));
    }
}
