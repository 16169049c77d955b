package io.gabion.node.store.cassandra;

import com.typesafe.config.Config;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.PersistentRepr$;
import org.apache.pekko.persistence.cassandra.journal.CassandraJournal;
import scala.Function1;
import scala.collection.immutable.Seq;
import scala.concurrent.Future;
import scala.jdk.javaapi.FutureConverters;
import scala.runtime.BoxedUnit;
import scala.util.Try;

/**
 * The journal of Pekko's Cassandra plugin. Tells readers which entity has new rows, also when it is recovered: its last owner
 * may not have come to that. And replays every row, where the plugin ends with the first of the highest number: the second may be the one that its owner acknowledged.
 */
public final class NoticedJournal extends CassandraJournal {
    private final Written written;
    private final Partitions partitions;

    /** Called by Pekko. */
    public NoticedJournal(Config config, String path) {
        super(config, path);
        var store = CassandraStore.of(context().system());
        written = store.written();
        partitions = store.partitions();
    }

    @Override
    public Future<Seq<Try<BoxedUnit>>> asyncWriteMessages(Seq<AtomicWrite> messages) {
        var entity = messages.head().persistenceId();
        long last = messages.last().highestSequenceNr();
        var write = super.asyncWriteMessages(messages);
        // Also when it failed: it may have been written all the same.
        FutureConverters.asJava(write).whenComplete((_, _) -> written.tell(entity, last));
        return write;
    }

    @Override
    public Future<BoxedUnit> asyncReplayMessages(
            String entity, long first, long last, long most, Function1<PersistentRepr, BoxedUnit> told) {
        var left = new long[] {most};
        var newest = new long[1];
        return FutureConverters.asScala(partitions
                .each(entity, Math.max(1, first), last, row -> {
                    newest[0] = row.sequence();
                    if (left[0]-- > 0) {
                        told.apply(PersistentRepr$.MODULE$.apply(
                                row, row.sequence(), entity, "", false, ActorRef.noSender(), ""));
                    }
                })
                .thenApply(_ -> {
                    if (newest[0] > 0) {
                        written.tell(entity, newest[0]);
                    }
                    return BoxedUnit.UNIT;
                }));
    }
}
