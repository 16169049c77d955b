package io.gabion.loadtests.faults;

import io.gabion.node.store.embedded.EmbeddedJournal;
import io.gabion.protocol.Envelope;
import io.gabion.protocol.entity.EntityId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.persistence.AtomicWrite;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.FutureConverters;

/**
 * A node's journal that can end the node before a row is written, and when it is, before that is told: a containment's, by its
 * type, or one of the entities that lead to it, by their kind and its type.
 */
final class CrashJournal extends EmbeddedJournal {
    private static final Set<String> LEADING = Set.of("incident", "response", "guard");

    private final Halt halt =
            new Halt(Path.of(context().system().settings().config().getString(Halt.FILE)));

    @Override
    public Future<Iterable<Optional<Exception>>> doAsyncWriteMessages(Iterable<AtomicWrite> writes) {
        var rows = new ArrayList<Envelope>();
        for (var write : writes) {
            for (var event : CollectionConverters.asJava(write.payload())) {
                if (event.payload() instanceof Envelope row && !row.isNote()) {
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
        for (var row : rows) {
            var kind = EntityId.parse(row.entity()).kind();
            if (kind.equals("containment")) {
                halt.at(when + row.type(), row.entity());
            } else if (LEADING.contains(kind)) {
                halt.at(when + kind + " " + row.type());
            }
        }
    }
}
