package io.gabion.node.cluster;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * This node's place among others.
 *
 * @param address where the others reach it
 * @param seeds whom it asks to be let in; the first may begin a cluster
 * @param nodes how many nodes there are meant to be: a majority of so many, at least, must agree on who acts
 * @param stableAfter how long nodes have to be out of reach before others give them up, and take over after half as long again
 * @param keys the folder of the tenants' keys, the same for all nodes
 */
public record ClusterPlace(
        InetSocketAddress address,
        List<InetSocketAddress> seeds,
        int nodes,
        Duration stableAfter,
        Identity identity,
        Path keys) {
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

    public ClusterPlace {
        seeds = List.copyOf(seeds);
        if (seeds.isEmpty()) {
            throw new IllegalArgumentException("no seeds");
        }
        if (nodes < 1) {
            throw new IllegalArgumentException("a cluster has at least 1 node, not " + nodes);
        }
        if (stableAfter.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException("stable after " + SHORTEST + " at least, not " + stableAfter);
        }
    }

    int majority() {
        return nodes / 2 + 1;
    }

    /** Half of what others wait, and so long again: a node that lost its fence is silent long before it is replaced. */
    Duration fence() {
        return stableAfter.dividedBy(2);
    }
}
