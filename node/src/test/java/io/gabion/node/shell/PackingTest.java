package io.gabion.node.shell;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import io.gabion.node.PlainEvent;
import io.gabion.node.Wiring;
import io.gabion.node.intake.IntakeCommand.Accept;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.Source;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.cluster.typed.Leave;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.Serializers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nodes of this version and of one that knows nothing of packed observations, in one cluster. */
class PackingTest {
    private static final Accept BATCH = new Accept("k", "", List.of(observation()), List.of());

    private final List<ActorSystem<Void>> nodes = new ArrayList<>();

    @AfterEach
    void stop() {
        nodes.forEach(ActorSystem::terminate);
        nodes.forEach(node -> node.getWhenTerminated().toCompletableFuture().join());
    }

    @Test
    void observations_are_packed_while_no_node_is_of_an_earlier_version() {
        var first = start("");
        start("");
        awaitUp(2);
        assertThat(said(first)).doesNotContain("gone fishing");

        var earlier = start("pekko.cluster.app-version = 0.0.0");
        awaitUp(3);
        assertThat(said(first)).contains("gone fishing");
        assertThat(said(earlier)).contains("gone fishing");

        Cluster.get(earlier)
                .manager()
                .tell(Leave.create(Cluster.get(earlier).selfMember().address()));
        await().atMost(Duration.ofSeconds(30)).until(() -> !said(first).contains("gone fishing"));
    }

    /** The text of an observation is there as it is, or its bytes are in Base64. */
    private static String said(ActorSystem<Void> node) {
        var serialization = SerializationExtension.get(Adapter.toClassic(node));
        var bytes = serialization.serialize(BATCH).get();
        var serializer = serialization.findSerializerFor(BATCH);
        assertThat(serialization
                        .deserialize(bytes, serializer.identifier(), Serializers.manifestFor(serializer, BATCH))
                        .get())
                .isEqualTo(BATCH);
        return new String(bytes, UTF_8);
    }

    private ActorSystem<Void> start(String other) {
        var config = ConfigFactory.parseString(other)
                .withFallback(ConfigFactory.parseString("""
                        pekko.actor.provider = cluster
                        pekko.remote.artery { transport = tcp, canonical { hostname = "127.0.0.1", port = 0 } }
                        pekko.cluster.jmx.multi-mbeans-in-same-jvm = on
                        """))
                .withFallback(ConfigFactory.parseResourcesAnySyntax("io/gabion/node/cluster/cluster.conf"))
                .withFallback(ConfigFactory.load());
        var setup = ActorSystemSetup.create(BootstrapSetup.create(config.resolve()), Wiring.messages());
        var node = ActorSystem.<Void>create(Behaviors.empty(), "gabion", setup);
        nodes.add(node);
        Cluster.get(node)
                .manager()
                .tell(Join.create(Cluster.get(nodes.getFirst()).selfMember().address()));
        return node;
    }

    private void awaitUp(int count) {
        await().atMost(Duration.ofSeconds(30)).until(() -> nodes.stream().allMatch(node -> up(node) == count));
    }

    private static long up(ActorSystem<Void> node) {
        var up = 0;
        for (var member : Cluster.get(node).state().getMembers()) {
            up += member.status().equals(MemberStatus.up()) ? 1 : 0;
        }
        return up;
    }

    private static Observation observation() {
        return PlainEvent.of(
                new Source("web", 1),
                Instant.EPOCH,
                "test",
                Map.of("message", "gone fishing"),
                new AssetRef(Kind.HOST, "h"));
    }
}
