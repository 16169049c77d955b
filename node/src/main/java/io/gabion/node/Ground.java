package io.gabion.node;

import io.gabion.node.cluster.ClusterPlace;
import io.gabion.node.cluster.Joined;
import io.gabion.node.settings.Settings;
import io.gabion.node.settings.Settings.Cassandra;
import io.gabion.node.settings.Settings.Embedded;
import io.gabion.node.shell.Membership;
import io.gabion.node.store.Store;
import io.gabion.node.store.cassandra.CassandraStore;
import io.gabion.node.store.embedded.EmbeddedStore;
import io.gabion.node.tenant.Keys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a node stands on: where it remembers, what it seals with, and who else there is. */
public record Ground(Store store, Keys keys, Membership membership) {
    /** One node that keeps everything in {@code data}. @throws IOException in one line that names the place */
    public static Ground embedded(Path data) throws IOException {
        return new Ground(EmbeddedStore.open(data), new Keys(data), new Membership.Alone());
    }

    /** As the settings say. @throws IOException in one line that names the place */
    public static Ground of(Settings settings, Path data) throws IOException {
        return switch (settings.store()) {
            case Embedded _ -> embedded(data);
            case Cassandra(var place) -> {
                Files.createDirectories(data);
                var cluster = settings.cluster();
                var keys = keys(settings, data);
                var store = CassandraStore.open(place);
                Membership membership =
                        cluster.isPresent() ? new Joined(cluster.get(), store.claims()) : new Membership.Alone();
                yield new Ground(store, keys, membership);
            }
        };
    }

    /** Of one node, or of all. @throws IOException in one line that names the place */
    public static Keys keys(Settings settings, Path data) throws IOException {
        return new Keys(settings.cluster().map(ClusterPlace::keys).orElse(data));
    }
}
