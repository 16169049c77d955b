package io.gabion.node.settings;

import static io.gabion.node.settings.SettingsFile.needed;
import static io.gabion.node.settings.SettingsFile.nodeAddress;

import io.gabion.node.cluster.ClusterPlace;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The other nodes as they are written. */
record ClusterFile(
        String address,
        List<String> seeds,
        String discovery,
        int nodes,
        String stableAfter,
        Identity identity,
        String keys) {
    record Identity(String certificate, String key, String authority) {}

    /** @throws IllegalArgumentException in one line */
    ClusterPlace place() {
        if ((seeds == null || seeds.isEmpty()) == (discovery == null)) {
            throw new IllegalArgumentException("cluster.seeds is needed, or cluster.discovery");
        }
        if (identity == null) {
            throw new IllegalArgumentException("cluster.identity is needed: nodes speak TLS only");
        }
        try {
            return new ClusterPlace(
                    Optional.ofNullable(address).map(own -> nodeAddress("cluster.address", own)),
                    discovery == null
                            ? new ClusterPlace.Seeds(seeds.stream()
                                    .map(seed -> nodeAddress("cluster.seeds", seed))
                                    .toList())
                            : new ClusterPlace.Discovered(needed("cluster.discovery", discovery)),
                    nodes,
                    stableAfter == null ? ClusterPlace.SHORTEST : SettingsFile.time("cluster.stableAfter", stableAfter),
                    new ClusterPlace.Identity(
                            Path.of(needed("cluster.identity.certificate", identity.certificate())),
                            Path.of(needed("cluster.identity.key", identity.key())),
                            Path.of(needed("cluster.identity.authority", identity.authority()))),
                    Path.of(needed("cluster.keys", keys)));
        } catch (IllegalArgumentException e) {
            throw e.getMessage().startsWith("cluster.")
                    ? e
                    : new IllegalArgumentException("cluster: " + e.getMessage(), e);
        }
    }
}
