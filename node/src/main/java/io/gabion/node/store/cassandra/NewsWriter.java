package io.gabion.node.store.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.uuid.Uuids;
import io.gabion.node.store.Causes;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells other nodes which entities have new rows: entry after entry, the next only when a majority has the last, so that
 * who has read an entry misses none before it. Each block is announced before its first entry: those before it may be gone.
 * Not a promise: what a node could no longer tell of is told by the next owner's recovery, or found by a {@link CassandraRows}
 * sweep.
 */
final class NewsWriter implements AutoCloseable {
    /** Entries to a partition. */
    static final long BLOCK = 10_000;
    /** Readers keep asking a writer that has ended for so long. */
    static final Duration REGISTERED = Duration.ofHours(1);

    private static final Duration KEPT = Duration.ofDays(1);
    /** Entities to an entry. */
    private static final int MOST = 1_000;

    private static final Duration PACE = Duration.ofMillis(100);
    private static final Duration REGISTER = Duration.ofMinutes(5);
    private static final Logger LOG = LoggerFactory.getLogger(NewsWriter.class);

    private final UUID id = Uuids.timeBased();
    private final CqlSession session;
    private final long block;
    private final PreparedStatement register;
    private final PreparedStatement add;
    private final Map<String, Long> waiting = new HashMap<>();
    private final ScheduledExecutorService reporter = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("gabion-news").daemon().factory());
    private Map<String, Long> entry = Map.of();
    private long last;
    private long registered = System.nanoTime() - REGISTER.toNanos();
    private boolean failing;

    NewsWriter(CqlSession session, String keyspace) {
        this(session, keyspace, BLOCK);
    }

    NewsWriter(CqlSession session, String keyspace, long block) {
        this.session = session;
        this.block = block;
        register = session.prepare("INSERT INTO " + keyspace
                + ".news_writer (one, writer, block) VALUES (1, ?, ?) USING TTL " + REGISTERED.toSeconds());
        add = session.prepare("INSERT INTO " + keyspace
                + ".news (writer, block, number, entities) VALUES (?, ?, ?, ?) USING TTL " + KEPT.toSeconds());
        reporter.scheduleWithFixedDelay(this::report, 0, PACE.toMillis(), TimeUnit.MILLISECONDS);
    }

    UUID id() {
        return id;
    }

    /** @param sequence of its newest row */
    void tell(String entity, long sequence) {
        synchronized (waiting) {
            waiting.merge(entity, sequence, Math::max);
        }
    }

    /** An entry that did not get through goes again as it was. */
    private void report() {
        try {
            while (!entry.isEmpty() || take()) {
                long number = last + 1;
                if (number % block == 0 || System.nanoTime() - registered >= REGISTER.toNanos()) {
                    session.execute(register.bind(id, number / block).setIdempotent(true));
                    registered = System.nanoTime();
                }
                session.execute(add.bind(id, number / block, number, entry).setIdempotent(true));
                last = number;
                entry = Map.of();
            }
            failing = false;
        } catch (RuntimeException e) { // Of the driver, also when it is closed: else nobody would report again.
            if (!failing && !session.isClosed()) {
                LOG.warn("Other nodes are not told of what this one writes; tried again: {}", Causes.inOneLine(e));
            }
            failing = true;
        }
    }

    private boolean take() {
        synchronized (waiting) {
            var next = new HashMap<String, Long>();
            for (var each = waiting.entrySet().iterator(); each.hasNext() && next.size() < MOST; each.remove()) {
                var told = each.next();
                next.put(told.getKey(), told.getValue());
            }
            entry = next;
            return !next.isEmpty();
        }
    }

    @Override
    public void close() {
        reporter.execute(this::report);
        reporter.shutdown();
        try {
            if (!reporter.awaitTermination(5, TimeUnit.SECONDS)) {
                reporter.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
