package io.gabion.node.rules;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gabion.detectors.sigma.RulePack;
import io.gabion.detectors.sigma.RulePack.File;
import io.gabion.detectors.sigma.RuleRun;
import io.gabion.detectors.sigma.match.LogSources;
import io.gabion.detectors.sigma.rule.LogSource;
import io.gabion.detectors.sigma.rule.Placeholders;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The public rules and the cases that come with them, which do not come with the project: {@code -Dgabion.data=DIR}. */
@EnabledIfSystemProperty(named = "gabion.data", matches = ".+")
class RuleCorpusTest {
    private static final int RULES = 3_780;
    /** Each asks for what only a site can tell. */
    private static final int REFUSED = 25;

    private static final int BLOCK = 512;
    private static final ObjectMapper JSON = new ObjectMapper();

    private static Path data(String name) {
        return Path.of(System.getProperty("gabion.data"), name);
    }

    @Test
    void every_public_rule_loads_but_for_those_that_a_site_must_complete() throws IOException {
        var pack = RulePack.of(corpus(), Placeholders.NONE);
        assertThat(pack.refused())
                .hasSize(REFUSED)
                .allSatisfy(refused -> assertThat(refused.reason()).contains("placeholder"));
        assertThat(pack.loaded()).isEqualTo(RULES - REFUSED);
        assertThat(pack.compiled(LogSources.bundled(), LogSource.ANY).size()).isEqualTo(RULES - REFUSED);
    }

    @Test
    void every_rule_fires_on_the_case_that_comes_with_it() throws IOException {
        var cases = data("sigma-regression");
        var pack = RuleFolder.load(List.of(cases.resolve("rules")), Placeholders.NONE);
        assertThat(pack.refused()).isEmpty();
        var silent = new ArrayList<String>();
        for (var line : Files.readAllLines(cases.resolve("expected.jsonl"))) {
            var expected = JSON.readTree(line);
            if (expected.hasNonNull("rule_file") && !fires(pack, expected, cases)) {
                silent.add(expected.get("rule").asText());
            }
        }
        assertThat(silent).isEmpty();
    }

    private static boolean fires(RulePack pack, JsonNode expected, Path cases) throws IOException {
        var id = expected.get("rule_id").asText();
        var rule = pack.detections().stream()
                .filter(one -> one.meta().id().equals(id))
                .toList();
        assertThat(rule).as(id).hasSize(1);
        var alone = new RulePack(rule, List.of(), pack.silent(), List.of(), pack.files(), List.of());
        var run = new RuleRun(alone, LogSources.bundled(), LogSource.ANY);
        int[] hits = {0};
        long unread = EventFile.read(
                cases.resolve("events/" + id + ".jsonl"),
                "",
                event -> hits[0] += run.hits(event).size());
        assertThat(unread).as(id).isZero();
        return hits[0] >= expected.get("expected_min_matches").asInt();
    }

    /** The files of the one archive, a tar of POSIX in gzip: a name that is too long for its head comes in a record before it. */
    private static List<File> corpus() throws IOException {
        Path archive;
        try (var files = Files.newDirectoryStream(data("sigma-rules"), "*.tar.gz")) {
            archive = files.iterator().next();
        }
        var rules = new ArrayList<File>();
        try (var in = new DataInputStream(
                new BufferedInputStream(new GZIPInputStream(Files.newInputStream(archive)), 1 << 16))) {
            var head = new byte[BLOCK];
            var longer = "";
            for (in.readFully(head); head[0] != 0; in.readFully(head)) {
                int size = Integer.parseInt(text(head, 124, 12).strip(), 8);
                var content = new byte[(size + BLOCK - 1) / BLOCK * BLOCK];
                in.readFully(content);
                boolean isName = head[156] == 'x';
                var name = longer.isEmpty() ? text(head, 0, 100) : longer;
                if (!isName && name.endsWith(".yml")) {
                    rules.add(new File(name, new String(content, 0, size, UTF_8), ""));
                }
                longer = isName ? text(content, 0, size).replaceAll("(?s).*\\d path=([^\n]*)\n.*", "$1") : "";
            }
        }
        return rules;
    }

    private static String text(byte[] bytes, int from, int length) {
        int to = from;
        while (to < from + length && bytes[to] != 0) {
            to++;
        }
        return new String(bytes, from, to - from, UTF_8);
    }
}
