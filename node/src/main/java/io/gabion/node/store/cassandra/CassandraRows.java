package io.gabion.node.store.cassandra;

import io.gabion.node.store.Rows;
import io.gabion.protocol.Envelope;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.entity.EntityId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Reads entity by entity: there is no order across them. Who follows is told by {@link Written} what this node wrote
 * and by {@link NewsReader} what others did, and looks at a few entities more each time, in turn: what nobody told of is
 * found by that.
 */
final class CassandraRows implements Rows {
    /** Entities that are read at once. */
    private static final int ABREAST = 32;

    private static final int PAGE = 200;
    /** Entities of a sweep at each look around. */
    private static final int SWEPT = 20;

    private final Partitions partitions;
    private final Written written;
    private final Supplier<NewsReader> readers;
    private final Duration rounds;
    private final Duration sweeps;

    /**
     * @param rounds how late what others wrote may come
     * @param sweeps no earlier than this after the last one began
     */
    CassandraRows(
            Partitions partitions, Written written, Supplier<NewsReader> readers, Duration rounds, Duration sweeps) {
        this.partitions = partitions;
        this.written = written;
        this.readers = readers;
        this.rounds = rounds;
        this.sweeps = sweeps;
    }

    @Override
    public Iterable<Envelope> scan(Set<String> kinds) {
        var wanted = Set.copyOf(kinds);
        return () -> new Pages(all(wanted), new HashMap<>(), _ -> {});
    }

    @Override
    public Following follow(Set<String> kinds) {
        return new Follower(Set.copyOf(kinds));
    }

    /** Reads the name of every entity there is. */
    @Override
    public List<EntityId> entities(Tenant tenant, String kind) {
        return join(partitions.entities()).stream()
                .filter(id -> id.tenant().equals(tenant) && id.kind().equals(kind))
                .sorted(Comparator.comparing(EntityId::toString))
                .toList();
    }

    @Override
    public List<Envelope> of(EntityId entity) {
        return join(partitions.rows(entity.toString(), 0, Long.MAX_VALUE, MOST));
    }

    private List<String> all(Set<String> kinds) {
        return join(partitions.entities()).stream()
                .filter(id -> kinds.isEmpty() || kinds.contains(id.kind()))
                .map(EntityId::toString)
                .sorted()
                .toList();
    }

    private static <T> T join(CompletionStage<T> read) {
        try {
            return read.toCompletableFuture().join();
        } catch (CompletionException e) {
            var why = "cannot read the journal: " + e.getCause().getMessage();
            throw new UncheckedIOException(new IOException(why, e.getCause()));
        }
    }

    private final class Follower implements Following {
        private final Set<String> kinds;
        private final Set<String> told = written.reader();
        private final Map<String, Long> seen = new HashMap<>();
        private final NewsReader news = readers.get();
        private final Deque<String> sweep = new ArrayDeque<>();
        private long lookedAround = System.nanoTime() - rounds.toNanos();
        private long swept;
        private boolean begun;

        private Follower(Set<String> kinds) {
            this.kinds = kinds;
        }

        @Override
        public Iterable<Envelope> next() {
            var due = new HashSet<String>();
            long now = System.nanoTime();
            if (now - lookedAround >= rounds.toNanos()) {
                lookAround(due, now);
                lookedAround = now;
            }
            for (var each = told.iterator(); each.hasNext(); ) {
                var entity = each.next();
                each.remove(); // Before it is read: what is written meanwhile is told again.
                if (isWanted(entity)) {
                    due.add(entity);
                }
            }
            // What fails is due again: nothing may be lost because one read was.
            return () -> new Pages(List.copyOf(due), seen, told::addAll);
        }

        private void lookAround(Set<String> due, long now) {
            if (!begun) {
                news.skip();
                due.addAll(all(kinds));
                begun = true;
                swept = now;
                return;
            }
            news.next().forEach((entity, sequence) -> {
                if (isWanted(entity) && seen.getOrDefault(entity, 0L) < sequence) {
                    due.add(entity);
                }
            });
            if (sweep.isEmpty() && now - swept >= sweeps.toNanos()) {
                sweep.addAll(all(kinds));
                swept = now;
            }
            for (int n = 0; n < SWEPT && !sweep.isEmpty(); n++) {
                due.add(sweep.remove());
            }
        }

        private boolean isWanted(String entity) {
            return Partitions.entity(entity)
                    .filter(id -> kinds.isEmpty() || kinds.contains(id.kind()))
                    .isPresent();
        }
    }

    private final class Pages implements Iterator<Envelope> {
        private final Deque<String> entities;
        private final Map<String, Long> seen;
        private final Consumer<List<String>> failed;
        private final Deque<Envelope> page = new ArrayDeque<>();

        private Pages(List<String> entities, Map<String, Long> seen, Consumer<List<String>> failed) {
            this.entities = new ArrayDeque<>(entities);
            this.seen = seen;
            this.failed = failed;
        }

        @Override
        public boolean hasNext() {
            while (page.isEmpty() && !entities.isEmpty()) {
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
            seen.merge(row.entity(), row.sequence(), Math::max);
            return row;
        }

        /** Without the last number: another owner's row of it may be on the next page. */
        private static List<Envelope> whole(List<Envelope> rows) {
            long last = rows.getLast().sequence();
            return rows.getFirst().sequence() == last
                    ? rows
                    : rows.stream().filter(row -> row.sequence() < last).toList();
        }

        /** Some of the next entities' rows; who has more of them comes again. */
        private void fetch() {
            var abreast = new ArrayList<String>();
            while (abreast.size() < ABREAST && !entities.isEmpty()) {
                abreast.add(entities.remove());
            }
            try {
                Function<String, CompletableFuture<List<Envelope>>> read = entity -> partitions
                        .rows(entity, seen.getOrDefault(entity, 0L), Long.MAX_VALUE, PAGE)
                        .toCompletableFuture();
                var reads = abreast.stream().map(read).toList();
                for (int n = 0; n < reads.size(); n++) {
                    var rows = join(reads.get(n));
                    page.addAll(rows.size() < PAGE ? rows : whole(rows));
                    if (rows.size() == PAGE) {
                        entities.addFirst(abreast.get(n));
                    }
                }
            } catch (UncheckedIOException e) {
                page.clear();
                failed.accept(abreast);
                failed.accept(List.copyOf(entities));
                throw e;
            }
        }
    }
}
