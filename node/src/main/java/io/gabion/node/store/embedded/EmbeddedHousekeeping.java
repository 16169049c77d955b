package io.gabion.node.store.embedded;

import io.gabion.node.store.Housekeeping;
import io.gabion.protocol.Envelope;
import io.gabion.protocol.entity.EntityId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Reads beside the writes, deletes in small pieces between them. */
final class EmbeddedHousekeeping implements Housekeeping {
    private static final int AT_ONCE = 200;
    private static final int PAGE = 1_000;
    private static final String SIZES = "SELECT sequence_number, length(payload), time FROM event_journal"
            + " WHERE persistence_id = ? AND sequence_number > ? ORDER BY sequence_number LIMIT " + PAGE;
    private static final String TOTALS = "SELECT persistence_id, max(sequence_number), sum(length(payload))"
            + " FROM event_journal WHERE instr(persistence_id, ?) > 0 GROUP BY persistence_id";

    private static final String DELETE = "DELETE FROM event_journal WHERE persistence_id = ? AND sequence_number = ?";

    private final Lane writes;
    private final Lane reads;
    private final LogSync sync;

    EmbeddedHousekeeping(Lane writes, Lane reads, LogSync sync) {
        this.writes = writes;
        this.reads = reads;
        this.sync = sync;
    }

    @Override
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

    @Override
    public List<RowSize> rows(EntityId entity, long sequence) throws IOException {
        return on(reads, statements -> {
            var query = statements.of(SIZES);
            query.setString(1, entity.toString());
            query.setLong(2, sequence);
            var rows = new ArrayList<RowSize>();
            try (var found = query.executeQuery()) {
                while (found.next()) {
                    var written = EnvelopeColumns.time(found.getLong(3));
                    rows.add(new RowSize(entity, found.getLong(1), found.getLong(2), written));
                }
            }
            return rows;
        });
    }

    @Override
    public Optional<Envelope> row(EntityId entity, long sequence) throws IOException {
        return envelope("event_journal WHERE persistence_id = ? AND sequence_number = ?", entity.toString(), sequence);
    }

    @Override
    public Optional<Envelope> snapshot(EntityId entity) throws IOException {
        return envelope("snapshot WHERE persistence_id = ?", entity.toString());
    }

    private Optional<Envelope> envelope(String from, Object... parameters) throws IOException {
        return on(reads, statements -> {
            var query = statements.of("SELECT " + EnvelopeColumns.NAMES + " FROM " + from);
            for (int n = 0; n < parameters.length; n++) {
                query.setObject(n + 1, parameters[n]);
            }
            try (var found = query.executeQuery()) {
                return found.next() ? Optional.of(EnvelopeColumns.read(found, 1)) : Optional.empty();
            }
        });
    }

    @Override
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

    /**
     * The space is given to the next rows: the file does not become smaller, but stops growing. The rows are gone for good when this
     * returns: after a power cut, who erases a key next would have them back and could not read them.
     */
    @Override
    public void delete(EntityId entity, List<Long> sequences) throws IOException {
        for (int from = 0; from < sequences.size(); from += AT_ONCE) {
            var some = sequences.subList(from, Math.min(sequences.size(), from + AT_ONCE));
            on(writes, statements -> {
                var delete = statements.of(DELETE);
                delete.setString(1, entity.toString());
                for (var sequence : some) {
                    delete.setLong(2, sequence);
                    delete.executeUpdate();
                }
                return some.size();
            });
        }
        await(sync.durable());
    }

    private static <T> T on(Lane lane, Lane.Work<T> work) throws IOException {
        return await(lane.submit(work));
    }

    private static <T> T await(CompletionStage<T> answer) throws IOException {
        try {
            return answer.toCompletableFuture().join();
        } catch (CompletionException e) {
            throw new IOException("the journal: " + e.getCause().getMessage(), e.getCause());
        }
    }
}
