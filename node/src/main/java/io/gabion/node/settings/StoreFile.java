package io.gabion.node.settings;

import static io.gabion.node.settings.SettingsFile.needed;
import static io.gabion.node.settings.SettingsFile.place;

import io.gabion.node.settings.Settings.Cassandra;
import io.gabion.node.settings.Settings.Embedded;
import io.gabion.node.settings.Settings.StoreSetting;
import io.gabion.node.store.cassandra.CassandraPlace;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The store as it is written. */
record StoreFile(
        String type, List<String> contactPoints, String datacenter, String keyspace, String user, String passwordFile) {
    private static final int CQL = 9042;

    /** @throws IllegalArgumentException in one line */
    StoreSetting setting() {
        return switch (type == null ? "" : type) {
            case "embedded" -> new Embedded();
            case "cassandra" -> new Cassandra(cassandra());
            default -> throw new IllegalArgumentException("store: type is embedded or cassandra");
        };
    }

    private CassandraPlace cassandra() {
        if (contactPoints == null || contactPoints.isEmpty()) {
            throw new IllegalArgumentException("store.contactPoints is needed");
        }
        var login = Optional.ofNullable(user)
                .map(name -> new CassandraPlace.Login(name, Path.of(needed("store.passwordFile", passwordFile))));
        var space = keyspace == null ? "gabion" : keyspace;
        if (!CassandraPlace.isKeyspace(space)) {
            throw new IllegalArgumentException(
                    "store.keyspace is a letter, then letters, digits and underscores, all small, not '" + space + "'");
        }
        return new CassandraPlace(
                contactPoints.stream()
                        .map(point -> place("store.contactPoints", point, CQL))
                        .toList(),
                needed("store.datacenter", datacenter),
                space,
                login);
    }
}
