package io.gabion.node.store.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import io.gabion.node.store.EnvelopeSerializer;
import io.gabion.protocol.Envelope;
import io.gabion.protocol.entity.EntityId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * The journal's rows as the plugin lays them out: so many sequence numbers of an entity to a partition, and those of one
 * write that reaches over the edge all in the next. Reads in order; wakes nothing.
 */
final class Partitions {
    /** As in the plugin's settings, where it must never be changed. */
    private static final long SIZE = 500_000;

    /** No write has so many rows. */
    private static final long EDGE = 10_000;

    private static final int PAGE = 500;

    private final CqlSession session;
    private final long size;
    private final long edge;
    private final PreparedStatement rows;
    private final PreparedStatement every;
    private final PreparedStatement places;
    private final PreparedStatement last;
    private final PreparedStatement delete;
    private final PreparedStatement snapshot;
    private final PreparedStatement entities;

    Partitions(CqlSession session, String keyspace) {
        this(session, keyspace, SIZE, EDGE);
    }

    /** @param edge no write has so many rows */
    Partitions(CqlSession session, String keyspace, long size, long edge) {
        this.session = session;
        this.size = size;
        this.edge = edge;
        var of = keyspace + ".messages WHERE persistence_id = ? AND partition_nr = ?";
        var between = of + " AND sequence_nr >= ? AND sequence_nr <= ?";
        rows = session.prepare("SELECT sequence_nr, event FROM " + between + " LIMIT ?");
        every = session.prepare("SELECT sequence_nr, event FROM " + between);
        places = session.prepare("SELECT sequence_nr, timestamp FROM " + between + " LIMIT ?");
        last = session.prepare("SELECT sequence_nr FROM " + of + " ORDER BY sequence_nr DESC LIMIT 1");
        snapshot =
                session.prepare("SELECT sequence_nr FROM " + keyspace + ".snapshots WHERE persistence_id = ? LIMIT 1");
        delete = session.prepare("DELETE FROM " + between);
        entities = session.prepare("SELECT persistence_id FROM " + keyspace + ".all_persistence_ids");
    }

    /** The rows after {@code sequence} up to and with {@code last}, at most {@code most}. */
    CompletionStage<List<Envelope>> rows(String entity, long sequence, long last, int most) {
        return read(rows, entity, sequence, last, most)
                .thenApply(found -> found.stream().map(Partitions::envelope).toList());
    }

    /**
     * Every row from {@code first} to {@code last}, in order of sequence and then of writing: also the second of two with
     * one number. Told of each, in one thread at a time.
     */
    CompletionStage<Void> each(String entity, long first, long last, Consumer<Envelope> told) {
        return each(entity, first, last, (first - 1) / size, told);
    }

    private CompletionStage<Void> each(String entity, long first, long last, long partition, Consumer<Envelope> told) {
        var bound = every.bind(entity, partition, first, last);
        return session.executeAsync(bound.setIdempotent(true).setPageSize(PAGE))
                .thenCompose(page -> each(page, told))
                // What a write brought over the edge is in the partition after the last number's own.
                .thenCompose(
                        _ -> partition <= (last - 1) / size && reaches(last, partition) || partition < (last - 1) / size
                                ? each(entity, first, last, partition + 1, told)
                                : CompletableFuture.completedFuture(null));
    }

    private static CompletionStage<Void> each(AsyncResultSet page, Consumer<Envelope> told) {
        page.currentPage().forEach(row -> told.accept(envelope(row)));
        return page.hasMorePages()
                ? page.fetchNextPage().thenCompose(next -> each(next, told))
                : CompletableFuture.completedFuture(null);
    }

    private static Envelope envelope(Row row) {
        return EnvelopeSerializer.read(Bytes.of(row.getByteBuffer("event")));
    }

    /** Sequence numbers and time stamps instead of rows. */
    CompletionStage<List<Row>> places(String entity, long sequence, int most) {
        return read(places, entity, sequence, Long.MAX_VALUE, most);
    }

    /**
     * From the partition of the next row on; the one after that is looked at where a write may have reached over the edge. Whole
     * partitions may have been deleted, of rows that a snapshot contains: unless what is found follows on what was read before,
     * it is read on behind that snapshot.
     */
    private CompletionStage<List<Row>> read(PreparedStatement query, String entity, long after, long last, int most) {
        return read(query, entity, after, 0, last, most, after / size, new ArrayList<>())
                .thenCompose(found -> {
                    long at = at(found, after);
                    boolean follows = after > 0 && at > after && at - after <= found.size();
                    return found.size() == most || at >= last || follows
                            ? CompletableFuture.completedFuture(found)
                            : contained(entity)
                                    .thenCompose(contained -> reaches(contained, at / size)
                                            ? read(query, entity, at, contained, last, most, at / size + 1, found)
                                            : CompletableFuture.completedFuture(found));
                });
    }

    /** @param contained up to this row some may be missing */
    private CompletionStage<List<Row>> read(
            PreparedStatement query,
            String entity,
            long after,
            long contained,
            long last,
            int most,
            long partition,
            List<Row> found) {
        var bound = query.bind(entity, partition, after + 1, last, most - found.size());
        return session.executeAsync(bound.setIdempotent(true))
                .thenCompose(page -> all(page, found))
                .thenCompose(_ -> {
                    long at = at(found, after);
                    return reaches(Math.max(at, contained), partition) && at < last && found.size() < most
                            ? read(query, entity, at, contained, last, most, partition + 1, found)
                            : CompletableFuture.completedFuture(found);
                });
    }

    /** Whether the row may be followed by one in a later partition. */
    private boolean reaches(long row, long partition) {
        return (partition + 1) * size - row <= edge;
    }

    private static long at(List<Row> found, long after) {
        return found.isEmpty() ? after : found.getLast().getLong("sequence_nr");
    }

    /** The last row that the newest snapshot contains, 0 without any. Only up to there are rows ever deleted. */
    private CompletionStage<Long> contained(String entity) {
        return session.executeAsync(snapshot.bind(entity).setIdempotent(true)).thenApply(page -> {
            var row = page.one();
            return row == null ? 0 : row.getLong(0);
        });
    }

    /** Of the entity's rows, 0 without any. */
    CompletionStage<Long> last(String entity) {
        return contained(entity).thenCompose(contained -> {
            long from = Math.max(contained - 1, 0) / size;
            return last(entity, from, from, 0);
        });
    }

    /** @param from this partition may be empty though there is one behind it */
    private CompletionStage<Long> last(String entity, long from, long partition, long known) {
        return session.executeAsync(last.bind(entity, partition).setIdempotent(true))
                .thenCompose(page -> {
                    var row = page.one();
                    return row == null && partition > from
                            ? CompletableFuture.completedFuture(known)
                            : last(entity, from, partition + 1, row == null ? known : row.getLong(0));
                });
    }

    CompletionStage<?> delete(String entity, long first, long last) {
        var partitions = new ArrayList<CompletableFuture<?>>();
        for (long partition = (first - 1) / size; partition <= (last - 1 + edge) / size; partition++) {
            partitions.add(session.executeAsync(
                            delete.bind(entity, partition, first, last).setIdempotent(true))
                    .toCompletableFuture());
        }
        return CompletableFuture.allOf(partitions.toArray(CompletableFuture[]::new));
    }

    /** Every entity that has ever had a row. The journal holds rows of Pekko's own too, whose ids start with a slash. */
    CompletionStage<List<EntityId>> entities() {
        return session.executeAsync(entities.bind().setIdempotent(true))
                .thenCompose(page -> all(page, new ArrayList<>()))
                .thenApply(found -> found.stream()
                        .map(row -> row.getString(0))
                        .flatMap(id -> entity(id).stream())
                        .toList());
    }

    static Optional<EntityId> entity(String persistenceId) {
        return persistenceId.startsWith("/") ? Optional.empty() : Optional.of(EntityId.parse(persistenceId));
    }

    static CompletionStage<List<Row>> all(AsyncResultSet page, List<Row> found) {
        page.currentPage().forEach(found::add);
        return page.hasMorePages()
                ? page.fetchNextPage().thenCompose(next -> all(next, found))
                : CompletableFuture.completedFuture(found);
    }
}
