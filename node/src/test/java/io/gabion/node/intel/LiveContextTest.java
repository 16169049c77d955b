package io.gabion.node.intel;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.gabion.detectors.intel.Values;
import io.gabion.node.rules.Watched;
import io.gabion.node.rules.Watched.Refreshed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** What becomes of context files that change under a running node. */
class LiveContextTest {
    @TempDir
    private Path folder;

    private int writes;
    private LiveContext context;
    private Watched<Lists.Read> watched;

    private Path write(String name, String text) throws IOException {
        var file = Files.writeString(folder.resolve(name), text);
        return Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000L * ++writes));
    }

    private void start(Path... files) throws IOException {
        context = LiveContext.start(List.of(files), Duration.ofHours(1));
        watched = new Watched<>(context);
    }

    @AfterEach
    void stop() {
        context.close();
    }

    private boolean has(String value) {
        return watched.current()
                .intelligence()
                .indicators()
                .has(Values.of(value).orElseThrow());
    }

    private void taken(String... refused) {
        if (!(watched.refresh() instanceof Refreshed.Replaced<?> now)) {
            throw new AssertionError("the change is not taken");
        }
        assertThat(now.refused())
                .zipSatisfy(
                        List.of(refused),
                        (line, part) -> assertThat(line)
                                .startsWith("A line is not used: ")
                                .contains(part));
    }

    private void kept(String reason) {
        assertThat(watched.refresh())
                .isInstanceOfSatisfying(
                        Refreshed.Kept.class, kept -> assertThat(kept.reason()).contains(reason));
    }

    @Test
    void a_good_line_above_one_that_was_always_bad_is_taken() throws IOException {
        start(write("bad.csv", "value\n203.0.113.7\nnonsense!\n"));
        write("bad.csv", "value\n203.0.113.6\n203.0.113.7\nnonsense!\n");
        taken();
        assertThat(has("203.0.113.6")).isTrue();
    }

    @Test
    void a_new_line_that_cannot_be_used_costs_itself_only() throws IOException {
        start(write("bad.csv", "value,confidence\n203.0.113.7,50\n"));
        write(
                "bad.csv",
                "value,confidence\n203.0.113.6,500\n203.0.113.7,50\nnonsense!,\n203.0.113.8\n203.0.113.9,50\n");
        taken(":2: confidence", ":4: not an address", ":5: 1 columns");
        assertThat(has("203.0.113.9")).isTrue();
    }

    private static String indicator(String number, String pattern) {
        return """
                {"type": "indicator", "id": "indicator--%s", "pattern_type": "stix", "pattern": "%s"}""".formatted(number, pattern);
    }

    private static String bundle(String... indicators) {
        return "{\"type\": \"bundle\", \"objects\": [" + String.join(",\n", indicators) + "]}";
    }

    @Test
    void a_pattern_that_cannot_be_used_keeps_nothing_else_of_a_bundle_back() throws IOException {
        start(write(
                "feed.json",
                bundle(
                        indicator("1", "[ipv4-addr:value = '203.0.113.1']"),
                        indicator("2", "[ipv4-addr:value = '203.0.113.2']"))));
        write(
                "feed.json",
                bundle(
                        indicator("3", "[a:b = 'c' AND d:e = 'f']"),
                        indicator("2", "[ipv4-addr:value = '203.0.113.2']")));
        taken("indicator--3: in a pattern");
        assertThat(has("203.0.113.1")).isFalse();
        write("feed.json", bundle(indicator("2", "[a:b = 'c' AND d:e = 'f']")));
        kept("indicator--2: in a pattern");
        assertThat(has("203.0.113.2")).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "203.0.113.7,500; confidence is 0 to 100",
                "203.0.113.7 and more,50; not an address",
                "203.0.113.7; 1 columns",
            })
    void a_good_line_that_becomes_broken_leaves_the_last_good_content(String line, String reason) throws IOException {
        start(write("bad.csv", "value,confidence\n203.0.113.7,50\n203.0.113.8,50\n"));
        write("bad.csv", "value,confidence\n" + line + "\n203.0.113.8,50\n");
        kept("bad.csv:2: " + reason);
        assertThat(has("203.0.113.7")).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "asset,criticality; ws1,high; ws1,hihg",
                "account,privilege; olga@corp,admin; olga@corp,chief",
                "account,alias; olga@corp,o.k; olga@corp,",
                "asset,cve; ws1,CVE-2026-0001; ws1,none",
            })
    void a_fact_that_becomes_broken_leaves_the_last_good_content(String head, String good, String bad)
            throws IOException {
        start(write("site.csv", head + "\n" + good + "\n"));
        int facts = watched.current().site().size();
        if (!bad.endsWith(",")) {
            write("site.csv", head + "\n" + good.replace("1,", "2,").replace("olga", "paul") + "\n" + bad + "\n");
            kept("site.csv:3: ");
        }
        write("site.csv", head + "\n" + bad.replace("ws1", "ws9").replace("olga", "nina") + "\n" + good + "\n");
        assertThat(watched.refresh()).isInstanceOf(Refreshed.Replaced.class);
        assertThat(watched.current().site().size()).isEqualTo(facts);
    }

    @Test
    void of_more_mistakes_than_are_named_their_number_counts() throws IOException {
        var bad = "nonsense!\n".repeat(Refusals.NAMED + 5);
        start(write("bad.csv", "value\n" + bad + "203.0.113.7\n203.0.113.8\n"));
        write("bad.csv", "value\n" + bad + "203.0.113.7\n203.0.113.800\n");
        kept("bad.csv: 1 lines are used, which were 2, and more are refused");
        write("bad.csv", "value\n" + bad + "203.0.113.7\n");
        taken();
    }

    @Test
    void a_file_that_is_gone_or_broken_as_a_whole_leaves_the_last_good_content() throws IOException {
        var file = write("feed.json", bundle(indicator("1", "[ipv4-addr:value = '203.0.113.1']")));
        start(file);
        write("feed.json", "{\"objects\": [");
        kept("feed.json:1: ");
        Files.delete(file);
        kept("feed.json");
        assertThat(has("203.0.113.1")).isTrue();
    }

    @Test
    void of_very_many_lines_that_are_not_used_the_first_are_named_and_the_rest_counted() throws IOException {
        var log = new ListAppender<ILoggingEvent>();
        log.start();
        var logger = (Logger) LoggerFactory.getLogger(LiveContext.class);
        logger.addAppender(log);
        try {
            start(write("bad.csv", "value\n203.0.113.7\n" + "nonsense!\n".repeat(105)));
        } finally {
            logger.detachAppender(log);
        }
        assertThat(log.list.stream()
                        .filter(event -> event.getLevel() == Level.WARN)
                        .map(ILoggingEvent::getFormattedMessage))
                .hasSize(101)
                .last()
                .isEqualTo("Context: 5 more of this kind");
    }
}
