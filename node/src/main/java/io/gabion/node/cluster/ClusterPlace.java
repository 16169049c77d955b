package io.gabion.node.cluster;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * This node's place among others.
 *
 * @param address where the others reach it; it has to be said before the node starts
 * @param others whom it asks to be let in
 * @param nodes how many nodes there are meant to be: a majority of so many, at least, must agree on who acts
 * @param stableAfter how long nodes have to be out of reach before others give them up, and take over after half as long again
 * @param keys the folder of the tenants' keys, the same for all nodes
 */
public record ClusterPlace(
        Optional<InetSocketAddress> address,
        Others others,
        int nodes,
        Duration stableAfter,
        Identity identity,
        Path keys) {
    /** Where nodes listen, unless it is said otherwise. */
    public static final int PORT = 25_520;

    /** A call takes up to 5 s, and begins only with so much left on the fence, which is half of this. */
    public static final Duration SHORTEST = Duration.ofSeconds(12);

    /**
     * Who this node is to the others: files in PEM, read again every minute.
     *
     * @param certificate has one name, at least, in common with the other nodes' certificates; behind it those between it
     *     and an authority, if there are any
     * @param key PKCS 8
     * @param authority one or more
     */
    public record Identity(Path certificate, Path key, Path authority) {}

    /** How it knows the others. */
    public sealed interface Others {}

    /** Some or all of them, the same for all; one of these begins a cluster if there is none. */
    public record Seeds(List<InetSocketAddress> seeds) implements Others {
        public Seeds {
            seeds = List.copyOf(seeds);
            if (seeds.isEmpty()) {
                throw new IllegalArgumentException("no seeds");
            }
        }

        @Override
        public String toString() {
            return String.join(
                    ", ",
                    seeds.stream().map(seed -> Peers.address(seed).toString()).toList());
        }
    }

    /**
     * Looked up again and again: all of them, this one included.
     *
     * @param service {@code _port._tcp.name} for SRV records; a name alone for addresses, each with this node's own port
     */
    public record Discovered(String service) implements Others {
        public Discovered {
            if (service.isBlank()) {
                throw new IllegalArgumentException("discovery of no name");
            }
        }

        @Override
        public String toString() {
            return service;
        }
    }

    public ClusterPlace(
            InetSocketAddress address,
            List<InetSocketAddress> seeds,
            int nodes,
            Duration stableAfter,
            Identity identity,
            Path keys) {
        this(Optional.of(address), new Seeds(seeds), nodes, stableAfter, identity, keys);
    }

    public ClusterPlace {
        if (nodes < 1) {
            throw new IllegalArgumentException("a cluster has at least 1 node, not " + nodes);
        }
        if (stableAfter.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException("stable after " + SHORTEST + " at least, not " + stableAfter);
        }
    }

    public ClusterPlace at(InetSocketAddress own) {
        return new ClusterPlace(Optional.of(own), others, nodes, stableAfter, identity, keys);
    }

    int port() {
        return address.map(InetSocketAddress::getPort).orElse(PORT);
    }

    int majority() {
        return nodes / 2 + 1;
    }

    /** Half of what others wait, and so long again: a node that lost its fence is silent long before it is replaced. */
    Duration fence() {
        return stableAfter.dividedBy(2);
    }

    /** From a node's last word until others have its entities. */
    public Duration takeover() {
        return stableAfter.plus(fence());
    }
}
