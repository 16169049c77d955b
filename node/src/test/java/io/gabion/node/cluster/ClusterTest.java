package io.gabion.node.cluster;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.gabion.node.Ground;
import io.gabion.node.Node;
import io.gabion.node.Policies;
import io.gabion.node.Wiring;
import io.gabion.node.store.Store;
import io.gabion.node.store.cassandra.CassandraServer;
import io.gabion.node.store.cassandra.CassandraStore;
import io.gabion.node.tenant.Keys;
import io.gabion.protocol.Envelope;
import io.gabion.protocol.Tenant;
import io.gabion.responders.playbook.Playbooks;
import io.gabion.responders.response.Notices;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Three whole nodes on one store, with TLS between them. */
@ExtendWith(CassandraServer.class)
class ClusterTest {
    private static final String LINE =
            "Jan  2 03:04:05 web1 sshd[17]: Accepted password for u%d from 203.0.113.7 port 4 ssh2%n";
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final long PID = ProcessHandle.current().pid();

    @TempDir
    private Path folder;

    /** A node, and where its token is. */
    private record Running(Node node, Path data) {}

    private final List<Running> nodes = new ArrayList<>();

    @BeforeEach
    void certificates() throws Exception {
        var script = System.getProperty("gabion.root") + "/dev/certificates";
        for (var authority : List.of("ours", "another")) {
            assertThat(new ProcessBuilder(script, folder.resolve(authority).toString(), "3")
                            .inheritIO()
                            .start()
                            .waitFor())
                    .isZero();
        }
    }

    @AfterEach
    void stop() {
        nodes.parallelStream().forEach(running -> running.node().close());
    }

    @Test
    void nodes_share_the_work_and_go_on_when_one_leaves() throws Exception {
        startAll("share");
        for (int n = 0; n < 12; n++) {
            bring(n % 3, "s" + n % 4, n);
        }
        nodes.removeFirst().node().close();
        for (int n = 12; n < 24; n++) {
            bring(n % 2, "s" + n % 4, n);
        }

        var rows = rows("share");
        assertThat(rows).filteredOn(row -> row.type().equals("accepted")).hasSize(24);
        assertThat(rows).allMatch(row -> row.writerEpoch() > 0);
        // Every owner says so first, and some entity had two.
        var owners = rows.stream()
                .filter(row -> row.type().equals(Envelope.OWNED))
                .collect(groupingBy(Envelope::entity, mapping(Envelope::writerEpoch, toSet())));
        assertThat(owners.values()).anyMatch(epochs -> epochs.size() > 1);
    }

    @Test
    void who_was_certified_by_somebody_else_is_not_let_in() throws Exception {
        startAll("strangers");
        var stranger = place("another", 3, 14);
        assertThatThrownBy(() -> start("strangers", stranger, Duration.ofSeconds(15)))
                .hasMessageStartingWith("cluster: found no majority of 3 nodes through pekko://gabion@127.");
        bring(0, "s", 1);
    }

    private void startAll(String keyspace) {
        CassandraServer.keyspace(keyspace);
        var starting = new ArrayList<CompletableFuture<Running>>();
        for (int n = 1; n <= 3; n++) {
            var place = place("ours", n, 10 + n);
            starting.add(CompletableFuture.supplyAsync(
                    () -> {
                        try {
                            return start(keyspace, place, PATIENCE);
                        } catch (IOException e) {
                            throw new CompletionException(e);
                        }
                    },
                    task -> Thread.ofPlatform().start(task)));
        }
        starting.forEach(node -> nodes.add(node.join()));
    }

    private Running start(String keyspace, ClusterPlace place, Duration patience) throws IOException {
        var wiring = new Wiring(Playbooks.bundled(), Policies.observing(), Map.of(), Notices.NOBODY);
        var data = Files.createDirectories(
                folder.resolve(keyspace + place.address().orElseThrow().getHostString()));
        Store store = CassandraStore.open(CassandraServer.place(keyspace));
        var ground = new Ground(store, new Keys(place.keys()), new Joined(place, store.claims(), patience));
        return new Running(Node.start(ground, data, new Tenant("default"), wiring, "127.0.0.1", 0, List.of()), data);
    }

    private ClusterPlace place(String authority, int n, int last) {
        var tls = folder.resolve(authority);
        return new ClusterPlace(
                address(last),
                List.of(address(11), address(12)),
                3,
                ClusterPlace.SHORTEST,
                new ClusterPlace.Identity(
                        tls.resolve("node" + n + ".pem"),
                        tls.resolve("node" + n + ".key"),
                        tls.resolve("authority.pem")),
                folder.resolve("shared"));
    }

    /** In a network of this process. */
    private static InetSocketAddress address(int last) {
        var host = "127.%d.%d.%d".formatted(1 + PID / 256 % 254, PID % 256, last);
        return InetSocketAddress.createUnresolved(host, 25_520);
    }

    /** Again and again until it is acknowledged. */
    private void bring(int to, String source, int n) {
        await().atMost(PATIENCE).ignoreExceptions().until(() -> post(nodes.get(to), source, n) == 202);
    }

    private static int post(Running running, String source, int n) throws Exception {
        var uri = URI.create("http://127.0.0.1:" + running.node().address().getPort()
                + "/api/v1/tenants/default/sources/" + source + "/batches");
        var request = HttpRequest.newBuilder(uri)
                .header(
                        "Authorization",
                        "Bearer "
                                + Files.readString(running.data().resolve("admin.token"))
                                        .strip())
                .header("Idempotency-Key", "batch-" + n)
                .timeout(Duration.ofSeconds(20))
                .POST(BodyPublishers.ofString(LINE.formatted(n)))
                .build();
        try (var client = HttpClient.newHttpClient()) {
            return client.send(request, BodyHandlers.ofString()).statusCode();
        }
    }

    private static List<Envelope> rows(String keyspace) throws IOException {
        try (Store store = CassandraStore.open(CassandraServer.place(keyspace))) {
            return StreamSupport.stream(store.rows().scan(Set.of("intake")).spliterator(), false)
                    .toList();
        }
    }
}
