package io.gabion.node.store.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.typesafe.config.Config;
import io.gabion.node.store.GivenStore;
import io.gabion.node.store.Store;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A keyspace that several nodes share. Journal and snapshots by Pekko's plugin, all else by the driver, all at QUORUM
 * through one session. A row is unconditional: what a stale owner may still write is told by its epoch.
 */
public final class CassandraStore implements Store {
    private static final Logger LOG = LoggerFactory.getLogger(CassandraStore.class);

    /** What other nodes wrote is seen so late. */
    private static final Duration ROUNDS = Duration.ofSeconds(1);
    /** A sweep through all entities begins no earlier than this after the last. */
    private static final Duration SWEEP = Duration.ofMinutes(1);

    private final CassandraPlace place;
    private final CqlSession session;
    private final Config config;
    private final NewsWriter news;
    private final Written written;
    private final CassandraEpochs epochs;
    private final CassandraClaims claims;
    private final CassandraCheckpoints checkpoints;
    private final CassandraUnfinished unfinished;
    private final Partitions partitions;
    private final CassandraRows rows;
    private final CassandraHousekeeping housekeeping;
    private final ServerWatch watch;

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
            var clock = InstantSource.system();
            Servers.check(session, place, clock);
            return new CassandraStore(place, session, clock.instant());
        } catch (DriverException e) {
            session.close();
            throw new IOException("cannot use " + place + ": " + e.getMessage(), e);
        } catch (IOException e) {
            session.close();
            throw e;
        }
    }

    private CassandraStore(CassandraPlace place, CqlSession session, Instant opened) {
        this.place = place;
        this.session = session;
        config = Connection.config(place);
        var keyspace = place.keyspace();
        var conditional = Conditional.on(session);
        partitions = new Partitions(session, keyspace);
        epochs = new CassandraEpochs(session, keyspace, conditional, partitions, opened);
        claims = new CassandraClaims(session, keyspace, conditional);
        checkpoints = new CassandraCheckpoints(session, keyspace, epochs);
        unfinished = new CassandraUnfinished(session, keyspace);
        news = new NewsWriter(session, keyspace);
        written = new Written(news);
        rows = new CassandraRows(
                partitions, written, () -> new NewsReader(session, keyspace, news.id()), ROUNDS, SWEEP);
        housekeeping = new CassandraHousekeeping(session, keyspace, partitions);
        watch = new ServerWatch(
                        () -> Servers.check(session, place, InstantSource.system()),
                        why -> LOG.error("A server is not fit to be relied upon any more: {}", why))
                .start();
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

    NewsWriter news() {
        return news;
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

    /** It answers nothing before. */
    @Override
    public CompletionStage<Boolean> durable() {
        return CompletableFuture.completedFuture(true);
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
        watch.close();
        news.close();
        session.close();
    }
}
