package io.gabion.node.rules;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class LiveRulesTest {
    private static final String RULE =
            "title: %s\nid: %s\nlogsource: {product: windows}\n" + "detection: {s: {A: x}, condition: s}\n";

    @TempDir
    private Path folder;

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void listen() {
        log.list = new CopyOnWriteArrayList<>();
        log.start();
        logger().addAppender(log);
    }

    @AfterEach
    void stopListening() {
        logger().detachAppender(log);
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(LiveRules.class);
    }

    private List<String> warnings() {
        return log.list.stream()
                .filter(event -> event.getLevel() == Level.WARN)
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    private void write(String name, String text) throws IOException {
        // Whole at once: whoever looks at the folder meanwhile sees no empty file.
        Files.move(Files.writeString(folder.resolve("new"), text), folder.resolve(name), ATOMIC_MOVE);
    }

    @Test
    void a_rule_that_more_correlations_count_than_will_hear_of_it_is_one_line() throws IOException {
        write("good.yml", RULE.formatted("good", "good"));
        for (int i = 0; i < 17; i++) {
            write("many" + i + ".yml", """
                    title: Many
                    id: many%d
                    correlation: {type: event_count, rules: [good], group-by: [A], timespan: 5m, condition: {gte: 3}}
                    """.formatted(i));
        }
        LiveRules.start(new RulePacks(List.of(folder), null), Duration.ofDays(1))
                .close();
        assertThat(warnings())
                .containsExactly("17 correlations count the rule \"good\" (good):"
                        + " where groups are kept, in a replay and in a node, the first 16 do");
    }

    @Test
    void a_refused_file_is_one_line_with_its_name_and_the_reason() throws IOException {
        write("good.yml", RULE.formatted("good", "good"));
        write("bad.yml", "title: bad\n");
        try (var _ = LiveRules.start(new RulePacks(List.of(folder), null), Duration.ofHours(1))) {
            assertThat(warnings()).singleElement().asString().contains(folder.resolve("bad.yml") + ":1: ");
        }
    }

    @Test
    void of_very_many_refused_files_the_first_are_named_and_the_rest_counted() throws IOException {
        for (int i = 0; i < LiveRules.NAMED + 5; i++) {
            write("bad" + i + ".yml", "title: bad\n");
        }
        try (var _ = LiveRules.start(new RulePacks(List.of(folder), null), Duration.ofHours(1))) {
            assertThat(warnings())
                    .hasSize(LiveRules.NAMED + 1)
                    .last()
                    .asString()
                    .startsWith("5 more rules are not used");
        }
    }

    @Test
    void changed_files_are_taken_while_the_node_runs_and_a_broken_one_is_not() throws IOException {
        write("one.yml", RULE.formatted("one", "one"));
        var packs = new RulePacks(List.of(folder), null);
        try (var _ = LiveRules.start(packs, Duration.ofMillis(50))) {
            write("two.yml", RULE.formatted("two", "two"));
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> packs.current().pack().loaded() == 2);
            write("two.yml", "title: two is broken\n");
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> warnings().stream().anyMatch(line -> line.contains("two.yml:1: ")));
            assertThat(packs.current().pack().loaded()).isEqualTo(2);
        }
    }

    @Test
    void a_new_rule_that_cannot_be_used_is_one_line_and_the_others_are_taken() throws IOException {
        write("one.yml", RULE.formatted("one", "one"));
        var packs = new RulePacks(List.of(folder), null);
        try (var _ = LiveRules.start(packs, Duration.ofMillis(50))) {
            write("bad.yml", "title: bad\n");
            await().atMost(Duration.ofSeconds(30)).until(() -> warnings().size() == 1);
            assertThat(warnings()).singleElement().asString().startsWith("A rule is not used: ");
            write("two.yml", RULE.formatted("two", "two"));
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> packs.current().pack().loaded() == 2);
            assertThat(warnings()).hasSize(1);
        }
    }
}
