package io.gabion.node.cohort;

import io.gabion.detectors.peers.PeerTable;
import io.gabion.node.cohort.CohortState.Group;
import io.gabion.node.cohort.Hours.Hour;
import io.gabion.node.cohort.Hours.Last;
import io.gabion.protocol.EventCodec;
import io.gabion.protocol.StateCodec;
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
import java.util.List;
import java.util.Optional;

/**
 * The stored form of a cohort's state: version, table, ids of what was weighed, groups with their times in epoch milliseconds, hours. Who
 * does not know the last reads what is before it; where nothing follows there are none.
 */
final class CohortCheckpoint {
    private static final int VERSION = 1;
    private static final StateCodec<Last> LAST = new StateCodec<>(new EventCodec<>(Last.class, List.of()));

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
            if (!state.hours().bySignal().isEmpty()) {
                write(state.hours(), out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return bytes.toByteArray();
    }

    private static void write(Hours hours, DataOutputStream out) throws IOException {
        out.writeShort(hours.bySignal().size());
        for (var entry : hours.bySignal().entrySet()) {
            var hour = entry.getValue();
            out.writeLong(entry.getKey());
            out.writeLong(hour.since().toEpochMilli());
            out.writeLong(hour.begun().toEpochMilli());
            out.writeInt(hour.told());
            out.writeInt(hour.rest());
            out.writeInt(hour.heard());
            var last = hour.last().map(LAST::write).orElse(new byte[0]);
            out.writeInt(last.length);
            out.write(last);
        }
    }

    private static Hours hours(DataInputStream in) throws IOException {
        var hours = new LinkedHashMap<Long, Hour>();
        for (int n = in.readUnsignedShort(); n > 0; n--) {
            long key = in.readLong();
            var since = Instant.ofEpochMilli(in.readLong());
            var begun = Instant.ofEpochMilli(in.readLong());
            int told = in.readInt();
            int rest = in.readInt();
            int heard = in.readInt();
            var last = in.readNBytes(in.readInt());
            var read = last.length == 0 ? Optional.<Last>empty() : Optional.of(LAST.read(last));
            hours.put(key, new Hour(since, begun, told, rest, heard, read));
        }
        return new Hours(hours);
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
            return new CohortState(table, known, groups, in.available() > 0 ? hours(in) : Hours.NONE);
        } catch (IOException e) {
            throw new UncheckedIOException("cohort checkpoint is cut short", e);
        }
    }
}
