package io.gabion.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import io.gabion.node.Wiring;
import io.gabion.node.shell.Seal;
import io.gabion.node.store.embedded.EmbeddedStore;
import io.gabion.node.tenant.Envelopes;
import io.gabion.node.tenant.Keys;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.StreamSupport;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that know of each other only what a server of names tells them, and share a sign. */
class DiscoveryTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String SERVICE = "_pekko._tcp.gabion.mesh.test";
    private static final String QUICK = """
            pekko.coordinated-shutdown.run-by-actor-system-terminate = off
            pekko.cluster.jmx.enabled = off
            pekko.io.dns.async-dns.nameservers = ["%s"]
            """;
    private static final long PID = ProcessHandle.current().pid();

    @TempDir
    private static Path made;

    private static Identities identities;

    @TempDir
    private Path folder;

    private final List<Member> members = new ArrayList<>();
    private NameServer names;
    /** Where the sign is. */
    private EmbeddedStore store;

    private record Member(ActorSystem<Void> system, EmbeddedStore store) {
        /** Those who may act, by what this one sees. */
        List<String> sees() {
            return StreamSupport.stream(Cluster.get(system).state().getMembers().spliterator(), false)
                    .filter(member -> member.status() == MemberStatus.up())
                    .map(member -> member.uniqueAddress().toString())
                    .toList();
        }

        boolean isOutside() {
            return Cluster.get(system).selfMember().status() == MemberStatus.removed();
        }
    }

    @BeforeAll
    static void certify() throws Exception {
        identities = new Identities(made);
        identities.certify("ours", 3);
    }

    @BeforeEach
    void begin() throws Exception {
        names = new NameServer(host(40), SERVICE);
        store = EmbeddedStore.open(Files.createDirectories(folder.resolve("shared")));
    }

    @AfterEach
    void stop() throws Exception {
        members.forEach(member -> member.system().terminate());
        for (var member : members) {
            member.system().getWhenTerminated().toCompletableFuture().join();
            member.store().close();
        }
        store.close();
        names.close();
    }

    @Test
    void all_start_at_once_and_one_cluster_comes_of_it() throws Exception {
        names.tells(address(1), address(2), address(3));
        for (int n = 1; n <= 3; n++) {
            start(n, SERVICE);
        }

        awaitThree();
    }

    @Test
    void nobody_begins_before_a_majority_is_there_and_who_is_told_of_later_is_let_in() throws Exception {
        names.tells(address(1), address(9));
        var first = start(1, SERVICE);
        await().during(Duration.ofSeconds(6)).atMost(PATIENCE).until(first::isOutside);

        names.tells(address(1), address(2));
        var second = start(2, SERVICE);
        await().atMost(PATIENCE)
                .until(() -> first.sees().size() == 2 && second.sees().size() == 2);

        names.tells(address(1), address(2), address(3));
        start(3, SERVICE);
        awaitThree();
    }

    /** One cluster, of which each is told in its own time. */
    private void awaitThree() {
        await().atMost(PATIENCE)
                .until(() -> members.stream().allMatch(member -> member.sees().size() == 3));
        assertThat(members)
                .extracting(Member::sees)
                .containsOnly(members.getFirst().sees());
    }

    @Test
    void who_has_slept_through_its_turn_to_begin_ends() throws Exception {
        names.tells(address(1), address(2));
        start(2, "_pekko._tcp.nobody.mesh.test"); // It is there, and asks nobody to be let in.
        var begun = start(1, SERVICE);
        await().atMost(PATIENCE).until(() -> !begun.isOutside());
        // As another node does when the sign is out; the one that keeps it may come between.
        var other = new Beacon(store.claims(), Clock.systemUTC(), 77);
        await().atMost(PATIENCE)
                .until(() -> other.renew().toCompletableFuture().join().isPresent());

        assertThat(begun.system().getWhenTerminated().toCompletableFuture()).succeedsWithin(PATIENCE);
    }

    /** What is not let in goes on trying. */
    private Member start(int n, String service) throws Exception {
        var own = EmbeddedStore.open(Files.createDirectories(folder.resolve("data" + n)));
        var joined = new Joined(place(n, service), store.claims(), PATIENCE);
        var config =
                ConfigFactory.parseString(QUICK.formatted(names.address())).withFallback(joined.over(own.config()));
        var setup = own.setup()
                .withSetup(BootstrapSetup.create(config))
                .withSetup(Wiring.messages())
                .withSetup(new Seal(new Envelopes(new Keys(folder)), Clock.systemUTC()));
        var member = new Member(ActorSystem.create(Behaviors.empty(), "gabion", setup), own);
        members.add(member);
        CompletableFuture.runAsync(
                () -> {
                    try {
                        joined.join(member.system());
                    } catch (IOException e) {
                        // The test looks for itself who is in.
                    }
                },
                task -> Thread.ofPlatform().daemon().start(task));
        return member;
    }

    private static ClusterPlace place(int n, String service) {
        return new ClusterPlace(
                Optional.of(address(n)),
                new ClusterPlace.Discovered(service),
                3,
                ClusterPlace.SHORTEST,
                identities.of("ours", n),
                Path.of("unused"));
    }

    private static InetSocketAddress address(int n) {
        return InetSocketAddress.createUnresolved(host(40 + n), 25_520);
    }

    /** In a network of this process. */
    private static String host(int last) {
        return "127.%d.%d.%d".formatted(1 + PID / 256 % 254, PID % 256, last);
    }
}
