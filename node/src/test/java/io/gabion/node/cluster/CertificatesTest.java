package io.gabion.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import io.gabion.node.Wiring;
import io.gabion.node.shell.Seal;
import io.gabion.node.store.embedded.EmbeddedStore;
import io.gabion.node.tenant.Envelopes;
import io.gabion.node.tenant.Keys;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.apache.pekko.actor.AddressFromURIString;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.JoinSeedNodes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nodes that are members of one cluster, and what becomes of it when their files are replaced. */
class CertificatesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    /** A node of a test needs not leave in order. */
    private static final String QUICK = """
            gabion.cluster.identity.renewed = 500ms
            pekko.coordinated-shutdown.run-by-actor-system-terminate = off
            pekko.cluster.jmx.enabled = off
            """;

    private static final long PID = ProcessHandle.current().pid();

    @TempDir
    private static Path made;

    private static Identities identities;

    @TempDir
    private Path folder;

    private record Member(ActorSystem<Void> system, EmbeddedStore store) {}

    private final List<Member> members = new ArrayList<>();

    @BeforeAll
    static void certify() throws Exception {
        identities = new Identities(made);
        identities.certify("ours", 3);
        identities.certify("next", 3);
        identities.certify("another", 2);
    }

    @AfterEach
    void stop() throws Exception {
        for (var member : members) {
            member.system().terminate();
        }
        for (var member : members) {
            member.system().getWhenTerminated().toCompletableFuture().join();
            member.store().close();
        }
    }

    @Test
    void new_connections_use_a_new_key() throws Exception {
        start(1, install(1, "ours", "ours"));
        start(2, install(2, "ours", "ours"));
        var before = presented(1, identities.of("ours", 3));

        identities.certify("ours", 3);
        install(1, "ours", "ours");

        var asked = identities.of("ours", 3);
        await().atMost(PATIENCE).until(() -> !presented(1, asked).equals(before));
        assertThat(identify(members.get(1).system(), 1)).isTrue();
        start(3, install(3, "ours", "ours"));
    }

    @Test
    void an_authority_is_replaced_while_both_are_trusted_and_open_connections_live() throws Exception {
        start(1, install(1, "ours", "ours"));
        start(2, install(2, "ours", "ours"));

        install(1, "ours", "ours", "next");
        install(2, "ours", "ours", "next");
        var fromNext = install(3, "next", "ours", "next");
        var old = presented(1, identities.of("ours", 3));
        // Node 1 has read both when somebody of the next authority is let in.
        await().atMost(PATIENCE).until(() -> !isRefused(1, fromNext));
        start(3, fromNext);

        install(1, "next", "next");
        await().atMost(PATIENCE).until(() -> !presented(1, fromNext).equals(old));
        awaitRefused(1, identities.of("ours", 3));
        // Node 2 would be refused if it had to begin anew.
        assertThat(identify(members.get(1).system(), 1)).isTrue();
    }

    @Test
    void who_is_certified_by_somebody_else_or_no_longer_is_refused() throws Exception {
        start(1, install(1, "ours", "ours"));
        awaitRefused(
                1,
                identities.install(
                        folder.resolve("stranger"), identities.of("another", 2), List.of("ours", "another")));
        awaitRefused(1, identities.certify("ours", "gabion", -1));
        awaitRefused(1, identities.certify("ours", "somebody", 1));

        start(2, install(2, "ours", "ours"));
    }

    @Test
    void files_that_do_not_fit_are_not_used_and_said_once() throws Exception {
        var files = install(1, "ours", "ours");
        var said = new ArrayList<String>();
        var tls = new RenewedTls(files, said::add);
        var before = tls.certificate();

        // As if read between the two.
        Identities.replace(
                files.key(), Files.readString(identities.of("ours", 2).key()));
        tls.renew();
        tls.renew();
        assertThat(said).hasSize(1).first().asString().endsWith(": not the key of " + files.certificate());
        assertThat(tls.certificate()).isEqualTo(before);

        Identities.replace(
                files.certificate(), Files.readString(identities.of("ours", 2).certificate()));
        tls.renew();
        assertThat(said).hasSize(1);
        assertThat(tls.certificate()).isNotEqualTo(before);
    }

    @Test
    void files_that_cannot_even_be_asked_for_are_said_once_and_end_no_rounds() throws Exception {
        var files = install(1, "ours", "ours");
        var said = new ArrayList<String>();
        RenewedTls tls;
        try (var packed = FileSystems.newFileSystem(folder.resolve("packed.zip"), Map.of("create", "true"))) {
            var inside = new ClusterPlace.Identity(
                    Files.copy(files.certificate(), packed.getPath("certificate")),
                    Files.copy(files.key(), packed.getPath("key")),
                    Files.copy(files.authority(), packed.getPath("authority")));
            tls = new RenewedTls(inside, said::add);
        }
        tls.renew();
        tls.renew();
        assertThat(said).hasSize(1).first().asString().endsWith(": ClosedFileSystemException");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            expired            | : would be refused:
            by somebody else   | : would be refused:
            no certificate     | node1/pem: no certificate
            no key             | node1/key: no key in PEM, PKCS 8
            no file            | node1/authority: not a readable file
            """)
    void a_node_says_what_is_wrong_with_its_files(String what, String said) throws Exception {
        var files = install(1, "ours", "ours");
        switch (what) {
            case "expired" -> files = identities.certify("ours", "gabion", -1);
            case "by somebody else" -> files = install(1, "another", "ours");
            case "no certificate" -> Identities.replace(files.certificate(), "");
            case "no key" -> Identities.replace(files.key(), "");
            default -> Files.delete(files.authority());
        }
        var wrong = files;
        assertThatThrownBy(() -> new Joined(place(1, wrong), null))
                .hasMessageStartingWith("cluster: /")
                .hasMessageContaining(said);
    }

    private ClusterPlace.Identity install(int node, String from, String... trusted) throws IOException {
        return identities.install(folder.resolve("node" + node), identities.of(from, node), List.of(trusted));
    }

    /** Waits until node 1 has let it in. */
    private void start(int n, ClusterPlace.Identity identity) throws Exception {
        var store = EmbeddedStore.open(Files.createDirectories(folder.resolve("data" + n)));
        var joined = new Joined(place(n, identity), store.claims(), PATIENCE);
        var config = ConfigFactory.parseString(QUICK).withFallback(joined.over(store.config()));
        var setup = store.setup()
                .withSetup(BootstrapSetup.create(config))
                .withSetup(Wiring.messages())
                .withSetup(new Seal(new Envelopes(new Keys(folder)), Clock.systemUTC()));
        var system = ActorSystem.<Void>create(Behaviors.empty(), "gabion", setup);
        members.add(new Member(system, store));
        var cluster = Cluster.get(system);
        cluster.manager().tell(new JoinSeedNodes(List.of(AddressFromURIString.parse(node(1)))));
        await().atMost(PATIENCE).until(() -> cluster.selfMember().status() == MemberStatus.up());
    }

    private static ClusterPlace place(int n, ClusterPlace.Identity identity) {
        return new ClusterPlace(
                address(n), List.of(address(1), address(2)), 1, ClusterPlace.SHORTEST, identity, Path.of("unused"));
    }

    /** In a network of this process. */
    private static InetSocketAddress address(int n) {
        var host = "127.%d.%d.%d".formatted(1 + PID / 256 % 254, PID % 256, 20 + n);
        return InetSocketAddress.createUnresolved(host, 25_520);
    }

    private static String node(int n) {
        return "pekko://gabion@" + address(n).getHostString() + ":25520";
    }

    /** Whether an answer comes back from a node. */
    private static boolean identify(ActorSystem<?> from, int node) throws Exception {
        return Adapter.toClassic(from)
                .actorSelection(node(node) + "/system")
                .resolveOne(PATIENCE)
                .handle((_, failure) -> failure == null)
                .toCompletableFuture()
                .get();
    }

    private static Certificate presented(int node, ClusterPlace.Identity to) throws IOException {
        try (var socket = connect(node, to)) {
            return socket.getSession().getPeerCertificates()[0];
        }
    }

    private static void awaitRefused(int node, ClusterPlace.Identity who) {
        await().atMost(PATIENCE).until(() -> isRefused(node, who));
    }

    /** Whether the node ends the connection. Whom it accepts it waits for, and so does this, for a while. */
    private static boolean isRefused(int node, ClusterPlace.Identity who) throws IOException {
        try (var socket = connect(node, who)) {
            socket.setSoTimeout(2_000);
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (SSLException | SocketException e) {
            return true;
        }
    }

    private static SSLSocket connect(int node, ClusterPlace.Identity who) throws IOException {
        var sockets = Credentials.readAsIs(who).context().getSocketFactory();
        var socket = (SSLSocket) sockets.createSocket(address(node).getHostString(), 25_520);
        socket.startHandshake();
        return socket;
    }
}
