package io.gabion.node.store.embedded;

import io.gabion.protocol.Envelope;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The rows of every entity and the newest snapshot of each. Writes are done in the order of the calls, many with one
 * sync; each call completes when it is durable. Fails with {@link java.sql.SQLException}, or with
 * {@link java.util.concurrent.RejectedExecutionException} while too much is waiting.
 */
final class Journal {
    private static final String VALUES = "(" + EnvelopeColumns.NAMES + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String APPEND = "INSERT INTO event_journal " + VALUES;
    private static final String HIGHEST =
            "SELECT coalesce(max(sequence_number), 0) FROM event_journal WHERE persistence_id = ?";
    private static final String REPLAY = "SELECT " + EnvelopeColumns.NAMES
            + " FROM event_journal WHERE persistence_id = ? AND sequence_number BETWEEN ? AND ?"
            + " ORDER BY sequence_number LIMIT ?";
    private static final String SAVE = "INSERT OR REPLACE INTO snapshot " + VALUES;
    private static final String LOAD =
            "SELECT " + EnvelopeColumns.NAMES + " FROM snapshot WHERE persistence_id = ? AND sequence_number <= ?";

    private final Lane writes;
    private final Lane reads;
    /** The last write of each entity that is not answered. */
    private final Map<String, CompletionStage<Integer>> underWay = new ConcurrentHashMap<>();

    Journal(Lane writes, Lane reads) {
        this.writes = writes;
        this.reads = reads;
    }

    /** All or none; they are of one entity. Fails if there is a row with one of these numbers. */
    CompletionStage<Integer> append(List<Envelope> rows) {
        var written = writes.submit(statements -> {
            var insert = statements.of(APPEND);
            for (var row : rows) {
                EnvelopeColumns.write(row, insert);
                insert.executeUpdate();
            }
            return rows.size();
        });
        var entity = rows.getFirst().entity();
        underWay.put(entity, written);
        return written.whenComplete((_, _) -> underWay.remove(entity, written));
    }

    /** Of the entity's rows, 0 without any. Counts every write that was asked for before. */
    CompletionStage<Long> highest(String entity) {
        var before = underWay.getOrDefault(entity, CompletableFuture.completedStage(0));
        return before.handle((_, _) -> 0)
                .thenCompose(_ -> reads.submit(statements -> {
                    var query = statements.of(HIGHEST);
                    query.setString(1, entity);
                    try (var found = query.executeQuery()) {
                        found.next();
                        return found.getLong(1);
                    }
                }));
    }

    /** The rows from {@code first} to {@code last}, at most {@code most}, in order. */
    CompletionStage<List<Envelope>> replay(String entity, long first, long last, long most) {
        return reads.submit(statements -> {
            var query = statements.of(REPLAY);
            query.setString(1, entity);
            query.setLong(2, first);
            query.setLong(3, last);
            query.setLong(4, most);
            var rows = new ArrayList<Envelope>();
            try (var found = query.executeQuery()) {
                while (found.next()) {
                    rows.add(EnvelopeColumns.read(found, 1));
                }
            }
            return rows;
        });
    }

    /** In place of the entity's older one, which no recovery reads any more. */
    CompletionStage<Integer> save(Envelope snapshot) {
        return writes.submit(statements -> {
            var replace = statements.of(SAVE);
            EnvelopeColumns.write(snapshot, replace);
            return replace.executeUpdate();
        });
    }

    /** The snapshot, if it contains no row after {@code last}. */
    CompletionStage<Optional<Envelope>> snapshot(String entity, long last) {
        return reads.submit(statements -> {
            var query = statements.of(LOAD);
            query.setString(1, entity);
            query.setLong(2, last);
            try (var found = query.executeQuery()) {
                return found.next() ? Optional.of(EnvelopeColumns.read(found, 1)) : Optional.empty();
            }
        });
    }
}
