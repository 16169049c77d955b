package io.gabion.detectors.peers;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What warm assets told of one kind of signal in this week and the one before.
 *
 * @param assets that told
 * @param told how often they did
 * @param fresh how often the table did not know it
 */
record Heard(Weeks assets, int told, int fresh, int toldBefore, int freshBefore) {
    static final int PEERS = 10;
    static final int ENOUGH = 100;
    static final int MAX_PERCENT = 5;
    private static final int ROOM = 64;
    private static final int MOST = 1 << 24;

    private Heard with(int who, boolean isFresh) {
        return told == MOST
                ? this
                : new Heard(assets.with(who, ROOM), told + 1, fresh + (isFresh ? 1 : 0), toldBefore, freshBefore);
    }

    /** By kind; at most {@value #MOST_KINDS}, of others nothing is said. */
    record Kinds(Map<String, Heard> byKind) {
        static final int MOST_KINDS = 16;
        static final Kinds NONE = new Kinds(Map.of());

        Kinds with(String kind, int who, boolean isFresh) {
            var before = byKind.getOrDefault(kind, new Heard(Weeks.NONE, 0, 0, 0, 0));
            if (before.told() == 0 && before.toldBefore() == 0 && byKind.size() >= MOST_KINDS) {
                return this;
            }
            var next = new HashMap<>(byKind);
            next.put(kind, before.with(who, isFresh));
            return new Kinds(next);
        }

        Kinds turned() {
            var next = new HashMap<String, Heard>();
            byKind.forEach((kind, heard) -> {
                if (!heard.assets().turned().isEmpty()) {
                    next.put(kind, new Heard(heard.assets().turned(), 0, 0, heard.told(), heard.fresh()));
                }
            });
            return new Kinds(next);
        }

        /** How many others are warm in it, or 0 if they are too few or show too much that is new. */
        int settled(String kind, int who) {
            var heard = byKind.getOrDefault(kind, new Heard(Weeks.NONE, 0, 0, 0, 0));
            int told = heard.told() + heard.toldBefore();
            int fresh = heard.fresh() + heard.freshBefore();
            int others = heard.assets().count(ROOM) - (heard.assets().contains(who) ? 1 : 0);
            return others >= PEERS && told >= ENOUGH && 100L * fresh <= (long) MAX_PERCENT * told ? others : 0;
        }

        void write(DataOutput out) throws IOException {
            out.writeByte(byKind.size());
            for (var entry : new TreeMap<>(byKind).entrySet()) {
                var heard = entry.getValue();
                out.writeUTF(entry.getKey());
                heard.assets().write(out);
                out.writeInt(heard.told());
                out.writeInt(heard.fresh());
                out.writeInt(heard.toldBefore());
                out.writeInt(heard.freshBefore());
            }
        }

        static Kinds read(DataInput in) throws IOException {
            var byKind = new HashMap<String, Heard>();
            for (int left = in.readUnsignedByte(); left > 0; left--) {
                var kind = in.readUTF();
                byKind.put(
                        kind, new Heard(Weeks.read(in, ROOM), in.readInt(), in.readInt(), in.readInt(), in.readInt()));
            }
            return new Kinds(byKind);
        }
    }
}
