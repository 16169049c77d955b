package io.gabion.node.store.embedded;

import io.gabion.node.store.Checkpoints;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;

/**
 * Upserts in {@code state.db}. A checkpoint must not be on the disk before the rows that it knows of: after a power cut a batch's
 * number would be given to another one, and the asset take that for absorbed.
 */
final class EmbeddedCheckpoints implements Checkpoints {
    private static final String UPSERT = """
            INSERT INTO checkpoint (entity, epoch, sequence, key_id, payload) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (entity) DO UPDATE SET epoch = excluded.epoch, sequence = excluded.sequence,
              key_id = excluded.key_id, payload = excluded.payload
            WHERE excluded.epoch >= checkpoint.epoch""";

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
