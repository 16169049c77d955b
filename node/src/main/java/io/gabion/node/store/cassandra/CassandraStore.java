package io.gabion.node.store.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.metadata.NodeState;
import com.typesafe.config.Config;
import io.gabion.node.store.GivenStore;
import io.gabion.node.store.Store;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;

/**
 * A keyspace that several nodes share. Journal and snapshots by Pekko's plugin, all else by the driver, all at QUORUM
 * through one session. A row is unconditional: what a stale owner may still write is told by its epoch.
 */
public final class CassandraStore implements Store {
    /** What other nodes wrote is seen so late. */
    private static final Duration ROUNDS = Duration.ofSeconds(10);

    /** Clocks decide when a block ends, and when another owner's call has ended. */
    private static final Duration APART = Duration.ofSeconds(2);

    private static final SimpleStatement TIME =
            SimpleStatement.newInstance("SELECT toTimestamp(now()) FROM system.local");

    private final CassandraPlace place;
    private final CqlSession session;
    private final Config config;
    private final Written written = new Written();
    private final CassandraEpochs epochs;
    private final CassandraClaims claims;
    private final CassandraCheckpoints checkpoints;
    private final CassandraUnfinished unfinished;
    private final Partitions partitions;
    private final CassandraRows rows;
    private final CassandraHousekeeping housekeeping;

    /**
     * Makes nothing.
     *
     * @throws IOException in one line, if no server is reached, there is no schema, a server acknowledges before it syncs,
     *     or its time is not this machine's
     */
    public static CassandraStore open(CassandraPlace place) throws IOException {
        var session = Connection.open(place);
        try {
            CassandraSchema.check(session, place);
            checkServers(session, place);
            return new CassandraStore(place, session);
        } catch (DriverException e) {
            session.close();
            throw new IOException("cannot use " + place + ": " + e.getMessage(), e);
        } catch (IOException e) {
            session.close();
            throw e;
        }
    }

    private CassandraStore(CassandraPlace place, CqlSession session) {
        this.place = place;
        this.session = session;
        config = Connection.config(place);
        var keyspace = place.keyspace();
        var conditional = Conditional.on(session);
        epochs = new CassandraEpochs(session, keyspace, conditional);
        claims = new CassandraClaims(session, keyspace, conditional);
        checkpoints = new CassandraCheckpoints(session, keyspace, epochs);
        unfinished = new CassandraUnfinished(session, keyspace);
        partitions = new Partitions(session, keyspace);
        rows = new CassandraRows(partitions, written, ROUNDS);
        housekeeping = new CassandraHousekeeping(session, keyspace, partitions);
    }

    /** A server says itself how it syncs, and what time it is; each is asked. */
    private static void checkServers(CqlSession session, CassandraPlace place) throws IOException {
        var query =
                SimpleStatement.newInstance("SELECT value FROM system_views.settings WHERE name = 'commitlog_sync'");
        for (var node : session.getMetadata().getNodes().values()) {
            if (node.getState() == NodeState.DOWN || !place.datacenter().equals(node.getDatacenter())) {
                continue;
            }
            var mode = session.execute(query.setNode(node)).one().getString(0);
            if ("periodic".equals(mode)) {
                throw new IOException(
                        "%s acknowledges before it syncs: set commitlog_sync to group or batch, not periodic"
                                .formatted(node.getEndPoint()));
            }
            var before = Instant.now();
            var there = session.execute(TIME.setNode(node)).one().getInstant(0);
            var apart = apart(before, there, Instant.now());
            if (apart.abs().compareTo(APART) > 0) {
                throw new IOException("this machine's clock is %d s %s that of %s: set the wrong one right"
                        .formatted(apart.abs().toSeconds(), apart.isNegative() ? "behind" : "ahead of", node.getEndPoint()));
            }
        }
    }

    /** How far this machine is ahead of a server that said so between two readings: zero where it may be none. */
    static Duration apart(Instant before, Instant there, Instant after) {
        return there.isBefore(before)
                ? Duration.between(there, before)
                : there.isAfter(after) ? Duration.between(there, after) : Duration.ZERO;
    }

    /** Of a node's actor system. */
    static CassandraStore of(ActorSystem system) {
        return GivenStore.of(system, CassandraStore.class);
    }

    CqlSession session() {
        return session;
    }

    Partitions partitions() {
        return partitions;
    }

    Written written() {
        return written;
    }

    @Override
    public ActorSystemSetup setup() {
        return ActorSystemSetup.create(BootstrapSetup.create(config), new GivenStore(this));
    }

    @Override
    public Config config() {
        return config;
    }

    @Override
    public String place() {
        return place.toString();
    }

    @Override
    public boolean isShared() {
        return true;
    }

    @Override
    public CassandraEpochs epochs() {
        return epochs;
    }

    @Override
    public CassandraClaims claims() {
        return claims;
    }

    @Override
    public CassandraCheckpoints checkpoints() {
        return checkpoints;
    }

    @Override
    public CassandraUnfinished unfinished() {
        return unfinished;
    }

    @Override
    public CassandraRows rows() {
        return rows;
    }

    @Override
    public CassandraHousekeeping housekeeping() {
        return housekeeping;
    }

    /** The plugins close the session too when the actor system ends: it is the same. */
    @Override
    public void close() {
        session.close();
    }
}
