package io.gabion.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gabion.node.rules.PackedRules;
import io.gabion.node.rules.RulePacks;
import io.gabion.node.source.SourceSetting;
import io.gabion.protocol.Tenant;
import io.gabion.responders.playbook.Playbooks;
import io.gabion.responders.response.Notices;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A rule's hit on a followed file, through a whole node. */
class NodeRulesTest {
    private static final Tenant TENANT = new Tenant("default");

    @TempDir
    private Path folder;

    @Test
    void a_hit_becomes_a_suspicion_about_the_host() throws Exception {
        var rule = Files.writeString(folder.resolve("rule.yml"), """
                title: Whoami
                id: 11111111-2222-3333-4444-555555555555
                author: Somebody
                level: high
                logsource: {category: process_creation, product: windows}
                detection:
                  selection: {Image|endswith: '\\whoami.exe'}
                  condition: selection
                """);
        var packs = new RulePacks(List.of(rule), null);
        var wiring = new Wiring(
                Playbooks.bundled(), Policies.observing(), Map.of(), Notices.NOBODY, new PackedRules(packs::current));
        var log = Files.createFile(folder.resolve("events.jsonl"));
        var line = ("{\"EventID\":1,\"Channel\":\"Microsoft-Windows-Sysmon/Operational\",\"Computer\":\"WS1\","
                        + "\"TimeCreated\":\"%s\",\"Image\":\"C:\\\\Windows\\\\whoami.exe\"}\n")
                .formatted(Instant.now());
        var heard = new CopyOnWriteArrayList<ObjectNode>();
        try (var node = Node.start(
                        folder.resolve("data"), TENANT, wiring, "127.0.0.1", 0, List.of(new SourceSetting.File(log)));
                var _ = node.subscribe(TENANT, heard::add)) {
            Files.writeString(log, line, StandardOpenOption.APPEND);
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(heard)
                            .anyMatch(change -> change.path("kind").asText().equals("suspicion")
                                    && change.at("/record/detector/kind")
                                            .asText()
                                            .equals("sigma")
                                    && change.at("/record/asset/name").asText().equals("ws1")));
        }
    }

    @Test
    void what_a_group_waits_to_judge_is_judged_by_a_node_that_starts_later() throws Exception {
        var rule = Files.writeString(folder.resolve("rule.yml"), """
                title: Whoami
                id: whoami
                logsource: {category: process_creation, product: windows}
                detection: {s: {Image|endswith: '\\whoami.exe'}, condition: s}
                ---
                title: Twice
                id: twice
                level: medium
                correlation: {type: event_count, rules: [whoami], group-by: [Computer], timespan: 1m, condition: {gte: 2}}
                ---
                title: Twice and no more
                id: once
                level: high
                correlation:
                  type: event_count
                  rules: [twice]
                  group-by: [Computer]
                  timespan: 2s
                  condition: {eq: 1}
                  generate: true
                """);
        var packs = new RulePacks(List.of(rule), null);
        var log = Files.createFile(folder.resolve("events.jsonl"));
        var line = ("{\"EventID\":1,\"Channel\":\"Microsoft-Windows-Sysmon/Operational\",\"Computer\":\"WS1\","
                        + "\"TimeCreated\":\"%s\",\"Image\":\"C:\\\\Windows\\\\whoami.exe\"}\n")
                .formatted(Instant.now());

        assertThat(heardBy(packs, log, "twice", () -> Files.writeString(log, line + line, StandardOpenOption.APPEND)))
                .doesNotContain("once");
        assertThat(heardBy(packs, log, "once", () -> {})).containsOnlyOnce("once");
    }

    private interface Step {
        void take() throws Exception;
    }

    /** The rules of all suspicions until there is one of this rule. */
    private List<String> heardBy(RulePacks packs, Path log, String rule, Step step) throws Exception {
        var wiring = new Wiring(
                Playbooks.bundled(), Policies.observing(), Map.of(), Notices.NOBODY, new PackedRules(packs::current));
        var heard = new CopyOnWriteArrayList<String>();
        try (var node = Node.start(
                        folder.resolve("data"), TENANT, wiring, "127.0.0.1", 0, List.of(new SourceSetting.File(log)));
                var _ = node.subscribe(
                        TENANT,
                        change -> heard.add(change.at("/record/detector/id").asText()))) {
            step.take();
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(heard).contains(rule));
        }
        return List.copyOf(heard);
    }
}
