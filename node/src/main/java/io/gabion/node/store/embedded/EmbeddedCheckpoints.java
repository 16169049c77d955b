package io.gabion.node.store.embedded;

import io.gabion.node.store.Checkpoints;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;

/**
 * Upserts in {@code state.db}. A checkpoint must not be on the disk before the rows that it knows of: after a power cut a batch's
 * number would be given to another one, and the asset take that for absorbed.
 */
final class EmbeddedCheckpoints implements Checkpoints {
    private static final String UPSERT = """
            INSERT INTO checkpoint (entity, epoch, sequence, key_id, payload, saved)
            VALUES (?, ?, ?, ?, ?, CAST(1000 * unixepoch('subsec') AS INTEGER))
            ON CONFLICT (entity) DO UPDATE SET epoch = excluded.epoch, sequence = excluded.sequence,
              key_id = excluded.key_id, payload = excluded.payload, saved = excluded.saved
            WHERE excluded.epoch >= checkpoint.epoch""";

    private static final String LOOK =
            "SELECT entity, sequence, saved FROM checkpoint WHERE entity > ? ORDER BY entity LIMIT ?";
    private static final String FORGET = "DELETE FROM checkpoint WHERE entity = ? AND epoch <= ? AND saved < ?";

    private final Lane lane;
    private final LogSync rows;

    EmbeddedCheckpoints(Lane lane, LogSync rows) {
        this.lane = lane;
        this.rows = rows;
    }

    @Override
    public CompletionStage<Boolean> save(String entity, Checkpoint checkpoint) {
        return rows.durable()
                .thenCompose(_ -> lane.submit(statements -> {
                    var upsert = statements.of(UPSERT);
                    upsert.setString(1, entity);
                    upsert.setLong(2, checkpoint.epoch());
                    upsert.setLong(3, checkpoint.sequence());
                    upsert.setString(4, checkpoint.keyId());
                    upsert.setBytes(5, checkpoint.payload());
                    return upsert.executeUpdate() == 1;
                }));
    }

    @Override
    public CompletionStage<Optional<Checkpoint>> load(String entity) {
        return lane.submit(statements -> {
            var query = statements.of("SELECT epoch, sequence, key_id, payload FROM checkpoint WHERE entity = ?");
            query.setString(1, entity);
            try (var rows = query.executeQuery()) {
                return rows.next()
                        ? Optional.of(
                                new Checkpoint(rows.getLong(1), rows.getLong(2), rows.getString(3), rows.getBytes(4)))
                        : Optional.empty();
            }
        });
    }

    @Override
    public CompletionStage<Look> look(String after, int most, Instant before) {
        return lane.submit(statements -> {
            var query = statements.of(LOOK);
            query.setString(1, after);
            query.setInt(2, most);
            var still = new ArrayList<String>();
            var last = "";
            int looked = 0;
            try (var rows = query.executeQuery()) {
                for (; rows.next(); looked++) {
                    last = rows.getString(1);
                    if (rows.getLong(2) == 0 && rows.getLong(3) < before.toEpochMilli()) {
                        still.add(last);
                    }
                }
            }
            return new Look(still, looked < most ? "" : last);
        });
    }

    @Override
    public CompletionStage<Boolean> forget(String entity, long epoch, Instant before) {
        return lane.submit(statements -> {
            var delete = statements.of(FORGET);
            delete.setString(1, entity);
            delete.setLong(2, epoch);
            delete.setLong(3, before.toEpochMilli());
            return delete.executeUpdate() == 1;
        });
    }

    /** Nothing else is written meanwhile. */
    @Override
    public CompletionStage<Boolean> each(BiConsumer<String, Checkpoint> told) {
        return lane.submit(statements -> {
            try (var rows = statements
                    .of("SELECT entity, epoch, sequence, key_id, payload FROM checkpoint")
                    .executeQuery()) {
                while (rows.next()) {
                    var found = new Checkpoint(rows.getLong(2), rows.getLong(3), rows.getString(4), rows.getBytes(5));
                    told.accept(rows.getString(1), found);
                }
                return true;
            }
        });
    }
}
