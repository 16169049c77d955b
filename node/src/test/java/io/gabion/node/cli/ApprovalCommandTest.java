package io.gabion.node.cli;

import static io.gabion.node.cli.Said.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gabion.node.Node;
import io.gabion.node.Policies;
import io.gabion.node.Wiring;
import io.gabion.node.settings.Outside;
import io.gabion.node.settings.SettingsFile;
import io.gabion.node.source.SourceSetting;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.containment.ContainmentOrder;
import io.gabion.protocol.guard.Mode;
import io.gabion.responders.connector.Connector;
import io.gabion.responders.playbook.Playbooks;
import io.gabion.responders.response.Notices;
import io.gabion.responders.response.Peers;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** People decide about a lock, on the command line of a running node. */
class ApprovalCommandTest {
    private static final Tenant TENANT = new Tenant("default");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private final Locks locks = new Locks();
    private Path data;
    private Path log;
    private Node node;

    /** A directory of accounts that does what it is told. */
    private static final class Locks implements Connector {
        private final Map<String, String> locked = new ConcurrentHashMap<>();

        @Override
        public CompletionStage<Result> apply(ContainmentOrder order) {
            locked.put(order.key(), order.target().value());
            return CompletableFuture.completedFuture(new Result.Done());
        }

        @Override
        public CompletionStage<Result> query(ContainmentOrder order) {
            return CompletableFuture.completedFuture(
                    locked.containsKey(order.key()) ? new Result.Done() : new Result.Absent());
        }

        @Override
        public CompletionStage<Result> release(ContainmentOrder order) {
            locked.remove(order.key());
            return CompletableFuture.completedFuture(new Result.Done());
        }
    }

    @BeforeEach
    void starts_a_node_whose_playbook_asks_two_people() throws Exception {
        data = directory.resolve("data");
        log = Files.createFile(directory.resolve("auth.log"));
        Files.writeString(Files.createDirectory(directory.resolve("playbooks")).resolve("lock.yaml"), """
                id: lock-taken
                title: Lock what was taken over, if two people agree
                when: {techniques: [T1110+T1078], minScore: 0.3}
                steps:
                  - {id: ask, action: approval, covers: [lock], within: 1h, people: 2, roles: [approver, responder]}
                  - {id: tell, action: notify, channel: log}
                  - {id: lock, action: lock-account, connector: accounts, ttl: 4h}
                """);
        start("linux-account, realm: corp");
        for (var token : List.of("paula approver", "quentin responder", "ann analyst")) {
            var parts = token.split(" ");
            var added = run("token", "add", parts[0], "--role", parts[1], "--data", data.toString());
            Files.writeString(directory.resolve(parts[0]), added.out());
        }
        takeOver("olga");
    }

    /** @param accounts how the connector is set up, as far as that matters to an approval */
    private void start(String accounts) throws Exception {
        var file = Files.writeString(
                directory.resolve("settings.yaml"), "connectors: {accounts: {type: " + accounts + "}}\n");
        try (var outside = Outside.open(SettingsFile.read(file))) {
            start(outside.peers());
        }
    }

    private void start(Peers peers) throws Exception {
        var policy = Policies.of(Mode.LIVE, Set.of("accounts"), List.of());
        var playbooks = Playbooks.load(directory.resolve("playbooks"));
        var wiring = new Wiring(playbooks, policy, Map.of("accounts", locks), Notices.NOBODY).with(peers);
        node = Node.start(data, TENANT, wiring, "127.0.0.1", 0, List.of(new SourceSetting.File(log)));
    }

    @AfterEach
    void stops_it() {
        node.close();
    }

    @Test
    void a_lock_waits_for_two_people_across_a_restart_with_another_playbook() throws Exception {
        var id = waiting();
        assertThat(node.awaitResponse(TENANT, "olga@corp", "waiting-approval", PATIENCE))
                .isTrue();
        assertThat(as("ann", "approval", "approve", id).exit()).isEqualTo(Refused.WRONG_USAGE);
        assertThat(as("paula", "approval", "approve", id, "--reason", "seen it").out())
                .contains("waiting");
        assertThat(as("paula", "approval", "approve", id, "-o", "json")
                        .json()
                        .path("missing")
                        .asInt())
                .as("the same person again")
                .isOne();
        node.close();
        var playbook = directory.resolve("playbooks/lock.yaml");
        Files.writeString(playbook, Files.readString(playbook).replace("people: 2", "people: 1"));
        start("linux-account, realm: corp, live: false");
        assertThat(waiting()).as("a run keeps the playbook that it began with").isEqualTo(id);
        assertThat(as("paula", "approval", "approve", id).out()).contains("waiting");
        assertThat(as("quentin", "approval", "approve", id, "--digest", "0".repeat(64))
                        .exit())
                .as("something else than was shown")
                .isEqualTo(Refused.NO);
        assertThat(locks.locked).isEmpty();

        assertThat(as("quentin", "approval", "approve", id).out()).contains("approved");
        assertThat(node.awaitResponse(TENANT, "olga@corp", "verified", PATIENCE))
                .isTrue();
        assertThat(locks.locked).containsValue("olga@corp");
        assertThat(as("ann", "approval", "list").out()).isEqualTo("nothing waits for an approval\n");
        var record = as("ann", "approval", "show", id, "-o", "json").json();
        assertThat(record.path("votes").valueStream().map(v -> v.path("by").asText()))
                .containsExactly("paula", "quentin");
        assertThat(record.path("why").asText()).isEqualTo("approved by paula, quentin");
        assertThat(record.path("digest").asText()).hasSize(64);
    }

    @Test
    void one_who_denies_is_enough_and_the_first_decision_stands() throws Exception {
        var id = waiting();
        assertThat(as("paula", "approval", "deny", id, "--reason", "a drill").exit())
                .isZero();
        assertThat(node.awaitResponse(TENANT, "olga@corp", "refused", PATIENCE)).isTrue();
        assertThat(as("quentin", "approval", "approve", id).exit()).isEqualTo(Refused.NO);
        assertThat(as("quentin", "approval", "approve", "none.ask").exit()).isEqualTo(Refused.NO);
        assertThat(as("ann", "approval", "list", "--all").out()).contains("denied by paula: a drill");
        assertThat(locks.locked).isEmpty();
    }

    @Test
    void who_was_asked_about_a_connector_cannot_approve_what_it_has_become_over_a_restart() throws Exception {
        var id = waiting();
        assertThat(as("paula", "approval", "approve", id).out()).contains("waiting");
        node.close();
        start("linux-account, realm: corp, program: /opt/another");
        assertThat(waiting()).isEqualTo(id);

        assertThat(as("quentin", "approval", "approve", id).exit()).isEqualTo(Refused.NO);
        var record = await().atMost(PATIENCE)
                .until(
                        () -> as("ann", "approval", "show", id, "-o", "json").json(),
                        shown -> !shown.path("state").asText().equals("waiting"));
        assertThat(record.path("state").asText()).isEqualTo("denied");
        assertThat(record.path("why").asText())
                .isEqualTo("what would be done is not what was approved: connector accounts is set up otherwise"
                        + " since it was asked");
        assertThat(record.path("votes").size()).isOne();
        assertThat(node.awaitResponse(TENANT, "olga@corp", "refused", PATIENCE)).isTrue();
        assertThat(locks.locked).isEmpty();
    }

    private String waiting() {
        return await().atMost(PATIENCE)
                .until(() -> as("ann", "approval", "list", "-o", "json").json(), list -> !list.isEmpty())
                .path(0)
                .path("id")
                .asText();
    }

    private void takeOver(String account) throws Exception {
        var lines = new ArrayList<String>();
        for (int n = 1; n <= 8; n++) {
            lines.add(line(10 + n, "Failed", account));
        }
        lines.add(line(20, "Accepted", account));
        Files.write(log, lines, StandardOpenOption.APPEND);
    }

    private static String line(int process, String how, String account) {
        return "%s corp sshd[%d]: %s password for %s from 203.0.113.66 port 40000 ssh2"
                .formatted(Instant.now(), process, how, account);
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
