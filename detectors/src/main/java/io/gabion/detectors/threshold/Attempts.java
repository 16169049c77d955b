package io.gabion.detectors.threshold;

import io.gabion.detectors.Hash32;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.Observation.Outcome;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Counts failed attempts where a log writer tells one attempt on several lines. Remembers the stage of the last line
 * of the {@value #SESSIONS} sessions used last.
 */
final class Attempts {
    static final int SESSIONS = 16;

    private final int[] sessions = new int[SESSIONS];
    private final byte[] stages = new byte[SESSIONS];
    private int size;

    Attempts copy() {
        var copy = new Attempts();
        System.arraycopy(sessions, 0, copy.sessions, 0, size);
        System.arraycopy(stages, 0, copy.stages, 0, size);
        copy.size = size;
        return copy;
    }

    /** The failed attempts that this line adds: 0 for a further line of an attempt that was counted. */
    int count(Observation observation) {
        var login = observation.authentication();
        if (login.outcome() != Outcome.FAILURE || login.attempts() <= 0) {
            return 0;
        }
        if (login.session().isEmpty()) {
            return login.attempts();
        }
        var host =
                observation.assets().stream().filter(a -> a.kind() == Kind.HOST).findFirst();
        int session = Hash32.of(host.map(Object::toString).orElse(""), observation.product(), login.session());
        int stage = login.stage().ordinal();
        int before = use(session, (byte) stage);
        return login.attempts() == 1 && stage > before ? 0 : login.attempts();
    }

    /** Moves the session to the front with a new stage; its stage before, or the highest if it was unknown. */
    private int use(int session, byte stage) {
        int at = 0;
        while (at < size && sessions[at] != session) {
            at++;
        }
        int before = at < size ? stages[at] : Byte.MAX_VALUE;
        if (at == size) {
            size = Math.min(size + 1, SESSIONS);
            at = size - 1;
        }
        System.arraycopy(sessions, 0, sessions, 1, at);
        System.arraycopy(stages, 0, stages, 1, at);
        sessions[0] = session;
        stages[0] = stage;
        return before;
    }

    void write(DataOutput out) throws IOException {
        out.writeByte(size);
        for (int i = 0; i < size; i++) {
            out.writeInt(sessions[i]);
            out.writeByte(stages[i]);
        }
    }

    static Attempts read(DataInput in) throws IOException {
        var attempts = new Attempts();
        attempts.size = Math.min(in.readUnsignedByte(), SESSIONS);
        for (int i = 0; i < attempts.size; i++) {
            attempts.sessions[i] = in.readInt();
            attempts.stages[i] = in.readByte();
        }
        return attempts;
    }
}
