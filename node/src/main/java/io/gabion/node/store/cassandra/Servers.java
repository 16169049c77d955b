package io.gabion.node.store.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.metadata.NodeState;
import io.gabion.node.store.Claims;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Whether the servers are fit to be relied upon. Each says so itself, and is asked. */
final class Servers {
    /** Of a server and a node. Clocks decide when a block ends, and when another owner's call has ended. */
    static final Duration APART = Claims.APART.dividedBy(2);

    private static final SimpleStatement SYNC =
            SimpleStatement.newInstance("SELECT value FROM system_views.settings WHERE name = 'commitlog_sync'");
    private static final SimpleStatement TIME =
            SimpleStatement.newInstance("SELECT toTimestamp(now()) FROM system.local");

    /** @throws IOException in one line: one acknowledges before it syncs, or its time is not this machine's */
    static void check(CqlSession session, CassandraPlace place, InstantSource clock) throws IOException {
        for (var node : session.getMetadata().getNodes().values()) {
            if (node.getState() != NodeState.DOWN && place.datacenter().equals(node.getDatacenter())) {
                checkSync(session, node);
                checkTime(session, node, clock);
            }
        }
    }

    private static void checkSync(CqlSession session, Node node) throws IOException {
        var mode = session.execute(SYNC.setNode(node)).one().getString(0);
        if ("periodic".equals(mode)) {
            throw new IOException("%s acknowledges before it syncs: set commitlog_sync to group or batch, not periodic"
                    .formatted(node.getEndPoint()));
        }
    }

    private static void checkTime(CqlSession session, Node node, InstantSource clock) throws IOException {
        var before = clock.instant();
        var there = session.execute(TIME.setNode(node)).one().getInstant(0);
        var ahead = ahead(before, there, clock.instant());
        if (ahead.abs().compareTo(APART) > 0) {
            throw new IOException("this machine's clock is %d s %s that of %s: set the wrong one right"
                    .formatted(
                            ahead.abs().toSeconds(), ahead.isNegative() ? "behind" : "ahead of", node.getEndPoint()));
        }
    }

    /** How far this machine is ahead of one that told its time between two readings; zero where it need not be at all. */
    static Duration ahead(Instant before, Instant there, Instant after) {
        if (there.isBefore(before)) {
            return Duration.between(there, before);
        }
        return there.isAfter(after) ? Duration.between(there, after) : Duration.ZERO;
    }

    private Servers() {}
}
