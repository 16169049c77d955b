package io.gabion.node.store.cassandra;

import com.typesafe.config.Config;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.cassandra.snapshot.CassandraSnapshotStore;
import scala.concurrent.Future;
import scala.jdk.javaapi.FutureConverters;
import scala.runtime.BoxedUnit;

/** The snapshots of Pekko's Cassandra plugin; the ones before the newest two go. */
public final class NewestSnapshots extends CassandraSnapshotStore {
    private final CassandraHousekeeping housekeeping;

    /** Called by Pekko. */
    public NewestSnapshots(Config config, String path) {
        super(config, path);
        housekeeping = CassandraStore.of(context().system()).housekeeping();
    }

    @Override
    public Future<BoxedUnit> saveAsync(SnapshotMetadata metadata, Object snapshot) {
        var save = super.saveAsync(metadata, snapshot);
        // The one before stays until the next: it may have been written by the owner, and this one by a stale one.
        FutureConverters.asJava(save)
                .thenAccept(_ -> housekeeping.deleteSnapshotsBeforeTheLastTwo(metadata.persistenceId()));
        return save;
    }
}
