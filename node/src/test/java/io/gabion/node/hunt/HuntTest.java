package io.gabion.node.hunt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gabion.detectors.intel.Intelligence;
import io.gabion.node.Node;
import io.gabion.node.Policies;
import io.gabion.node.Wiring;
import io.gabion.node.cli.Said;
import io.gabion.node.intel.Lists;
import io.gabion.node.rules.Rules;
import io.gabion.node.source.SourceSetting;
import io.gabion.node.store.embedded.JournalFile;
import io.gabion.node.tenant.Envelopes;
import io.gabion.node.tenant.Keys;
import io.gabion.protocol.Tenant;
import io.gabion.responders.playbook.Playbooks;
import io.gabion.responders.response.Notices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a store remembers, asked through the command line, of a node that runs and of its directory. */
class HuntTest {
    private static final String LINE = "{\"EventID\":3,\"Channel\":\"Microsoft-Windows-Sysmon/Operational\","
            + "\"Computer\":\"WS%d\",\"TimeCreated\":\"2026-01-02T03:%02d:00Z\",\"Image\":\"C:\\\\Windows\\\\a.exe\","
            + "\"Groups\":[\"dev\",\"ops\"],\"Nothing\":null,\"SourceIp\":\"10.0.0.5\",\"DestinationIp\":\"203.0.113.%d\",\"DestinationPort\":443}\n";

    @TempDir
    Path folder;

    private record Found(int exit, JsonNode found) {}

    private Node start(String tenant) throws Exception {
        return start(tenant, Rules.NONE);
    }

    private Node start(String tenant, Rules rules) throws Exception {
        var log = folder.resolve(tenant + ".jsonl");
        if (!Files.exists(log)) {
            var lines = new StringBuilder();
            for (int i = 0; i < 12; i++) {
                lines.append(LINE.formatted(i % 3, i, i % 2 + 7));
            }
            Files.writeString(log, lines.toString());
        }
        var wiring = new Wiring(Playbooks.bundled(), Policies.observing(), Map.of(), Notices.NOBODY, rules);
        return Node.start(
                folder.resolve("data"),
                new Tenant(tenant),
                wiring,
                "127.0.0.1",
                0,
                List.of(new SourceSetting.File(log)));
    }

    private static Found hunt(String... arguments) throws Exception {
        var command = new ArrayList<>(List.of("hunt", "-o", "json"));
        command.addAll(List.of(arguments));
        var said = Said.run(command.toArray(String[]::new));
        return new Found(said.exit(), said.json());
    }

    private long read(String tenant) throws Exception {
        try (var journal = JournalFile.open(folder.resolve("data"))) {
            return Hunt.through(
                            journal.rows(),
                            new Envelopes(new Keys(folder.resolve("data"))),
                            new Tenant(tenant),
                            Question.of("203.0.113.7"))
                    .observations();
        }
    }

    @Test
    void who_showed_a_value_and_whom_they_contacted_is_told_by_a_node_and_by_its_directory() throws Exception {
        var data = folder.resolve("data").toString();
        try (var node = start("default")) {
            await().atMost(Duration.ofSeconds(60)).until(() -> read("default") >= 12);
            var address = "http://127.0.0.1:" + node.address().getPort();
            var asked = hunt("203.0.113.7", "--node", address, "--token", data + "/admin.token");
            var looked = hunt("203.0.113.7", "--data", data);

            assertThat(asked.exit()).isZero();
            assertThat(asked.found()).isEqualTo(looked.found());
        }
        var found = hunt("203.0.113.0/29", "--data", data).found();
        assertThat(found.findValuesAsText("asset")).containsExactlyInAnyOrder("host:ws0", "host:ws1", "host:ws2");
        assertThat(found.get(0).path("value").asText()).isEqualTo("203.0.113.7");
        assertThat(found.get(0).path("contacts").get(0).asText()).isEqualTo("10.0.0.5 -> 203.0.113.7:443");
        assertThat(hunt("WS1", "--data", data).found().findValuesAsText("asset"))
                .containsOnly("host:ws1");
        for (var group : List.of("OPS", "dev", "dev,ops")) {
            assertThat(hunt(group, "--data", data).found().get(0).path("value").asText())
                    .isEqualToIgnoringCase(group);
        }
        assertThat(hunt("198.51.100.1", "--data", data)).isEqualTo(new Found(1, new ObjectMapper().createArrayNode()));
    }

    /** As Gabion shows them: a host may be called as a domain is, and an account as a mailbox. */
    @Test
    void a_host_and_an_account_of_sshd_lines_are_found_by_their_names() throws Exception {
        var data = folder.resolve("data").toString();
        Files.writeString(folder.resolve("default.jsonl"), """
                2026-01-02T03:04:05Z srv1.example.com sshd[7]: Failed password for alice@corp.example from 203.0.113.7 port 4711 ssh2
                2026-01-02T03:04:06Z srv2.example.com sshd[8]: Failed password for bob from 203.0.113.8 port 4712 ssh2
                """);
        try (var _ = start("default")) {
            await().atMost(Duration.ofSeconds(60)).until(() -> read("default") >= 2);
        }
        for (var name : List.of("srv1.example.com", "SRV1.Example.com.", "alice@corp.example", "corp.example\\Alice")) {
            var found = hunt(name, "--data", data).found();
            assertThat(found.findValuesAsText("evidence"))
                    .describedAs(name)
                    .singleElement()
                    .asString()
                    .contains(":1");
        }
        for (var name : List.of("srv2.example.com", "bob@srv2.example.com")) {
            var found = hunt(name, "--data", data).found();
            assertThat(found.findValuesAsText("value")).containsExactly(name);
            assertThat(found.findValuesAsText("times")).containsExactly("1");
        }
    }

    /** What was named when it was read was told then, and what was told is not told again, also after a restart. */
    @Test
    void what_a_list_comes_to_name_is_suspicious_where_it_was_seen_before() throws Exception {
        var lists = new AtomicReference<>(list("203.0.113.7,i-7,,"));
        var heard = new CopyOnWriteArrayList<JsonNode>();
        try (var node = start("default", Lists.asked(lists::get));
                var _ = node.subscribe(new Tenant("default"), heard::add)) {
            await().atMost(Duration.ofSeconds(60)).until(() -> suspicions(heard).size() == 3);
            node.lookBack(lists::get, Duration.ofMillis(200));
            await().atMost(Duration.ofSeconds(60)).until(() -> isLookedThrough(node, lists.get()));
            lists.set(list("203.0.113.7,i-7,,", "203.0.113.8,i-8,Some Cert,2026-06-01"));
            await().atMost(Duration.ofSeconds(60)).until(() -> suspicions(heard).size() >= 6);
        }
        assertThat(suspicions(heard)).hasSize(6);
        assertThat(suspicions(heard).subList(3, 6)).allSatisfy(said -> {
            assertThat(said.path("title").asText()).isEqualTo("Known bad address 203.0.113.8");
            assertThat(said.at("/explanation/0").asText())
                    .contains("which Some Cert calls bad: indicator i-8")
                    .contains("seen 2 times from 2026-01-02T03:0")
                    .endsWith("before the list named it");
            assertThat(said.at("/evidence/0/file").asText()).endsWith("default.jsonl");
        });
        heard.clear();
        lists.set(list("203.0.113.8,again,,", "203.0.113.7,again,,"));
        try (var node = start("default");
                var _ = node.subscribe(new Tenant("default"), heard::add)) {
            node.lookBack(lists::get, Duration.ofMillis(200));
            await().atMost(Duration.ofSeconds(60)).until(() -> isLookedThrough(node, lists.get()));
        }
        assertThat(suspicions(heard)).isEmpty();
        assertThat(read("default")).as("and the three that were told").isEqualTo(12 + 3);
        var data = folder.resolve("data").toString();
        assertThat(hunt("203.0.113.8", "--data", data).found().findValuesAsText("times"))
                .containsOnly("2");
    }

    private Intelligence list(String... rows) throws IOException {
        var file = Files.writeString(
                folder.resolve("list.csv"), "value,id,source,valid_from\n" + String.join("\n", rows) + "\n");
        return Lists.read(List.of(file)).intelligence();
    }

    private static boolean isLookedThrough(Node node, Intelligence lists) {
        var position =
                node.ingest().position(Lookback.SOURCE).toCompletableFuture().join();
        return position.equals(lists.indicators().version());
    }

    private static List<JsonNode> suspicions(List<JsonNode> heard) {
        return heard.stream()
                .filter(change -> change.path("kind").asText().equals("suspicion"))
                .map(change -> change.path("record"))
                .toList();
    }

    @Test
    void a_new_indicator_is_hunted_back_over_what_is_retained() throws Exception {
        try (var _ = start("default")) {
            await().atMost(Duration.ofSeconds(60)).until(() -> read("default") >= 12);
        }
        var list = Files.writeString(
                folder.resolve("new.csv"),
                "value,id,source,valid_from,valid_until\n203.0.113.8,i-8,Some Cert,2026-06-01,\n203.0.113.7,old,,,2020-01-01\n");

        var said = hunt("--data", folder.resolve("data").toString(), "--indicators", list.toString());

        assertThat(said.found().findValuesAsText("indicator")).hasSize(3).containsOnly("Some Cert i-8");
    }

    @Test
    void a_tenant_sees_nothing_of_another() throws Exception {
        for (var tenant : List.of("one", "two")) {
            try (var _ = start(tenant)) {
                await().atMost(Duration.ofSeconds(60)).until(() -> read(tenant) >= 12);
            }
        }
        var data = folder.resolve("data").toString();

        assertThat(hunt("203.0.113.7", "--data", data, "--tenant", "one").found())
                .hasSize(3);
        assertThat(hunt("203.0.113.7", "--data", data, "--tenant", "three").exit())
                .isEqualTo(1);
        assertThat(read("one")).isLessThan(24);
    }
}
