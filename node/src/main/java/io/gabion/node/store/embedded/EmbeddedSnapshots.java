package io.gabion.node.store.embedded;

import io.gabion.protocol.Envelope;
import java.util.Optional;
import org.apache.pekko.dispatch.Futures;
import org.apache.pekko.persistence.SelectedSnapshot;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;
import org.apache.pekko.persistence.snapshot.japi.SnapshotStore;
import scala.concurrent.Future;
import scala.jdk.javaapi.FutureConverters;

/** The snapshots in the node's {@link EmbeddedStore} as Pekko asks for them: one for each entity. */
public final class EmbeddedSnapshots extends SnapshotStore {
    private final Journal journal = EmbeddedStore.of(context().system()).journal();

    @Override
    public Future<Optional<SelectedSnapshot>> doLoadAsync(String entity, SnapshotSelectionCriteria criteria) {
        return FutureConverters.asScala(journal.snapshot(entity, criteria.maxSequenceNr())
                .thenApply(found -> found.map(row -> new SelectedSnapshot(
                        new SnapshotMetadata(entity, row.sequence(), row.time().toEpochMilli()), row))));
    }

    @Override
    public Future<Void> doSaveAsync(SnapshotMetadata metadata, Object snapshot) {
        return FutureConverters.asScala(journal.save((Envelope) snapshot).thenApply(_ -> null));
    }

    /** Nothing to do: each replaces the one before. */
    @Override
    public Future<Void> doDeleteAsync(SnapshotMetadata metadata) {
        return Futures.successful(null);
    }

    @Override
    public Future<Void> doDeleteAsync(String entity, SnapshotSelectionCriteria criteria) {
        return Futures.successful(null);
    }
}
