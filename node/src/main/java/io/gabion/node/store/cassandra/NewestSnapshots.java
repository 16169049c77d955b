package io.gabion.node.store.cassandra;

import com.typesafe.config.Config;
import io.gabion.node.store.Epochs;
import io.gabion.protocol.Envelope;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.cassandra.snapshot.CassandraSnapshotStore;
import scala.concurrent.Future;
import scala.jdk.javaapi.FutureConverters;
import scala.runtime.BoxedUnit;

/** The snapshots of Pekko's Cassandra plugin; the ones before the newest two go. */
public final class NewestSnapshots extends CassandraSnapshotStore {
    private final CassandraHousekeeping housekeeping;
    private final Epochs epochs;

    /** Called by Pekko. */
    public NewestSnapshots(Config config, String path) {
        super(config, path);
        var store = CassandraStore.of(context().system());
        housekeeping = store.housekeeping();
        epochs = store.epochs();
    }

    /**
     * Fails if there is a newer owner. The rows in the snapshot were written before its owner is looked up: if it is the
     * newest then, whoever comes later reads those rows too, so that no snapshot contains what is dropped.
     */
    @Override
    public Future<BoxedUnit> saveAsync(SnapshotMetadata metadata, Object snapshot) {
        var entity = metadata.persistenceId();
        var save = epochs.newest(entity).thenCompose(newest -> {
            if (newest > ((Envelope) snapshot).writerEpoch()) {
                throw new Epochs.Replaced(newest);
            }
            return FutureConverters.asJava(super.saveAsync(metadata, snapshot));
        });
        save.thenAccept(_ -> housekeeping.deleteSnapshotsBeforeTheLastTwo(entity));
        return FutureConverters.asScala(save);
    }
}
