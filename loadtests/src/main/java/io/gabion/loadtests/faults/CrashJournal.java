package io.gabion.loadtests.faults;

import io.gabion.node.store.embedded.EmbeddedJournal;
import io.gabion.protocol.Envelope;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.persistence.AtomicWrite;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.FutureConverters;

/** A node's journal that can end the node before a containment's row is written, and when it is, before that is told. */
final class CrashJournal extends EmbeddedJournal {
    private final Halt halt =
            new Halt(Path.of(context().system().settings().config().getString(Halt.FILE)));

    @Override
    public Future<Iterable<Optional<Exception>>> doAsyncWriteMessages(Iterable<AtomicWrite> writes) {
        var rows = new ArrayList<Envelope>();
        for (var write : writes) {
            for (var event : CollectionConverters.asJava(write.payload())) {
                if (event.payload() instanceof Envelope row && row.entity().contains("/containment/")) {
                    rows.add(row);
                }
            }
        }
        pass("before ", rows);
        CompletionStage<Iterable<Optional<Exception>>> written =
                FutureConverters.asJava(super.doAsyncWriteMessages(writes));
        return FutureConverters.asScala(written.thenApply(answer -> {
            pass("after ", rows);
            return answer;
        }));
    }

    private void pass(String when, Iterable<Envelope> rows) {
        rows.forEach(row -> halt.at(when + row.type(), row.entity()));
    }
}
