package io.gabion.node.store.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.gabion.node.store.Checkpoints;
import io.gabion.node.store.Epochs;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.BiConsumer;

/**
 * Each owner writes a row of its own epoch, and the newest epoch counts: an older owner hides nothing. Before the write and
 * after it the owner's epoch is looked up. If a newer one was claimed before, nothing is written: its owner may have
 * saved nothing itself yet. If none was claimed after it, whoever claims one later loads what was written. A row that fell
 * between the two stays: it replaced one that was acknowledged, and there is nothing to put in its place.
 */
final class CassandraCheckpoints implements Checkpoints {
    private static final int AT_ONCE = 2_000;
    /** Small: a server that comes by too much that was deleted before a page is full fails. */
    private static final int PAGE = 100;

    private final CqlSession session;
    private final Epochs epochs;
    private final Semaphore room = new Semaphore(AT_ONCE);
    private final PreparedStatement save;
    private final PreparedStatement load;
    private final PreparedStatement deleteOlder;
    private final PreparedStatement first;
    private final PreparedStatement next;
    private final PreparedStatement saved;
    private final PreparedStatement forget;
    private final String all;

    CassandraCheckpoints(CqlSession session, String keyspace, Epochs epochs) {
        this.session = session;
        this.epochs = epochs;
        var table = keyspace + ".checkpoint";
        save = session.prepare(
                "INSERT INTO " + table + " (entity, epoch, sequence, key_id, payload) VALUES (?, ?, ?, ?, ?)");
        load = session.prepare("SELECT epoch, sequence, key_id, payload FROM " + table + " WHERE entity = ? LIMIT 2");
        deleteOlder = session.prepare("DELETE FROM " + table + " WHERE entity = ? AND epoch < ?");
        var look = "SELECT entity, sequence, WRITETIME(payload) FROM " + table + "%s PER PARTITION LIMIT 1 LIMIT ?";
        first = session.prepare(look.formatted(""));
        next = session.prepare(look.formatted(" WHERE token(entity) > token(?)"));
        saved = session.prepare("SELECT epoch, WRITETIME(payload) FROM " + table + " WHERE entity = ? LIMIT 1");
        forget = session.prepare("DELETE FROM " + table + " USING TIMESTAMP ? WHERE entity = ? AND epoch <= ?");
        all = "SELECT entity, epoch, sequence, key_id, payload FROM " + table + " PER PARTITION LIMIT 1";
    }

    @Override
    public CompletionStage<Boolean> save(String entity, Checkpoint checkpoint) {
        if (!room.tryAcquire()) {
            return CompletableFuture.failedFuture(new RejectedExecutionException("store busy"));
        }
        var write = save.bind(
                entity,
                checkpoint.epoch(),
                checkpoint.sequence(),
                checkpoint.keyId(),
                ByteBuffer.wrap(checkpoint.payload()));
        return isNewest(entity, checkpoint.epoch())
                .thenCompose(newest -> newest
                        ? session.executeAsync(write.setIdempotent(true))
                                .thenCompose(_ -> isNewest(entity, checkpoint.epoch()))
                        : CompletableFuture.completedFuture(false))
                .whenComplete((_, _) -> room.release());
    }

    private CompletionStage<Boolean> isNewest(String entity, long epoch) {
        // Nor does an owner save whom the table has forgotten, because it was put back from a backup.
        return epochs.newest(entity).thenApply(newest -> newest == epoch);
    }

    @Override
    public CompletionStage<Optional<Checkpoint>> load(String entity) {
        return session.executeAsync(load.bind(entity)).thenApply(rows -> {
            var newest = rows.one();
            if (newest == null) {
                return Optional.empty();
            }
            var found = checkpoint(newest);
            if (rows.one() != null) {
                session.executeAsync(deleteOlder.bind(entity, found.epoch())); // If not now, then at the next load.
            }
            return Optional.of(found);
        });
    }

    @Override
    public CompletionStage<Look> look(String after, int most, Instant before) {
        var asked = after.isEmpty() ? first.bind(most) : next.bind(after, most);
        return session.executeAsync(asked.setPageSize(PAGE))
                .thenCompose(page -> Partitions.all(page, new ArrayList<>()))
                .thenApply(rows -> new Look(
                        rows.stream()
                                .filter(row -> row.getLong(1) == 0 && row.getLong(2) < micros(before))
                                .map(row -> row.getString(0))
                                .toList(),
                        rows.size() < most ? "" : rows.getLast().getString(0)));
    }

    /** The deletion is as old as what it is for: it cannot reach what is saved meanwhile. */
    @Override
    public CompletionStage<Boolean> forget(String entity, long epoch, Instant before) {
        if (!room.tryAcquire()) {
            return CompletableFuture.failedFuture(new RejectedExecutionException("store busy"));
        }
        return isNewest(entity, epoch)
                .thenCombine(session.executeAsync(saved.bind(entity)), (newest, rows) -> {
                    var row = rows.one();
                    return newest && row != null && row.getLong(0) <= epoch && row.getLong(1) < micros(before);
                })
                .thenCompose(due -> due
                        ? session.executeAsync(forget.bind(micros(before), entity, epoch)
                                        .setIdempotent(true))
                                .thenApply(_ -> true)
                        : CompletableFuture.completedFuture(false))
                .whenComplete((_, _) -> room.release());
    }

    private static long micros(Instant time) {
        return time.toEpochMilli() * 1_000;
    }

    @Override
    public CompletionStage<Boolean> each(BiConsumer<String, Checkpoint> told) {
        return session.executeAsync(SimpleStatement.newInstance(all)).thenCompose(rows -> rest(rows, told));
    }

    private static CompletionStage<Boolean> rest(AsyncResultSet rows, BiConsumer<String, Checkpoint> told) {
        rows.currentPage().forEach(row -> told.accept(row.getString("entity"), checkpoint(row)));
        return rows.hasMorePages()
                ? rows.fetchNextPage().thenCompose(more -> rest(more, told))
                : CompletableFuture.completedFuture(true);
    }

    private static Checkpoint checkpoint(Row row) {
        return new Checkpoint(
                row.getLong("epoch"),
                row.getLong("sequence"),
                row.getString("key_id"),
                Bytes.of(row.getByteBuffer("payload")));
    }
}
