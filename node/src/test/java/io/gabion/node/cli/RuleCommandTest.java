package io.gabion.node.cli;

import static io.gabion.node.cli.Said.run;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuleCommandTest {
    private static final String RULE = """
            title: Whoami
            id: 11111111-2222-3333-4444-555555555555
            author: Somebody
            level: high
            logsource: {category: process_creation, product: windows}
            detection:
              selection: {Image|endswith: '\\whoami.exe'}
              condition: selection
            """;

    @TempDir
    private Path folder;

    @Test
    void a_hit_names_the_rule_its_author_and_the_line() throws IOException {
        var rules = Files.writeString(folder.resolve("whoami.yml"), RULE);
        var events = Files.writeString(folder.resolve("events.jsonl"), """
                {"Image":"C:\\\\Windows\\\\cmd.exe"}
                {"Image":"C:\\\\Windows\\\\whoami.exe"}
                """);
        var said = run(
                "rule",
                "match",
                "--rules",
                rules.toString(),
                "--product=windows",
                "--category=process_creation",
                events.toString());
        assertThat(said.exit()).isZero();
        assertThat(said.out().lines())
                .singleElement()
                .asString()
                .startsWith(
                        "{\"rule\":\"11111111-2222-3333-4444-555555555555\",\"title\":\"Whoami\",\"level\":\"high\",")
                .contains("\"file\":\"" + events + "\",\"line\":2,\"author\":\"Somebody\"");
    }

    @Test
    void rules_that_all_load_are_nothing_to_tell() throws IOException {
        Files.writeString(folder.resolve("whoami.yml"), RULE);
        assertThat(run("rule", "check", folder.toString())).isEqualTo(new Said(0, ""));
    }

    @Test
    void a_folder_without_rules_is_told() throws IOException {
        var events = Files.writeString(folder.resolve("events.jsonl"), "{\"a\":\"b\"}\n");
        var told = new ByteArrayOutputStream();
        var errors = System.err;
        System.setErr(new PrintStream(told, true, UTF_8));
        try {
            assertThat(run("rule", "match", "--rules", folder.toString(), events.toString()))
                    .isEqualTo(new Said(0, ""));
            assertThat(run("rule", "check", folder.toString())).isEqualTo(new Said(0, ""));
        } finally {
            System.setErr(errors);
        }
        assertThat(told.toString(UTF_8).lines())
                .filteredOn(line -> line.equals("gabion: " + folder + ": no .yml or .yaml file is in it"))
                .hasSize(2);
    }

    @Test
    void a_filter_that_narrows_no_rule_is_named_and_no_fault() throws IOException {
        Files.writeString(folder.resolve("whoami.yml"), RULE);
        var filter = Files.writeString(folder.resolve("filter.yml"), """
                title: Ours
                logsource: {product: windows}
                filter: {rules: [nobody], ours: {User: adm}, condition: not ours}
                """);
        var told = new ByteArrayOutputStream();
        var errors = System.err;
        System.setErr(new PrintStream(told, true, UTF_8));
        try {
            assertThat(run("rule", "check", folder.toString())).isEqualTo(new Said(0, ""));
        } finally {
            System.setErr(errors);
        }
        assertThat(told.toString(UTF_8).lines())
                .contains("gabion: " + filter + ": the filter Ours narrows no rule: no rule here is called as it says");
    }

    @Test
    void a_rule_that_does_not_load_is_named_with_its_line_and_the_reason() throws IOException {
        var rule = Files.writeString(folder.resolve("bad.yml"), RULE.replace("endswith", "endsvith"));
        var said = run("rule", "check", folder.toString());
        assertThat(said.exit()).isOne();
        assertThat(said.out().lines())
                .singleElement()
                .asString()
                .startsWith(rule + ":7: ")
                .contains("endsvith");
    }
}
