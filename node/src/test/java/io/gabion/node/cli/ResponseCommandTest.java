package io.gabion.node.cli;

import static io.gabion.node.cli.Said.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gabion.node.Node;
import io.gabion.node.Policies;
import io.gabion.node.Wiring;
import io.gabion.node.source.SourceSetting;
import io.gabion.node.store.embedded.JournalFile;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.containment.ContainmentOrder;
import io.gabion.protocol.guard.Mode;
import io.gabion.protocol.response.NotifyOrder;
import io.gabion.protocol.response.Outcome;
import io.gabion.protocol.response.ResponseCommand.Notified;
import io.gabion.responders.connector.Connector;
import io.gabion.responders.playbook.Playbooks;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A step fails, a chain tells people, and one of them repairs it on the command line of a running node. */
class ResponseCommandTest {
    private static final Tenant TENANT = new Tenant("default");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private final Firewall firewall = new Firewall();
    private final List<NotifyOrder> told = new CopyOnWriteArrayList<>();
    private Path data;
    private Path log;
    private Node node;

    /** Refuses until somebody has repaired it. */
    private static final class Firewall implements Connector {
        private final Map<String, String> blocked = new ConcurrentHashMap<>();
        private volatile boolean works;

        @Override
        public CompletionStage<Result> apply(ContainmentOrder order) {
            if (!works) {
                return CompletableFuture.completedFuture(new Result.Refused("no such table"));
            }
            blocked.put(order.key(), order.target().value());
            return CompletableFuture.completedFuture(new Result.Done());
        }

        @Override
        public CompletionStage<Result> query(ContainmentOrder order) {
            return CompletableFuture.completedFuture(
                    blocked.containsKey(order.key()) ? new Result.Done() : new Result.Absent());
        }

        @Override
        public CompletionStage<Result> release(ContainmentOrder order) {
            blocked.remove(order.key());
            return CompletableFuture.completedFuture(new Result.Done());
        }
    }

    @BeforeEach
    void starts_a_node_whose_firewall_refuses() throws Exception {
        data = directory.resolve("data");
        log = Files.createFile(directory.resolve("auth.log"));
        Files.writeString(Files.createDirectory(directory.resolve("playbooks")).resolve("block.yaml"), """
                id: block-guessing
                title: Block who guesses, and tell people until the block is there
                when: {techniques: [T1110], minScore: 0.3}
                steps:
                  - id: chain
                    action: escalation
                    of: [block]
                    levels:
                      - {channel: pager, after: 1s, roles: [analyst]}
                      - {channel: boss, after: 2s, every: 1s, times: 2}
                  - {id: block, action: block-address, connector: firewall, ttl: 1h}
                  - {id: tell, action: notify, channel: log}
                """);
        start();
        for (var token : List.of("olaf responder", "ann analyst", "vera viewer")) {
            var parts = token.split(" ");
            var added = run("token", "add", parts[0], "--role", parts[1], "--data", data.toString());
            Files.writeString(directory.resolve(parts[0]), added.out());
        }
        var lines = new ArrayList<String>();
        for (int n = 1; n <= 8; n++) {
            lines.add("%s corp sshd[%d]: Failed password for olga from 203.0.113.66 port 40000 ssh2"
                    .formatted(Instant.now(), 10 + n));
        }
        Files.write(log, lines, StandardOpenOption.APPEND);
    }

    private void start() throws Exception {
        var policy = Policies.of(Mode.LIVE, Set.of("firewall"), List.of());
        var playbooks = Playbooks.load(directory.resolve("playbooks"));
        var wiring = new Wiring(playbooks, policy, Map.of("firewall", firewall), order -> {
            told.add(order);
            return CompletableFuture.completedFuture(new Notified(order.step(), order.attempt(), Outcome.APPLIED, ""));
        });
        node = Node.start(data, TENANT, wiring, "127.0.0.1", 0, List.of(new SourceSetting.File(log)));
    }

    @AfterEach
    void stops_it() {
        node.close();
    }

    @Test
    void a_failed_step_is_told_up_the_chain_across_a_restart_and_done_once_more() throws Exception {
        var id = waiting("failed");
        // Told, and known to be: what is only told is told again.
        await().atMost(PATIENCE).until(() -> journaled().contains("page-ended"));
        assertThat(channels()).contains("pager");
        node.close();
        start();
        await().atMost(PATIENCE).until(() -> channels().containsAll(List.of("pager", "boss")));
        assertThat(told)
                .filteredOn(order -> order.channel().equals("pager"))
                .as("told once, though the node was started again")
                .hasSize(1)
                .first()
                .satisfies(order -> assertThat(order.about())
                        .isEqualTo("level 1: step block has failed: 203.0.113.66 is failed, no such table"));
        assertThat(channels()).as("nothing further begins").doesNotContain("log");
        assertThat(as("ann", "response", "list").out())
                .contains("failed", "block-guessing", "block: 203.0.113.66 is failed, no such table");
        assertThat(as("ann", "response", "show", id).out()).contains("to-come", "escalation");
        assertThat(as("vera", "response", "retry", id, "block").exit()).isEqualTo(Refused.WRONG_USAGE);
        assertThat(as("olaf", "response", "retry", id, "tell").exit()).isEqualTo(Refused.NO);
        assertThat(as("olaf", "response", "retry", "none", "tell").exit()).isEqualTo(Refused.NO);

        firewall.works = true;
        assertThat(as("ann", "response", "retry", id, "block", "--reason", "table made")
                        .exit())
                .as("the chain has reached analysts")
                .isZero();
        assertThat(node.awaitResponse(TENANT, "203.0.113.66", "verified", PATIENCE))
                .isTrue();
        await().atMost(PATIENCE).until(() -> channels().contains("log"));
        assertThat(waiting("ended")).isEqualTo(id);
        assertThat(firewall.blocked).hasSize(1).containsValue("203.0.113.66");
        assertThat(as("ann", "response", "list").out()).isEqualTo("no response goes on\n");
    }

    @Test
    void a_failed_step_is_done_without_and_an_order_counts_once() throws Exception {
        var id = waiting("failed");
        assertThat(post(id, "pause", "{\"reason\":\"a look\"}", "one")).isEqualTo(200);
        assertThat(post(id, "pause", "{\"reason\":\"a look\"}", "one"))
                .as("the same key")
                .isEqualTo(200);
        assertThat(post(id, "pause", "{\"reason\":\"a look\"}", "two"))
                .as("another key")
                .isEqualTo(409);
        node.close();
        start();
        await().atMost(PATIENCE).until(() -> post(id, "pause", "{\"reason\":\"a look\"}", "one") == 200);
        assertThat(post(id, "pause", "{}", "")).as("without a key").isEqualTo(400);
        assertThat(post(id, "dance", "{}", "three")).isEqualTo(404);
        assertThat(as("olaf", "response", "resume", id).exit()).isEqualTo(Refused.NO);
        assertThat(as("olaf", "response", "skip", id, "block", "--reason", "blocked by hand")
                        .exit())
                .isZero();
        assertThat(channels()).as("it is still paused").doesNotContain("log");
        assertThat(as("olaf", "response", "resume", id).exit()).isZero();
        await().atMost(PATIENCE).until(() -> channels().contains("log"));
        assertThat(firewall.blocked).isEmpty();
    }

    private List<String> channels() {
        return told.stream().map(NotifyOrder::channel).toList();
    }

    private List<String> journaled() throws IOException {
        try (var journal = JournalFile.open(data)) {
            var types = new ArrayList<String>();
            journal.rows().scan(Set.of("response")).forEach(row -> types.add(row.type()));
            return types;
        }
    }

    private String waiting(String state) {
        return await().atMost(PATIENCE)
                .until(
                        () -> as("ann", "response", "list", "--all", "-o", "json")
                                .json(),
                        list -> list.path(0).path("state").asText().equals(state))
                .path(0)
                .path("id")
                .asText();
    }

    private int post(String id, String verb, String body, String key) throws Exception {
        var uri =
                "http://127.0.0.1:" + node.address().getPort() + "/api/v1/tenants/default/responses/" + id + "/" + verb;
        var request = HttpRequest.newBuilder(URI.create(uri))
                .header(
                        "Authorization",
                        "Bearer " + Files.readString(directory.resolve("olaf")).strip())
                .POST(BodyPublishers.ofString(body));
        if (!key.isEmpty()) {
            request.header("Idempotency-Key", key);
        }
        try (var client = HttpClient.newHttpClient()) {
            return client.send(request.build(), BodyHandlers.ofString()).statusCode();
        }
    }

    private Said as(String person, String... command) {
        var all = new ArrayList<>(List.of(command));
        all.addAll(List.of(
                "--node",
                "http://127.0.0.1:" + node.address().getPort(),
                "--token",
                directory.resolve(person).toString()));
        return run(all.toArray(String[]::new));
    }
}
