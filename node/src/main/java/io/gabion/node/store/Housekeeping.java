package io.gabion.node.store;

import io.gabion.protocol.Envelope;
import io.gabion.protocol.entity.EntityId;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/**
 * What it takes to delete from a journal in use: read beside the writes, deleted in small pieces between them. Decides
 * nothing.
 */
public final class Housekeeping {
    private static final int AT_ONCE = 200;
    private static final int PAGE = 1_000;
    private static final String SIZES = "SELECT ordering, persistence_id, sequence_number, length(payload), time"
            + " FROM event_journal WHERE ordering > ? ORDER BY ordering LIMIT " + PAGE;
    private static final String TOTALS = "SELECT persistence_id, max(sequence_number), sum(length(payload))"
            + " FROM event_journal WHERE instr(persistence_id, ?) > 0 GROUP BY persistence_id";

    /** A row without its payload. @param bytes of its payload */
    public record RowSize(long ordering, EntityId entity, long sequence, long bytes, Instant written) {}

    /** All rows of one entity. @param last number of a row */
    public record Total(long last, long bytes) {}

    private final Lane writes;
    private final Lane reads;

    Housekeeping(Lane writes, Lane reads) {
        this.writes = writes;
        this.reads = reads;
    }

    /** Of every entity of the kind that has rows. */
    public Map<EntityId, Total> totals(String kind) throws IOException {
        return on(reads, statements -> {
            var query = statements.of(TOTALS);
            // A cheap sieve; the parsed id decides.
            query.setString(1, "/" + kind + "/");
            var totals = new HashMap<EntityId, Total>();
            try (var found = query.executeQuery()) {
                while (found.next()) {
                    var entity = EntityId.parse(found.getString(1));
                    if (entity.kind().equals(kind)) {
                        totals.put(entity, new Total(found.getLong(2), found.getLong(3)));
                    }
                }
            }
            return totals;
        });
    }

    /** Some of the rows after {@code ordering}, of every kind of entity, oldest first. Empty: there are no more. */
    public List<RowSize> rows(long ordering) throws IOException {
        return on(reads, statements -> {
            var query = statements.of(SIZES);
            query.setLong(1, ordering);
            var rows = new ArrayList<RowSize>();
            try (var found = query.executeQuery()) {
                while (found.next()) {
                    rows.add(new RowSize(
                            found.getLong(1),
                            EntityId.parse(found.getString(2)),
                            found.getLong(3),
                            found.getLong(4),
                            EnvelopeColumns.time(found.getLong(5))));
                }
            }
            return rows;
        });
    }

    public Optional<Envelope> row(long ordering) throws IOException {
        return envelope("event_journal WHERE ordering = ?", ordering);
    }

    public Optional<Envelope> snapshot(EntityId entity) throws IOException {
        return envelope("snapshot WHERE persistence_id = ?", entity.toString());
    }

    private Optional<Envelope> envelope(String from, Object parameter) throws IOException {
        return on(reads, statements -> {
            var query = statements.of("SELECT " + EnvelopeColumns.NAMES + " FROM " + from);
            query.setObject(1, parameter);
            try (var found = query.executeQuery()) {
                return found.next() ? Optional.of(EnvelopeColumns.read(found, 1)) : Optional.empty();
            }
        });
    }

    /** Every entity that has a snapshot. */
    public List<EntityId> snapshots() throws IOException {
        return on(reads, statements -> {
            var entities = new ArrayList<EntityId>();
            try (var found = statements
                    .of("SELECT persistence_id FROM snapshot ORDER BY persistence_id")
                    .executeQuery()) {
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
            on(writes, statements -> {
                var delete = statements.of("DELETE FROM event_journal WHERE ordering = ?");
                for (var ordering : some) {
                    delete.setLong(1, ordering);
                    delete.executeUpdate();
                }
                return some.size();
            });
        }
    }

    private static <T> T on(Lane lane, Lane.Work<T> work) throws IOException {
        try {
            return lane.submit(work).toCompletableFuture().join();
        } catch (CompletionException e) {
            throw new IOException("the journal: " + e.getCause().getMessage(), e.getCause());
        }
    }
}
