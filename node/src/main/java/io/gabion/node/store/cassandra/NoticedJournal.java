package io.gabion.node.store.cassandra;

import com.typesafe.config.Config;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.cassandra.journal.CassandraJournal;
import scala.collection.immutable.Seq;
import scala.concurrent.Future;
import scala.jdk.javaapi.FutureConverters;
import scala.runtime.BoxedUnit;
import scala.util.Try;

/** The journal of Pekko's Cassandra plugin; tells this node's readers which entity has new rows. */
public final class NoticedJournal extends CassandraJournal {
    private final Written written;

    /** Called by Pekko. */
    public NoticedJournal(Config config, String path) {
        super(config, path);
        written = CassandraStore.of(context().system()).written();
    }

    @Override
    public Future<Seq<Try<BoxedUnit>>> asyncWriteMessages(Seq<AtomicWrite> messages) {
        var entity = messages.head().persistenceId();
        var write = super.asyncWriteMessages(messages);
        // Also when it failed: it may have been written all the same.
        FutureConverters.asJava(write).whenComplete((_, _) -> written.tell(entity));
        return write;
    }
}
