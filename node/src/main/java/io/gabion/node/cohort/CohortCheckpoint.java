package io.gabion.node.cohort;

import io.gabion.detectors.peers.PeerTable;
import io.gabion.node.cohort.CohortState.Group;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.entity.Recent;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;

/** The stored form of a cohort's state: version, table, ids of what was weighed, groups with their times in epoch milliseconds. */
final class CohortCheckpoint {
    private static final int VERSION = 1;

    static byte[] write(CohortState state) {
        var bytes = new ByteArrayOutputStream(4096);
        try (var out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            state.table().write(out);
            out.writeShort(state.known().size());
            for (var id : state.known().asMap().keySet()) {
                out.writeUTF(id);
            }
            out.writeShort(state.groups().size());
            for (var entry : state.groups().entrySet()) {
                var group = entry.getValue();
                out.writeLong(entry.getKey());
                out.writeInt(group.told());
                out.writeLong(group.at().toEpochMilli());
                out.writeByte(group.first().size());
                for (var asset : group.first()) {
                    out.writeUTF(asset.toString());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return bytes.toByteArray();
    }

    static CohortState read(byte[] checkpoint) {
        try (var in = new DataInputStream(new ByteArrayInputStream(checkpoint))) {
            int version = in.readByte();
            if (version != VERSION) {
                throw new IllegalStateException("cohort checkpoint: version " + version + " is unknown");
            }
            var table = PeerTable.read(in);
            var known = Recent.<String, Boolean>none();
            for (int n = in.readUnsignedShort(); n > 0; n--) {
                known = known.with(in.readUTF(), true, CohortState.KNOWN);
            }
            var groups = new LinkedHashMap<Long, Group>();
            for (int n = in.readUnsignedShort(); n > 0; n--) {
                long key = in.readLong();
                int told = in.readInt();
                var at = Instant.ofEpochMilli(in.readLong());
                var first = new ArrayList<AssetRef>();
                for (int i = in.readUnsignedByte(); i > 0; i--) {
                    first.add(AssetRef.parse(in.readUTF()));
                }
                groups.put(key, new Group(told, at, first));
            }
            return new CohortState(table, known, groups);
        } catch (IOException e) {
            throw new UncheckedIOException("cohort checkpoint is cut short", e);
        }
    }
}
