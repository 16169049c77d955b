package io.gabion.node.store.cassandra;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where the servers are.
 *
 * @param datacenter the one whose servers are spoken to
 * @param keyspace see {@link #isKeyspace}
 */
public record CassandraPlace(
        List<InetSocketAddress> contactPoints, String datacenter, String keyspace, Optional<Login> login) {
    /** @param password a file that holds it */
    public record Login(String user, Path password) {}

    public CassandraPlace {
        contactPoints = List.copyOf(contactPoints);
        if (contactPoints.isEmpty()) {
            throw new IllegalArgumentException("no contact points");
        }
        if (!isKeyspace(keyspace)) {
            throw new IllegalArgumentException("not a keyspace: '" + keyspace + "'");
        }
    }

    /** A small letter, then small letters, digits and underscores: never to be quoted. */
    public static boolean isKeyspace(String name) {
        return name.matches("[a-z][a-z0-9_]{0,47}");
    }

    @Override
    public String toString() {
        var first = contactPoints.getFirst();
        return "keyspace " + keyspace + " at " + first.getHostString() + ":" + first.getPort();
    }
}
