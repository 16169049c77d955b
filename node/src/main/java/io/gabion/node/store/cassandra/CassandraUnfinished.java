package io.gabion.node.store.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import io.gabion.node.store.Unfinished;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.IntStream;

/**
 * A row for each entity and epoch, in slices by the hash of the entity. To forget deletes those of the own and of older
 * epochs. The driver's clock never gives one session the same time twice: its calls take effect in their order.
 */
final class CassandraUnfinished implements Unfinished {
    private static final int SLICES = 16;

    private final CqlSession session;
    private final PreparedStatement remember;
    private final PreparedStatement forget;
    private final PreparedStatement list;

    CassandraUnfinished(CqlSession session, String keyspace) {
        this.session = session;
        var table = keyspace + ".unfinished";
        remember = session.prepare("INSERT INTO " + table + " (slice, entity, epoch) VALUES (?, ?, ?)");
        forget = session.prepare("DELETE FROM " + table + " WHERE slice = ? AND entity = ? AND epoch <= ?");
        list = session.prepare("SELECT entity FROM " + table + " WHERE slice = ?");
    }

    @Override
    public CompletionStage<Boolean> remember(String entity, long epoch) {
        return session.executeAsync(remember.bind(slice(entity), entity, epoch).setIdempotent(true))
                .thenApply(_ -> true);
    }

    @Override
    public CompletionStage<Boolean> forget(String entity, long epoch) {
        return session.executeAsync(forget.bind(slice(entity), entity, epoch).setIdempotent(true))
                .thenApply(_ -> true);
    }

    @Override
    public CompletionStage<List<String>> list() {
        var found = new ConcurrentSkipListSet<String>();
        var slices = IntStream.range(0, SLICES)
                .mapToObj(slice -> session.executeAsync(list.bind(slice))
                        .thenCompose(rows -> rest(rows, found))
                        .toCompletableFuture())
                .toArray(CompletableFuture[]::new);
        return CompletableFuture.allOf(slices).thenApply(_ -> List.copyOf(found));
    }

    private static CompletionStage<Boolean> rest(AsyncResultSet rows, Set<String> found) {
        rows.currentPage().forEach(row -> found.add(row.getString(0)));
        return rows.hasMorePages()
                ? rows.fetchNextPage().thenCompose(more -> rest(more, found))
                : CompletableFuture.completedFuture(true);
    }

    private static int slice(String entity) {
        return Math.floorMod(entity.hashCode(), SLICES);
    }
}
