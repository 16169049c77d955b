package io.gabion.node.store.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import io.gabion.node.store.Epochs;
import io.gabion.node.store.cassandra.Conditional.Result;
import io.gabion.protocol.Envelope;
import java.time.Instant;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * One row for each entity, written by lightweight transactions: the newest epoch, and a name that its claimer made up. No
 * epoch is less than the time at which its claimer opened the store, in milliseconds: where the table is put back from a
 * backup, an owner that the backup does not know of is older than whoever comes after it all the same.
 */
final class CassandraEpochs implements Epochs {
    private final CqlSession session;
    private final Conditional conditional;
    private final Partitions partitions;
    private final long least;
    private final PreparedStatement read;
    private final PreparedStatement first;
    private final PreparedStatement next;

    /** @param opened by a clock that is not ahead: what it brings owners to is not taken back */
    CassandraEpochs(
            CqlSession session, String keyspace, Conditional conditional, Partitions partitions, Instant opened) {
        this.session = session;
        this.partitions = partitions;
        least = opened.toEpochMilli();
        this.conditional = conditional;
        read = session.prepare("SELECT epoch, owner FROM " + keyspace + ".epoch WHERE entity = ?");
        first = session.prepare(
                "INSERT INTO " + keyspace + ".epoch (epoch, owner, entity) VALUES (?, ?, ?) IF NOT EXISTS");
        next = session.prepare("UPDATE " + keyspace + ".epoch SET epoch = ?, owner = ? WHERE entity = ? IF epoch = ?");
    }

    @Override
    public CompletionStage<Long> claim(String entity) {
        var owner = UUID.randomUUID();
        // A read that may be a moment old is enough to start from: the condition decides.
        return newest(entity).thenCompose(newest -> claim(entity, owner, newest, Conditional.TRIES));
    }

    private CompletionStage<Long> claim(String entity, UUID owner, long newest, int tries) {
        long wanted = Math.max(newest + 1, least);
        var write = newest == 0 ? first.bind(wanted, owner, entity) : next.bind(wanted, owner, entity, newest);
        return conditional.write(write, read.bind(entity)).thenCompose(result -> {
            if (result.done() || isOwn(result, owner)) {
                return CompletableFuture.completedFuture(wanted);
            }
            if (tries <= 1) {
                throw new ConcurrentModificationException("no epoch to be had for " + entity + ": others claim it too");
            }
            return claim(entity, owner, epoch(result.row()), tries - 1);
        });
    }

    /** After a failure the whole row was read; then an own claim shows. */
    private static boolean isOwn(Result result, UUID owner) {
        return result.row()
                .filter(row -> row.getColumnDefinitions().contains("owner") && owner.equals(row.getUuid("owner")))
                .isPresent();
    }

    @Override
    public CompletionStage<Long> newest(String entity) {
        return session.executeAsync(read.bind(entity)).thenApply(rows -> epoch(Optional.ofNullable(rows.one())));
    }

    @Override
    public CompletionStage<List<Envelope>> othersAfter(String entity, long sequence, long epoch) {
        return partitions
                .rows(entity, sequence, Long.MAX_VALUE, LOOKED)
                .thenApply(rows ->
                        rows.stream().filter(row -> row.writerEpoch() != epoch).toList());
    }

    private static long epoch(Optional<Row> row) {
        return row.map(found -> found.getLong("epoch")).orElse(0L);
    }
}
