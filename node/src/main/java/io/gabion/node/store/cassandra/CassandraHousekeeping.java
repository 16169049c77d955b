package io.gabion.node.store.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.uuid.Uuids;
import io.gabion.node.store.EnvelopeSerializer;
import io.gabion.node.store.Housekeeping;
import io.gabion.protocol.Envelope;
import io.gabion.protocol.entity.EntityId;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Knows when a row was written, not how large it is: that would take to read it. */
final class CassandraHousekeeping implements Housekeeping {
    private static final int PAGE = 1_000;

    private final CqlSession session;
    private final Partitions partitions;
    private final PreparedStatement newest;
    private final PreparedStatement newestTwo;
    private final PreparedStatement deleteBefore;
    private final PreparedStatement all;

    CassandraHousekeeping(CqlSession session, String keyspace, Partitions partitions) {
        this.session = session;
        this.partitions = partitions;
        var table = keyspace + ".snapshots";
        newest = session.prepare("SELECT snapshot_data FROM " + table + " WHERE persistence_id = ? LIMIT 1");
        newestTwo = session.prepare("SELECT sequence_nr FROM " + table + " WHERE persistence_id = ? LIMIT 2");
        deleteBefore = session.prepare("DELETE FROM " + table + " WHERE persistence_id = ? AND sequence_nr < ?");
        all = session.prepare("SELECT DISTINCT persistence_id FROM " + table);
    }

    /** {@link Total#bytes} is 0. */
    @Override
    public Map<EntityId, Total> totals(String kind) throws IOException {
        var totals = new HashMap<EntityId, Total>();
        for (var entity : join(partitions.entities())) {
            if (entity.kind().equals(kind)) {
                totals.put(entity, new Total(join(partitions.last(entity.toString())), 0));
            }
        }
        return totals;
    }

    /** {@link RowSize#bytes} is 0. */
    @Override
    public List<RowSize> rows(EntityId entity, long sequence) throws IOException {
        return join(partitions.places(entity.toString(), sequence, PAGE)).stream()
                .map(row -> new RowSize(
                        entity,
                        row.getLong("sequence_nr"),
                        0,
                        Instant.ofEpochMilli(Uuids.unixTimestamp(row.getUuid("timestamp")))))
                .toList();
    }

    @Override
    public Optional<Envelope> row(EntityId entity, long sequence) throws IOException {
        return join(partitions.rows(entity.toString(), sequence - 1, sequence, 1)).stream()
                .findFirst();
    }

    @Override
    public Optional<Envelope> snapshot(EntityId entity) throws IOException {
        var row = join(session.executeAsync(newest.bind(entity.toString()))).one();
        return Optional.ofNullable(row)
                .map(found -> EnvelopeSerializer.read(Bytes.of(found.getByteBuffer("snapshot_data"))));
    }

    @Override
    public List<EntityId> snapshots() throws IOException {
        return join(session.executeAsync(all.bind()).thenCompose(page -> Partitions.all(page, new ArrayList<>())))
                .stream()
                .flatMap(row -> Partitions.entity(row.getString(0)).stream())
                .sorted(Comparator.comparing(EntityId::toString))
                .toList();
    }

    /** One deletion for each run of numbers. */
    @Override
    public void delete(EntityId entity, List<Long> sequences) throws IOException {
        for (int from = 0, to; from < sequences.size(); from = to) {
            to = from + 1;
            while (to < sequences.size() && sequences.get(to) == sequences.get(to - 1) + 1) {
                to++;
            }
            join(partitions.delete(entity.toString(), sequences.get(from), sequences.get(to - 1)));
        }
    }

    /** If it fails, the next time does it. */
    void deleteSnapshotsBeforeTheLastTwo(String entity) {
        session.executeAsync(newestTwo.bind(entity)).thenCompose(rows -> {
            rows.one();
            var second = rows.one();
            return second == null
                    ? CompletableFuture.completedFuture(null)
                    : session.executeAsync(deleteBefore.bind(entity, second.getLong(0)));
        });
    }

    private static <T> T join(CompletionStage<T> asked) throws IOException {
        try {
            return asked.toCompletableFuture().join();
        } catch (CompletionException e) {
            throw new IOException("the journal: " + e.getCause().getMessage(), e.getCause());
        }
    }
}
