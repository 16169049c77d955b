package io.gabion.node.store.embedded;

import io.gabion.protocol.Envelope;
import io.gabion.protocol.entity.EntityId;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

/** An {@link Envelope} as columns. Its tenant is part of the entity's id; its time is in nanoseconds since 1970. */
final class EnvelopeColumns {
    static final String NAMES =
            "persistence_id, sequence_number, decision, writer_epoch, type, version, time, key_id, cipher, payload";

    private static final long NANOS = 1_000_000_000;

    static void write(Envelope row, PreparedStatement into) throws SQLException {
        into.setString(1, row.entity());
        into.setLong(2, row.sequence());
        into.setLong(3, row.decision());
        into.setLong(4, row.writerEpoch());
        into.setString(5, row.type());
        into.setInt(6, row.version());
        into.setLong(7, stored(row.time()));
        into.setString(8, row.keyId());
        into.setString(9, row.cipher());
        into.setBytes(10, row.payload());
    }

    /** @param first the place of the first of {@link #NAMES} */
    static Envelope read(ResultSet from, int first) throws SQLException {
        var entity = from.getString(first);
        return new Envelope(
                EntityId.parse(entity).tenant(),
                entity,
                from.getLong(first + 1),
                from.getLong(first + 2),
                from.getLong(first + 3),
                from.getString(first + 4),
                from.getInt(first + 5),
                time(from.getLong(first + 6)),
                from.getString(first + 7),
                from.getString(first + 8),
                from.getBytes(first + 9));
    }

    static long stored(Instant time) {
        return Math.addExact(Math.multiplyExact(time.getEpochSecond(), NANOS), time.getNano());
    }

    static Instant time(long stored) {
        return Instant.ofEpochSecond(Math.floorDiv(stored, NANOS), Math.floorMod(stored, NANOS));
    }

    private EnvelopeColumns() {}
}
