package io.gabion.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules in a replay, as a user runs it. */
class ReplayRulesTest {
    private static final List<String> FINDINGS =
            List.of("suspicions.jsonl", "incidents.jsonl", "responses.jsonl", "deadletters.jsonl");

    private static final String RULE = """
            title: %1$s runs
            id: 11111111-2222-3333-4444-%2$012d
            author: Somebody
            level: %3$s
            tags: [attack.t1033]
            logsource: {category: process_creation, product: windows}
            detection:
              selection: {Image|endswith: '\\%1$s.exe'}
              condition: selection
            """;

    @TempDir
    Path folder;

    private int runs;

    private Path rules() throws IOException {
        var rules = Files.createDirectories(folder.resolve("rules"));
        Files.writeString(rules.resolve("a.yml"), RULE.formatted("whoami", 1, "high"));
        Files.writeString(rules.resolve("b.yml"), RULE.formatted("net", 2, "low"));
        Files.writeString(rules.resolve("c.yml"), "title: not a rule\n");
        return rules;
    }

    private Path log() throws IOException {
        var log = new StringBuilder();
        for (int i = 0; i < 50; i++) {
            var image = i % 5 == 0 ? "net" : i % 2 == 0 ? "whoami" : "cmd";
            log.append(("{\"EventID\":1,\"Channel\":\"Microsoft-Windows-Sysmon/Operational\",\"Computer\":\"WS%d\","
                            + "\"TimeCreated\":\"2026-01-02T03:04:%02dZ\","
                            + "\"Image\":\"C:\\\\Windows\\\\%s.exe\",\"CommandLine\":\"x\"}\n")
                    .formatted(i % 3, i, image));
        }
        return Files.writeString(folder.resolve("events.jsonl"), log.toString());
    }

    private Path replay(String... options) throws IOException {
        var out = folder.resolve("out" + runs++);
        var command = new ArrayList<>(List.of("replay", "--out", out.toString()));
        command.addAll(Arrays.asList(options));
        command.add(log().toString());
        assertThat(Gabion.run(command.toArray(String[]::new))).isZero();
        return out;
    }

    private static String text(Path out, String file) throws IOException {
        return Files.readString(out.resolve(file));
    }

    @Test
    void each_host_on_which_rules_fire_has_suspicions_and_one_incident() throws IOException {
        var out = replay("--rules", rules().toString());

        assertThat(text(out, "suspicions.jsonl").lines())
                .filteredOn(line -> line.contains("\"kind\":\"sigma\",\"id\":\"11111111-2222-3333-4444-000000000001\""))
                .anySatisfy(line -> assertThat(line)
                        .contains(
                                "\"title\":\"whoami runs\"",
                                "\"severity\":\"high\"",
                                "\"techniques\":[\"T1033\"]",
                                "by Somebody"));
        assertThat(text(out, "incidents.jsonl").lines()).hasSize(3);
        // 20 hits of one rule and 10 of the other, on three hosts.
        assertThat(text(out, "suspicions.jsonl").lines()).hasSizeLessThanOrEqualTo(6);
        assertThat(text(out, "summary.json")).contains("\"rules\":{\"loaded\":2,\"refused\":1}");
    }

    @Test
    void the_same_replay_twice_is_byte_identical() throws IOException {
        var rules = rules().toString();
        var first = replay("--rules", rules);
        var second = replay("--rules", rules);
        for (var file : FINDINGS) {
            assertThat(second.resolve(file)).hasSameBinaryContentAs(first.resolve(file));
        }
    }

    @Test
    void a_correlation_holds_across_batches_and_names_its_group() throws IOException {
        var rules = rules();
        Files.writeString(rules.resolve("d.yml"), """
                title: Many on one host
                id: many
                level: high
                correlation:
                  type: event_count
                  rules: [11111111-2222-3333-4444-000000000001]
                  group-by: [Computer]
                  timespan: 1m
                  condition: {gte: 6}
                """);
        var first = replay("--rules", rules.toString());
        assertThat(text(first, "suspicions.jsonl").lines())
                .filteredOn(line -> line.contains("\"title\":\"Many on one host\""))
                .hasSizeBetween(1, 3)
                .allSatisfy(line -> assertThat(line)
                        .contains("\"asset\":{\"kind\":\"group\"", "for Computer=WS", "event_count gte 6 within 60 s"));
        // It joins the incident of the host on which it holds; the rule alone is silent now.
        assertThat(text(first, "incidents.jsonl").lines()).hasSize(3);
        assertThat(text(first, "suspicions.jsonl")).doesNotContain("\"title\":\"whoami runs\"");

        var second = replay("--rules", rules.toString());
        assertThat(second.resolve("suspicions.jsonl")).hasSameBinaryContentAs(first.resolve("suspicions.jsonl"));
    }

    @Test
    void what_one_correlation_finds_another_counts_and_only_that_is_told() throws IOException {
        var rules = rules();
        Files.writeString(rules.resolve("e.yml"), """
                title: Many on one host
                id: many
                name: many
                level: low
                author: Ada
                correlation:
                  type: event_count
                  rules: [11111111-2222-3333-4444-000000000001]
                  group-by: [Computer]
                  timespan: 1m
                  condition: {gte: 2}
                ---
                title: Many, then net
                id: then
                level: critical
                author: Bob
                correlation:
                  type: temporal_ordered
                  rules: [many, 11111111-2222-3333-4444-000000000002]
                  group-by: [Host]
                  timespan: 1m
                  aliases: {Host: {many: Computer, 11111111-2222-3333-4444-000000000002: Computer}}
                """);
        var first = replay("--rules", rules.toString());
        assertThat(text(first, "suspicions.jsonl").lines())
                .filteredOn(line -> line.contains("\"asset\":{\"kind\":\"group\""))
                .hasSize(3)
                .allSatisfy(line -> assertThat(line)
                        .contains(
                                "\"title\":\"Many, then net\"",
                                "\"severity\":\"critical\"",
                                "for Host=WS",
                                "on \\\"Many on one host\\\" (",
                                " and \\\"net runs\\\" (2)"));
        assertThat(text(first, "incidents.jsonl").lines()).hasSize(3);

        var second = replay("--rules", rules.toString());
        assertThat(second.resolve("suspicions.jsonl")).hasSameBinaryContentAs(first.resolve("suspicions.jsonl"));
    }

    @Test
    void without_rules_there_is_nothing_of_them() throws IOException {
        var out = replay();
        assertThat(text(out, "suspicions.jsonl")).isEmpty();
        assertThat(text(out, "summary.json")).contains("\"rules\":{\"loaded\":0,\"refused\":0}");
    }
}
