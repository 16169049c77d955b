package io.gabion.node.cluster;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.discovery.Discovery;
import org.apache.pekko.discovery.Lookup;
import org.apache.pekko.discovery.ServiceDiscovery.ResolvedTarget;

/** Whom a node asks to be let in. */
interface Peers {
    /** As it is now; fails if it cannot be known. */
    CompletionStage<List<Address>> now();

    /** Whether all nodes are told of, so that this node has to be among them. */
    boolean isComplete();

    static Peers of(ClusterPlace place, ActorSystem<?> system) {
        return switch (place.others()) {
            case ClusterPlace.Seeds(var seeds) ->
                new Named(seeds.stream().map(Peers::address).toList());
            case ClusterPlace.Discovered(var service) -> new LookedUp(Discovery.get(system), service, place.port());
        };
    }

    static Address address(InetSocketAddress of) {
        return new Address("pekko", "gabion", of.getHostString(), of.getPort());
    }

    record Named(List<Address> all) implements Peers {
        @Override
        public CompletionStage<List<Address>> now() {
            return CompletableFuture.completedFuture(all);
        }

        @Override
        public boolean isComplete() {
            return false;
        }
    }

    /**
     * By the method that {@code pekko.discovery.method} names.
     *
     * @param service {@code _port._tcp.name} for SRV records, else a name
     * @param port of those that are told of without one
     */
    record LookedUp(Discovery discovery, String service, int port) implements Peers {
        private static final Duration PATIENCE = Duration.ofSeconds(3);

        @Override
        public CompletionStage<List<Address>> now() {
            var lookup = Lookup.isValidSrv(service) ? Lookup.parseSrv(service) : Lookup.create(service);
            return discovery
                    .discovery()
                    .lookup(lookup, PATIENCE)
                    .thenApply(found -> found.getAddresses().stream()
                            .map(this::address)
                            .distinct()
                            .sorted(Address.addressOrdering())
                            .toList());
        }

        private Address address(ResolvedTarget target) {
            var host = target.host().endsWith(".")
                    ? target.host().substring(0, target.host().length() - 1)
                    : target.host();
            return Peers.address(InetSocketAddress.createUnresolved(
                    host, target.getPort().map(Integer.class::cast).orElse(port)));
        }

        @Override
        public boolean isComplete() {
            return true;
        }
    }
}
