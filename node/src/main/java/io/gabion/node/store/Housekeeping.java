package io.gabion.node.store;

import io.gabion.protocol.Envelope;
import io.gabion.protocol.entity.EntityId;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What it takes to delete from a journal in use. On a connection of its own, in small transactions, so that the writer
 * waits for none of them long. Decides nothing.
 */
public final class Housekeeping implements AutoCloseable {
    private static final int AT_ONCE = 200;

    /** A row without its payload. @param bytes of its payload */
    public record RowSize(long ordering, EntityId entity, long sequence, long bytes, Instant written) {}

    private final Connection connection;

    Housekeeping(Connection connection) {
        this.connection = connection;
    }

    /** The rows of one kind of entity, oldest first. */
    public List<RowSize> rows(String kind) throws IOException {
        // A cheap sieve; the parsed id decides.
        var sql = "SELECT ordering, persistence_id, sequence_number, length(event_payload), write_timestamp"
                + " FROM event_journal WHERE instr(persistence_id, '/" + kind + "/') > 0 ORDER BY ordering";
        return ask(sql, query -> {
            var rows = new ArrayList<RowSize>();
            try (var found = query.executeQuery()) {
                while (found.next()) {
                    var entity = EntityId.parse(found.getString(2));
                    if (entity.kind().equals(kind)) {
                        var written = Instant.ofEpochMilli(found.getLong(5));
                        rows.add(new RowSize(found.getLong(1), entity, found.getLong(3), found.getLong(4), written));
                    }
                }
            }
            return rows;
        });
    }

    public Optional<Envelope> row(long ordering) throws IOException {
        return envelope(
                "SELECT persistence_id, sequence_number, event_payload FROM event_journal WHERE ordering = ?",
                ordering);
    }

    /** The newest of the entity. */
    public Optional<Envelope> snapshot(EntityId entity) throws IOException {
        return envelope(
                "SELECT persistence_id, sequence_number, snapshot_payload FROM snapshot"
                        + " WHERE persistence_id = ? ORDER BY sequence_number DESC LIMIT 1",
                entity.toString());
    }

    private Optional<Envelope> envelope(String sql, Object parameter) throws IOException {
        return ask(sql, query -> {
            query.setObject(1, parameter);
            try (var found = query.executeQuery()) {
                return found.next()
                        ? Optional.of(Rows.envelope(found.getString(1), found.getLong(2), found.getBytes(3)))
                        : Optional.empty();
            }
        });
    }

    /** Every entity that has a snapshot. */
    public List<EntityId> snapshots() throws IOException {
        return ask("SELECT DISTINCT persistence_id FROM snapshot ORDER BY persistence_id", query -> {
            var entities = new ArrayList<EntityId>();
            try (var found = query.executeQuery()) {
                while (found.next()) {
                    entities.add(EntityId.parse(found.getString(1)));
                }
            }
            return entities;
        });
    }

    /** The space is given to the next rows: the file does not become smaller, but stops growing. */
    public void delete(List<Long> orderings) throws IOException {
        for (int from = 0; from < orderings.size(); from += AT_ONCE) {
            var some = orderings.subList(from, Math.min(orderings.size(), from + AT_ONCE));
            ask("DELETE FROM event_journal WHERE ordering = ?", delete -> {
                for (var ordering : some) {
                    delete.setLong(1, ordering);
                    delete.addBatch();
                }
                return delete.executeBatch().length;
            });
        }
    }

    /** All but the newest snapshot of each entity: a recovery reads no other. */
    public void deleteOldSnapshots() throws IOException {
        var sql = "DELETE FROM snapshot WHERE sequence_number < (SELECT max(sequence_number) FROM snapshot AS newer"
                + " WHERE newer.persistence_id = snapshot.persistence_id)";
        ask(sql, PreparedStatement::executeUpdate);
    }

    private interface Question<T> {
        T on(PreparedStatement statement) throws SQLException, IOException;
    }

    private <T> T ask(String sql, Question<T> question) throws IOException {
        try (var statement = connection.prepareStatement(sql)) {
            connection.setAutoCommit(false);
            var answer = question.on(statement);
            connection.commit();
            return answer;
        } catch (SQLException | IOException e) {
            try {
                connection.rollback();
            } catch (SQLException also) {
                e.addSuppressed(also);
            }
            throw e instanceof IOException said ? said : new IOException("the journal: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IOException("cannot close the journal: " + e.getMessage(), e);
        }
    }
}
