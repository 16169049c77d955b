package io.gabion.node.store.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** What the other nodes wrote of, by each one's {@link NewsWriter}. For one thread. */
final class NewsReader {
    private final CqlSession session;
    private final UUID own;
    private final long size;
    private final PreparedStatement writers;
    private final PreparedStatement newest;
    private final PreparedStatement entries;
    /** The last entry read of each writer. Of one that is new, or was quiet for so long that it was forgotten, what is before its block is old. */
    private final Map<UUID, Long> read = new HashMap<>();

    NewsReader(CqlSession session, String keyspace, UUID own) {
        this(session, keyspace, own, NewsWriter.BLOCK);
    }

    /** @param size entries to a partition */
    NewsReader(CqlSession session, String keyspace, UUID own, long size) {
        this.session = session;
        this.size = size;
        this.own = own;
        writers = session.prepare("SELECT writer, block FROM " + keyspace + ".news_writer WHERE one = 1");
        newest = session.prepare(
                "SELECT number FROM " + keyspace + ".news WHERE writer = ? AND block = ? ORDER BY number DESC LIMIT 1");
        entries = session.prepare(
                "SELECT number, entities FROM " + keyspace + ".news WHERE writer = ? AND block = ? AND number > ?");
    }

    /**
     * Goes on after what was told so far: all that is read from the journal later holds it.
     *
     * @throws UncheckedIOException if the store cannot be read
     */
    void skip() {
        try {
            others().forEach((writer, block) -> {
                var row = session.execute(newest.bind(writer, block).setIdempotent(true))
                        .one();
                // Without a row its first entry is under way.
                read.put(writer, row == null ? block * size - 1 : row.getLong(0));
            });
        } catch (DriverException e) {
            throw unread(e);
        }
    }

    /**
     * Entities and, of each, a sequence number up to which there are rows.
     *
     * @throws UncheckedIOException if the store cannot be read; what was not given comes again
     */
    Map<String, Long> next() {
        try {
            var others = others();
            var told = new HashMap<String, Long>();
            var upTo = new HashMap<UUID, Long>();
            others.forEach((writer, block) ->
                    upTo.put(writer, entries(writer, block, read.getOrDefault(writer, block * size - 1), told)));
            read.putAll(upTo);
            return told;
        } catch (DriverException e) {
            throw unread(e);
        }
    }

    /** @param last that is announced; of those before it nothing comes any more */
    private long entries(UUID writer, long last, long after, Map<String, Long> told) {
        long number = after;
        for (long block = (after + 1) / size; block <= last; block++) {
            for (var row : session.execute(entries.bind(writer, block, number).setIdempotent(true))) {
                number = row.getLong(0);
                row.getMap(1, String.class, Long.class)
                        .forEach((entity, sequence) -> told.merge(entity, sequence, Math::max));
            }
            number = block == last ? number : Math.max(number, (block + 1) * size - 1);
        }
        return number;
    }

    /** The writers, and the block to which each has come. */
    private Map<UUID, Long> others() {
        var others = new HashMap<UUID, Long>();
        for (var row : session.execute(writers.bind().setIdempotent(true))) {
            var writer = row.getUuid(0);
            if (!own.equals(writer)) {
                others.put(writer, row.getLong(1));
            }
        }
        return others;
    }

    private static UncheckedIOException unread(DriverException e) {
        return new UncheckedIOException(new IOException("cannot read the news: " + e.getMessage(), e));
    }
}
