package io.gabion.node.store.embedded;

import io.gabion.node.store.Rows;
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
 * There is one writer, so rows become visible in the order of {@code ordering}: a reader that continues after the last
 * one it saw misses nothing.
 */
final class EmbeddedRows implements Rows {
    private static final int PAGE = 1_000;

    /** @param ordering grows with every row of this node; not dense */
    private record Row(long ordering, Envelope envelope) {}

    private final Connection connection;

    EmbeddedRows(Connection connection) {
        this.connection = connection;
    }

    @Override
    public Iterable<Envelope> scan(Set<String> kinds) {
        return () -> new Pages(0, Set.copyOf(kinds));
    }

    @Override
    public Following follow(Set<String> kinds) {
        var wanted = Set.copyOf(kinds);
        return new Following() {
            private Pages last = new Pages(0, wanted);

            @Override
            public Iterable<Envelope> next() {
                last = new Pages(last.position(), wanted);
                return () -> last;
            }
        };
    }

    /** Reads one row for each, however many there are. */
    @Override
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

    @Override
    public List<Envelope> of(EntityId entity) {
        var select = "SELECT " + EnvelopeColumns.NAMES + " FROM event_journal"
                + " WHERE persistence_id = ? ORDER BY sequence_number LIMIT " + MOST;
        synchronized (connection) {
            try (var query = connection.prepareStatement(select)) {
                query.setString(1, entity.toString());
                var found = new ArrayList<Envelope>();
                try (var rows = query.executeQuery()) {
                    while (rows.next()) {
                        found.add(EnvelopeColumns.read(rows, 1));
                    }
                }
                return List.copyOf(found);
            } catch (SQLException e) {
                throw new UncheckedIOException(new IOException("cannot read the journal: " + e.getMessage(), e));
            }
        }
    }

    private final class Pages implements Iterator<Envelope> {
        /** Empty: every kind. */
        private final Set<String> kinds;

        private final Deque<Row> page = new ArrayDeque<>();
        /** The last row that was given. */
        private long given;

        private long after;
        private boolean more = true;

        private Pages(long after, Set<String> kinds) {
            this.after = after;
            this.given = after;
            this.kinds = kinds;
        }

        /** All up to here was given, or is of no kind that was asked for. */
        private long position() {
            return page.isEmpty() ? after : given;
        }

        @Override
        public boolean hasNext() {
            while (page.isEmpty() && more) {
                fetch();
            }
            return !page.isEmpty();
        }

        @Override
        public Envelope next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            var row = page.remove();
            given = row.ordering();
            return row.envelope();
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
