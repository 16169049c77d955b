package io.gabion.node.shell;

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

/** The {@link Table} as Pekko asks for it. */
public final class TableJournal extends AsyncWriteJournal {
    private final Machine machine = Machine.of(context().system());

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
        return FutureConverters.asScala(
                machine.table().write(machine, rows).thenApply(_ -> Collections.unmodifiableList(accepted)));
    }

    @Override
    public Future<Long> doAsyncReadHighestSequenceNr(String entity, long from) {
        return FutureConverters.asScala(machine.table().highest(machine));
    }

    @Override
    public Future<Void> doAsyncReplayMessages(
            String entity, long first, long last, long most, Consumer<PersistentRepr> told) {
        return FutureConverters.asScala(machine.table()
                .replay(machine, first, last)
                .thenApply(rows -> {
                    rows.forEach(row -> told.accept(PersistentRepr$.MODULE$.apply(
                            row, row.sequence(), entity, "", false, ActorRef.noSender(), "")));
                    return null;
                }));
    }

    @Override
    public Future<Void> doAsyncDeleteMessagesTo(String entity, long last) {
        return Futures.failed(new UnsupportedOperationException("nothing is deleted"));
    }
}
