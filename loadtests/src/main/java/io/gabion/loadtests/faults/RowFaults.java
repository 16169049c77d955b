package io.gabion.loadtests.faults;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import io.gabion.loadtests.Await;
import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/**
 * Rows of a journal, a containment's or an intake's, are damaged in the store, and every node is killed, so that somebody has to
 * recover it. Whoever does has to say so, and to leave the target alone, or to acknowledge nothing, while all others go on. When the
 * rows are mended it has to go on by itself: it can be let go, or acknowledges.
 */
final class RowFaults {
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** The unfinished are looked after every 30 s. */
    private static final int ROUND = 40;

    private static final Duration RETRY = Duration.ofSeconds(5);
    /** To it comes how long an entity may wait that ended badly. */
    private static final Duration MENDED = Duration.ofSeconds(150);

    private interface Damage {
        void to(CqlSession session, List<Row> rows);
    }

    static void corrupt(Lab lab, Random random) throws IOException, InterruptedException {
        damage(lab, random, (session, rows) -> {
            var bytes = bytes(rows.get(1));
            bytes[bytes.length - 1 - random.nextInt(bytes.length / 4)] ^= 4;
            put(session, rows.get(1), ByteBuffer.wrap(bytes));
        });
    }

    static void missing(Lab lab, Random random) throws IOException, InterruptedException {
        damage(lab, random, (session, rows) -> {
            var row = rows.get(1);
            session.execute(
                    "DELETE FROM faults.messages WHERE persistence_id = ? AND partition_nr = ? AND sequence_nr = ?",
                    row.getString("persistence_id"),
                    row.getLong("partition_nr"),
                    row.getLong("sequence_nr"));
        });
    }

    static void swapped(Lab lab, Random random) throws IOException, InterruptedException {
        damage(lab, random, (session, rows) -> {
            put(session, rows.get(1), rows.get(2).getByteBuffer("event"));
            put(session, rows.get(2), rows.get(1).getByteBuffer("event"));
        });
    }

    private static void damage(Lab lab, Random random, Damage damage) throws IOException, InterruptedException {
        var victim = RowVictim.any(lab, random);
        var entity = victim.entity();
        System.out.println("    damaged is " + entity);
        try (var session = lab.session()) {
            var rows = session.execute(
                            "SELECT * FROM faults.messages WHERE persistence_id = ? AND partition_nr = 0", entity)
                    .all();
            damage.to(session, rows);
            try {
                NodeFaults.killAll(lab, random);
                awaitWord(lab, victim);
                Fault.hold(ROUND); // It is tried again, and others go on.
                Await.until("all else goes on", LOOK, PATIENCE, () -> isHealthy(lab));
                victim.checkStill(lab);
            } finally {
                rows.forEach(row -> restore(session, row));
            }
            Await.until(entity + ", mended, does what it is asked", RETRY, MENDED, () -> isMended(lab, victim));
        }
    }

    private static void awaitWord(Lab lab, RowVictim victim) throws IOException, InterruptedException {
        // Who started first may have said it already.
        for (var node : lab.nodes()) {
            lab.awaitReady(node);
        }
        var word = victim.entity() + " cannot be recovered";
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!said(lab, word)) {
            if (System.nanoTime() > until) {
                throw new IOException("waited " + PATIENCE.toSeconds() + " s in vain until a node says: " + word);
            }
            victim.disturb(lab);
            Thread.sleep(LOOK);
        }
    }

    private static boolean isHealthy(Lab lab) throws IOException {
        try {
            return lab.isHealthy();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static boolean isMended(Lab lab, RowVictim victim) throws IOException {
        try {
            return victim.isMended(lab);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (HttpTimeoutException e) {
            return false; // It has not been tried again yet.
        }
    }

    private static boolean said(Lab lab, String word) throws IOException {
        for (var node : lab.nodes()) {
            if (node.said(word)) {
                return true;
            }
        }
        return false;
    }

    private static byte[] bytes(Row row) {
        var buffer = row.getByteBuffer("event").duplicate();
        var bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private static void put(CqlSession session, Row row, ByteBuffer event) {
        session.execute(
                "UPDATE faults.messages SET event = ?"
                        + " WHERE persistence_id = ? AND partition_nr = ? AND sequence_nr = ? AND timestamp = ?",
                event.duplicate(),
                row.getString("persistence_id"),
                row.getLong("partition_nr"),
                row.getLong("sequence_nr"),
                row.getUuid("timestamp"));
    }

    /** As it was, also one that is gone. */
    private static void restore(CqlSession session, Row row) {
        session.execute(
                "INSERT INTO faults.messages (persistence_id, partition_nr, sequence_nr, timestamp, timebucket,"
                        + " writer_uuid, ser_id, ser_manifest, event_manifest, event)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                row.getString("persistence_id"),
                row.getLong("partition_nr"),
                row.getLong("sequence_nr"),
                row.getUuid("timestamp"),
                row.getString("timebucket"),
                row.getString("writer_uuid"),
                row.getInt("ser_id"),
                row.getString("ser_manifest"),
                row.getString("event_manifest"),
                row.getByteBuffer("event"));
    }

    private RowFaults() {}
}
