package io.gabion.node.store.embedded;

import io.gabion.protocol.Envelope;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.dispatch.Futures;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.PersistentRepr$;
import org.apache.pekko.persistence.journal.japi.AsyncWriteJournal;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.FutureConverters;

/** The {@link Journal} of the node's {@link EmbeddedStore} as Pekko asks for it. Holds envelopes and nothing else. */
public class EmbeddedJournal extends AsyncWriteJournal {
    private Journal journal() {
        return EmbeddedStore.of(context().system()).journal();
    }

    @Override
    public Future<Iterable<Optional<Exception>>> doAsyncWriteMessages(Iterable<AtomicWrite> writes) {
        var rows = new ArrayList<Envelope>();
        var accepted = new ArrayList<Optional<Exception>>();
        for (var write : writes) {
            for (var event : CollectionConverters.asJava(write.payload())) {
                rows.add((Envelope) event.payload());
            }
            accepted.add(Optional.empty());
        }
        return FutureConverters.asScala(journal().append(rows).thenApply(_ -> Collections.unmodifiableList(accepted)));
    }

    @Override
    public Future<Long> doAsyncReadHighestSequenceNr(String entity, long from) {
        return FutureConverters.asScala(journal().highest(entity));
    }

    @Override
    public Future<Void> doAsyncReplayMessages(
            String entity, long first, long last, long most, Consumer<PersistentRepr> told) {
        return FutureConverters.asScala(journal()
                .replay(entity, first, last, most)
                .thenApply(rows -> {
                    rows.forEach(row -> told.accept(event(row)));
                    return null;
                }));
    }

    private static PersistentRepr event(Envelope row) {
        return PersistentRepr$.MODULE$.apply(row, row.sequence(), row.entity(), "", false, ActorRef.noSender(), "");
    }

    /** Not done: rows are deleted by retention only. */
    @Override
    public Future<Void> doAsyncDeleteMessagesTo(String entity, long last) {
        return Futures.failed(new UnsupportedOperationException("rows are deleted by retention only"));
    }
}
