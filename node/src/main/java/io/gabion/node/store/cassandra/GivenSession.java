package io.gabion.node.store.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.typesafe.config.Config;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.stream.connectors.cassandra.CqlSessionProvider;
import scala.concurrent.ExecutionContext;
import scala.concurrent.Future;

/** The plugins speak to Cassandra through the session of the node's {@link CassandraStore}. */
public final class GivenSession implements CqlSessionProvider {
    private final CassandraStore store;

    /** Called by Pekko. */
    public GivenSession(ActorSystem system, Config config) {
        store = CassandraStore.of(system);
    }

    @Override
    public Future<CqlSession> connect(ExecutionContext context) {
        return Future.successful(store.session());
    }
}
