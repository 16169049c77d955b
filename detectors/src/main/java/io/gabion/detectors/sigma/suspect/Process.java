package io.gabion.detectors.sigma.suspect;

import io.gabion.protocol.observation.Source;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * A process as the records of one host show it.
 *
 * @param serial by which the host's records tell it apart, from 1
 * @param guid a hash of its id in the log that gives it one, or 0
 * @param pid its number, which others had before and will have again, or 0
 * @param tree the serial of the process, or service, that all of its tree descends from, negated if
 *     that is {@linkplain Lineage#isRoutine routine}
 * @param parent serial, or 0 if that is not known or not of the tree
 * @param session a hash of its logon session, or 0
 * @param since when it started in milliseconds, or when it was first seen if that is not known
 * @param signed whether a rule fired on it: such a process is forgotten last
 * @param name of its program, without the folder
 * @param start where its start is recorded, or {@link #NOWHERE}
 * @param talk where its first connection is recorded, or {@link #NOWHERE}
 * @param talked when
 */
record Process(
        int serial,
        int guid,
        int pid,
        int tree,
        int parent,
        int session,
        long since,
        boolean signed,
        String name,
        Source start,
        Source talk,
        long talked) {
    static final Source NOWHERE = new Source("", 0);

    boolean isStarted() {
        return !start.equals(NOWHERE);
    }

    boolean hasTalked() {
        return !talk.equals(NOWHERE);
    }

    Process sign() {
        return signed
                ? this
                : new Process(serial, guid, pid, tree, parent, session, since, true, name, start, talk, talked);
    }

    Process of(int other) {
        return new Process(serial, guid, pid, other, parent, session, since, signed, name, start, talk, talked);
    }

    /** What another log says of the same process. Its record is the better one if it has an id that no other process has. */
    Process and(int otherGuid, int otherPid, Source record) {
        return new Process(
                serial,
                guid == 0 ? otherGuid : guid,
                pid == 0 ? otherPid : pid,
                tree,
                parent,
                session,
                since,
                signed,
                name,
                isStarted() && (guid != 0 || otherGuid == 0) ? start : record,
                talk,
                talked);
    }

    Process talking(Source where, long when) {
        return new Process(serial, guid, pid, tree, parent, session, since, signed, name, start, where, when);
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(serial);
        out.writeInt(guid);
        out.writeInt(pid);
        out.writeInt(tree);
        out.writeInt(parent);
        out.writeInt(session);
        out.writeLong(since);
        out.writeBoolean(signed);
        out.writeUTF(name);
        write(start, out);
        write(talk, out);
        out.writeLong(talked);
    }

    static Process read(DataInput in) throws IOException {
        return new Process(
                in.readInt(),
                in.readInt(),
                in.readInt(),
                in.readInt(),
                in.readInt(),
                in.readInt(),
                in.readLong(),
                in.readBoolean(),
                in.readUTF(),
                source(in),
                source(in),
                in.readLong());
    }

    private static void write(Source source, DataOutput out) throws IOException {
        out.writeUTF(source.file());
        out.writeLong(source.line());
    }

    private static Source source(DataInput in) throws IOException {
        return new Source(in.readUTF(), in.readLong());
    }
}
