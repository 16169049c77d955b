package io.gabion.node.cluster;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import io.gabion.node.shell.Fence;
import io.gabion.node.shell.Membership;
import io.gabion.node.store.Claims;
import io.gabion.node.time.SteadyClock;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.AddressFromURIString;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.JoinSeedNodes;

/** Membership of a cluster of several nodes, over TLS 1.3 with certificates on both sides. */
public final class Joined implements Membership {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration SEEK = Duration.ofSeconds(1);

    private final ClusterPlace place;
    private final Duration patience;
    private final Beacon beacon;
    /** Whether this node looks for a cluster that lives. Null: it does not look yet. */
    private volatile Boolean found;

    /** @throws IOException in one line, if this node's certificate is not fit for use */
    public Joined(ClusterPlace place, Claims claims) throws IOException {
        this(place, claims, PATIENCE);
    }

    /** @param patience until joining is given up */
    Joined(ClusterPlace place, Claims claims, Duration patience) throws IOException {
        try {
            Credentials.read(place.identity());
        } catch (IOException e) {
            throw new IOException("cluster: " + e.getMessage(), e);
        }
        this.place = place;
        this.beacon = new Beacon(claims, new SteadyClock());
        this.patience = patience;
    }

    @Override
    public Config over(Config store) {
        var own = ConfigFactory.parseResources(
                Joined.class, "cluster.conf", ConfigParseOptions.defaults().setAllowMissing(false));
        return ConfigFactory.parseMap(settings())
                .withFallback(own)
                .withFallback(store)
                .resolve();
    }

    private Map<String, Object> settings() {
        var identity = "gabion.cluster.identity.";
        var settings = new LinkedHashMap<String, Object>();
        settings.put("pekko.remote.artery.canonical.hostname", place.address().getHostString());
        settings.put("pekko.remote.artery.canonical.port", place.address().getPort());
        settings.put(identity + "certificate", absolute(place.identity().certificate()));
        settings.put(identity + "key", absolute(place.identity().key()));
        settings.put(identity + "authority", absolute(place.identity().authority()));
        settings.put("pekko.cluster.min-nr-of-members", place.majority());
        settings.put("pekko.cluster.split-brain-resolver.stable-after", place.stableAfter());
        // Whoever is replaced has no fence any more by then, even if the others gave it up at once.
        settings.put("pekko.cluster.down-removal-margin", place.fence());
        return settings;
    }

    private static String absolute(Path file) {
        return file.toAbsolutePath().toString();
    }

    private static String node(InetSocketAddress seed) {
        return "pekko://gabion@" + seed.getHostString() + ":" + seed.getPort();
    }

    @Override
    public Fence join(ActorSystem<?> system) throws IOException {
        var fence = ClusterFence.start(system, place.nodes(), place.fence());
        var held = new CompletableFuture<Void>();
        var seeking = system.scheduler()
                .scheduleWithFixedDelay(Duration.ZERO, SEEK, () -> seek(system), system.executionContext());
        var looking = system.scheduler()
                .scheduleWithFixedDelay(
                        Duration.ZERO,
                        LOOK,
                        () -> {
                            if (fence.holds()) {
                                held.complete(null);
                            }
                        },
                        system.executionContext());
        system.getWhenTerminated().whenComplete((_, _) -> held.completeExceptionally(notLetIn()));
        try {
            held.get(patience.toSeconds(), TimeUnit.SECONDS);
            system.scheduler()
                    .scheduleWithFixedDelay(
                            Duration.ZERO, Beacon.RENEWED, () -> shine(system, fence), system.executionContext());
            return fence;
        } catch (TimeoutException | ExecutionException e) {
            throw new IOException(notLetIn().getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("cluster: interrupted while joining", e);
        } finally {
            looking.cancel();
            seeking.cancel();
        }
    }

    /** Asks the seeds to be let in, anew whenever it turns out that there is a cluster, or none any more. */
    private void seek(ActorSystem<?> system) {
        var cluster = Cluster.get(system);
        if (ClusterFence.counts(cluster.selfMember())) {
            return;
        }
        beacon.isLit().whenComplete((lit, failure) -> {
            if (failure == null && !lit.equals(found)) {
                found = lit;
                cluster.manager()
                        .tell(new JoinSeedNodes(seeds(cluster.selfMember().address(), lit)));
            }
        });
    }

    /** The first of them begins a cluster if the others do not answer: not this node if there is one. */
    private List<Address> seeds(Address self, boolean lit) {
        var all = place.seeds().stream()
                .map(Joined::node)
                .map(AddressFromURIString::parse)
                .toList();
        var others = all.stream().filter(seed -> !seed.equals(self)).toList();
        return lit && !others.isEmpty() ? others : all;
    }

    private void shine(ActorSystem<?> system, Fence fence) {
        if (leads(system) && fence.holds()) {
            beacon.renew().exceptionally(failure -> {
                system.log().warn("The cluster's sign in the store is not renewed for now: {}", failure.toString());
                return null;
            });
        }
    }

    private IOException notLetIn() {
        return new IOException("cluster: found no majority of " + place.nodes() + " nodes through "
                + String.join(", ", place.seeds().stream().map(Joined::node).toList()));
    }

    @Override
    public boolean leads(ActorSystem<?> system) {
        var cluster = Cluster.get(system);
        var self = cluster.selfMember();
        for (var member : cluster.state().getMembers()) {
            if (ClusterFence.counts(member) && member.isOlderThan(self)) {
                return false;
            }
        }
        return ClusterFence.counts(self);
    }
}
