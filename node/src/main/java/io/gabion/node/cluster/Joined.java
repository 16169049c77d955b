package io.gabion.node.cluster;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import io.gabion.node.shell.Fence;
import io.gabion.node.shell.Membership;
import io.gabion.node.store.Causes;
import io.gabion.node.store.Claims;
import io.gabion.node.time.SteadyClock;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.cluster.typed.Cluster;

/** Membership of a cluster of several nodes, over TLS 1.3 with certificates on both sides. */
public final class Joined implements Membership {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration LOOK = Duration.ofMillis(100);

    private final ClusterPlace place;
    private final InetSocketAddress address;
    private final Duration patience;
    private final Claims claims;

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
        this.address =
                place.address().orElseThrow(() -> new IOException("cluster.address is needed, or --cluster-address"));
        this.claims = claims;
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
        settings.put("pekko.remote.artery.canonical.hostname", address.getHostString());
        settings.put("pekko.remote.artery.canonical.port", address.getPort());
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

    @Override
    public Fence join(ActorSystem<?> system) throws IOException {
        var fence = ClusterFence.start(system, place.nodes(), place.fence());
        var uid = Cluster.get(system).selfMember().uniqueAddress().longUid();
        var beacon = new Beacon(claims, new SteadyClock(), uid);
        system.systemActorOf(
                Seeking.behavior(Peers.of(place, system), beacon, place.majority()), Seeking.NAME, Props.empty());
        var held = new CompletableFuture<Void>();
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
                            Duration.ZERO,
                            Beacon.RENEWED,
                            () -> shine(system, fence, beacon),
                            system.executionContext());
            return fence;
        } catch (TimeoutException | ExecutionException e) {
            throw new IOException(notLetIn().getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("cluster: interrupted while joining", e);
        } finally {
            looking.cancel();
        }
    }

    private void shine(ActorSystem<?> system, Fence fence, Beacon beacon) {
        if (leads(system) && fence.holds()) {
            beacon.renew().exceptionally(failure -> {
                system.log()
                        .warn("The cluster's sign in the store is not renewed for now: {}", Causes.inOneLine(failure));
                return null;
            });
        }
    }

    private IOException notLetIn() {
        return new IOException("cluster: found no majority of " + place.nodes() + " nodes through " + place.others());
    }

    @Override
    public Duration takeover() {
        return place.takeover();
    }

    @Override
    public boolean leads(ActorSystem<?> system) {
        var cluster = Cluster.get(system);
        var self = cluster.selfMember();
        for (var member : cluster.state().getMembers()) {
            if (SeenMembers.counts(member) && member.isOlderThan(self)) {
                return false;
            }
        }
        return SeenMembers.counts(self);
    }
}
