package io.gabion.node.shell;

import io.gabion.protocol.Envelope;
import java.util.Optional;
import org.apache.pekko.dispatch.Futures;
import org.apache.pekko.persistence.SelectedSnapshot;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;
import org.apache.pekko.persistence.snapshot.japi.SnapshotStore;
import scala.concurrent.Future;
import scala.jdk.javaapi.FutureConverters;

/** The snapshots beside the {@link Table} as Pekko asks for them. */
public final class TableSnapshots extends SnapshotStore {
    private final Machine machine = Machine.of(context().system());

    @Override
    public Future<Optional<SelectedSnapshot>> doLoadAsync(String entity, SnapshotSelectionCriteria criteria) {
        if (criteria.maxSequenceNr() == 0) {
            return Futures.successful(Optional.empty());
        }
        return FutureConverters.asScala(machine.table()
                .snapshot(machine)
                .thenApply(found -> found.map(row -> new SelectedSnapshot(
                        new SnapshotMetadata(entity, row.sequence(), row.time().toEpochMilli()), row))));
    }

    @Override
    public Future<Void> doSaveAsync(SnapshotMetadata metadata, Object snapshot) {
        return FutureConverters.asScala(
                machine.table().save(machine, (Envelope) snapshot).thenApply(_ -> null));
    }

    @Override
    public Future<Void> doDeleteAsync(SnapshotMetadata metadata) {
        return Futures.successful(null);
    }

    @Override
    public Future<Void> doDeleteAsync(String entity, SnapshotSelectionCriteria criteria) {
        return Futures.successful(null);
    }
}
