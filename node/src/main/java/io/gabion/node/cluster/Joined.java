package io.gabion.node.cluster;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import io.gabion.node.shell.Fence;
import io.gabion.node.shell.Membership;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.typed.Cluster;

/** Membership of a cluster of several nodes, over TLS 1.3 with certificates on both sides. */
public final class Joined implements Membership {
    /** Who began a cluster that nobody else is in has to end, and to look for the others anew. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofMillis(100);

    private final ClusterPlace place;
    private final Duration patience;

    /** @throws IOException in one line, if a file is missing */
    public Joined(ClusterPlace place) throws IOException {
        this(place, PATIENCE);
    }

    /** @param patience until joining is given up */
    Joined(ClusterPlace place, Duration patience) throws IOException {
        var identity = place.identity();
        for (var file : List.of(identity.certificate(), identity.key(), identity.authority())) {
            if (!Files.isReadable(file)) {
                throw new IOException("cluster: " + file + ": not a readable file");
            }
        }
        this.place = place;
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
        var tls = "pekko.remote.artery.ssl.rotating-keys-engine.";
        var settings = new LinkedHashMap<String, Object>();
        settings.put("pekko.remote.artery.canonical.hostname", place.address().getHostString());
        settings.put("pekko.remote.artery.canonical.port", place.address().getPort());
        settings.put(tls + "cert-file", absolute(place.identity().certificate()));
        settings.put(tls + "key-file", absolute(place.identity().key()));
        settings.put(tls + "ca-cert-file", absolute(place.identity().authority()));
        settings.put(
                "pekko.cluster.seed-nodes",
                place.seeds().stream().map(Joined::node).toList());
        settings.put("pekko.cluster.min-nr-of-members", place.majority());
        settings.put("pekko.cluster.split-brain-resolver.stable-after", place.stableAfter());
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
