package io.gabion.node.asset;

import io.gabion.detectors.Profiles;
import io.gabion.detectors.window.Question;
import io.gabion.protocol.entity.EntityId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The stored form of an asset's state: version, marks, ids of raised suspicions, beginning and end of the freeze and end
 * of the doubt in epoch milliseconds, what models have still to answer, profile. Version 1 did not have the beginning, nor
 * version 2 the questions, nor version 3 the doubt.
 */
final class AssetCheckpoint {
    private static final int VERSION = 4;

    static byte[] write(AssetState state, Profiles profiles) {
        var bytes = new ByteArrayOutputStream(2048);
        try (var out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeShort(state.marks().size());
            for (var mark : state.marks().entrySet()) {
                out.writeUTF(mark.getKey().toString());
                out.writeLong(mark.getValue());
            }
            out.writeShort(state.raised().size());
            for (var id : state.raised()) {
                out.writeUTF(id);
            }
            out.writeLong(millis(state.frozenSince()));
            out.writeLong(millis(state.frozenUntil()));
            out.writeLong(millis(state.doubtedUntil()));
            OpenQuestions.write(out, state.open());
            profiles.write(state.profile(), out);
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return bytes.toByteArray();
    }

    /** A checkpoint that was read back is durable, so its marks are the saved ones. */
    static AssetState read(byte[] checkpoint, Profiles profiles) {
        try (var in = new DataInputStream(new ByteArrayInputStream(checkpoint))) {
            int version = in.readByte();
            if (version < 1 || version > VERSION) {
                throw new IllegalStateException("asset checkpoint: version " + version + " is unknown");
            }
            var marks = new LinkedHashMap<EntityId, Long>();
            for (int n = in.readUnsignedShort(); n > 0; n--) {
                marks.put(EntityId.parse(in.readUTF()), in.readLong());
            }
            var raised = new LinkedHashSet<String>();
            for (int n = in.readUnsignedShort(); n > 0; n--) {
                raised.add(in.readUTF());
            }
            var stored = version == 1 ? Instant.MIN : instant(in.readLong());
            var until = instant(in.readLong());
            var since = version == 1 && !until.equals(Instant.MIN) ? until.minus(AssetState.FREEZE) : stored;
            var doubted = version < 4 ? Instant.MIN : instant(in.readLong());
            var open = version < 3 ? List.<Question>of() : OpenQuestions.read(in);
            var ids = raised.isEmpty() ? Set.<String>of() : raised;
            return new AssetState(profiles.read(in.readAllBytes()), marks, marks, ids, since, until, doubted, open);
        } catch (IOException e) {
            throw new UncheckedIOException("asset checkpoint is cut short", e);
        }
    }

    private static long millis(Instant instant) {
        return instant.equals(Instant.MIN) ? Long.MIN_VALUE : instant.toEpochMilli();
    }

    private static Instant instant(long millis) {
        return millis == Long.MIN_VALUE ? Instant.MIN : Instant.ofEpochMilli(millis);
    }

    private AssetCheckpoint() {}
}
