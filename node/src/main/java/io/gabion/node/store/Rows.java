package io.gabion.node.store;

import io.gabion.protocol.Envelope;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.entity.EntityId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;

/**
 * The journal across all entities, for read models. There is one writer, so rows become visible in the order of
 * {@code ordering}: a reader that continues after the last one it saw misses nothing.
 */
public final class Rows {
    /** @param ordering grows with every row of this node; not dense */
    public record Row(long ordering, Envelope envelope) {}

    private static final int PAGE = 1_000;

    private final Connection connection;

    Rows(Connection connection) {
        this.connection = connection;
    }

    /** Rows of these kinds of entities, of every kind if none is named, after {@code afterOrdering}, up to the last. */
    public Iterable<Row> scan(long afterOrdering, Set<String> kinds) {
        return () -> new Pages(afterOrdering, Set.copyOf(kinds));
    }

    /** Every entity of a tenant and kind that has a row, by name. Reads one row for each, however many there are. */
    public List<EntityId> entities(Tenant tenant, String kind) {
        var prefix = tenant.id() + "/" + kind + "/";
        var select = "WITH RECURSIVE next(id) AS ("
                + "SELECT min(persistence_id) FROM event_journal WHERE persistence_id >= ?1 UNION ALL "
                + "SELECT (SELECT min(persistence_id) FROM event_journal WHERE persistence_id > next.id)"
                + " FROM next WHERE next.id < ?2) SELECT id FROM next WHERE id < ?2";
        synchronized (connection) {
            try (var query = connection.prepareStatement(select)) {
                query.setString(1, prefix);
                query.setString(2, prefix + Character.MAX_VALUE);
                var found = new ArrayList<EntityId>();
                try (var rows = query.executeQuery()) {
                    while (rows.next()) {
                        found.add(EntityId.parse(rows.getString(1)));
                    }
                }
                return List.copyOf(found);
            } catch (SQLException e) {
                throw new UncheckedIOException(new IOException("cannot read the journal", e));
            }
        }
    }

    /** The rows of one entity, oldest first, at most {@value #PAGE}. */
    public List<Row> of(EntityId entity) {
        var select = "SELECT ordering, " + EnvelopeColumns.NAMES + " FROM event_journal"
                + " WHERE persistence_id = ? ORDER BY sequence_number LIMIT " + PAGE;
        synchronized (connection) {
            try (var query = connection.prepareStatement(select)) {
                query.setString(1, entity.toString());
                var found = new ArrayList<Row>();
                try (var rows = query.executeQuery()) {
                    while (rows.next()) {
                        found.add(new Row(rows.getLong(1), EnvelopeColumns.read(rows, 2)));
                    }
                }
                return List.copyOf(found);
            } catch (SQLException e) {
                throw new UncheckedIOException(new IOException("cannot read the journal: " + e.getMessage(), e));
            }
        }
    }

    private final class Pages implements Iterator<Row> {
        /** Empty: every kind. */
        private final Set<String> kinds;

        private final Deque<Row> page = new ArrayDeque<>();
        private long after;
        private boolean more = true;

        private Pages(long after, Set<String> kinds) {
            this.after = after;
            this.kinds = kinds;
        }

        @Override
        public boolean hasNext() {
            while (page.isEmpty() && more) {
                fetch();
            }
            return !page.isEmpty();
        }

        @Override
        public Row next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return page.remove();
        }

        private void fetch() {
            var select = "SELECT ordering, " + EnvelopeColumns.NAMES + " FROM event_journal"
                    + " WHERE ordering > ? ORDER BY ordering LIMIT " + PAGE;
            synchronized (connection) {
                try (var query = connection.prepareStatement(select)) {
                    query.setLong(1, after);
                    more = false;
                    try (var rows = query.executeQuery()) {
                        while (rows.next()) {
                            more = true;
                            after = rows.getLong(1);
                            var entity = rows.getString(2);
                            if (kinds.isEmpty()
                                    || kinds.contains(EntityId.parse(entity).kind())) {
                                page.add(new Row(after, EnvelopeColumns.read(rows, 2)));
                            }
                        }
                    }
                } catch (SQLException e) {
                    throw new UncheckedIOException(new IOException("cannot read the journal: " + e.getMessage(), e));
                }
            }
        }
    }
}
