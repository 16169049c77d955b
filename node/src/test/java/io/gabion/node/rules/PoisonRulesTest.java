package io.gabion.node.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.node.PlainEvent;
import io.gabion.node.rules.Watched.Refreshed;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.observation.Source;
import io.gabion.protocol.rule.Chain;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rule files that somebody wrote to do harm: each is refused by name and in time, and the last good rules go on. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PoisonRulesTest {
    private static final String RULE = """
            title: %1$s
            id: %1$s
            logsource: {product: windows}
            detection:
              s: {A%2$s: %3$s}
              condition: %4$s
            """;

    @TempDir
    private Path folder;

    private RulePacks packs;

    @BeforeEach
    void one_good_rule() throws IOException {
        Files.writeString(folder.resolve("good.yml"), RULE.formatted("good", "", "x", "s"));
        packs = new RulePacks(List.of(folder), null);
    }

    private static String rule(String modifier, String value, String condition) {
        return RULE.formatted("poison", modifier, value, condition);
    }

    private static String text(String poison) {
        return switch (poison) {
            case "aliases" ->
                "a0: &a0 [x,x,x,x,x,x,x,x,x]\n"
                        + IntStream.range(1, 7)
                                .mapToObj(i -> "a%1$d: &a%1$d [*a%2$d,*a%2$d,*a%2$d,*a%2$d,*a%2$d,*a%2$d,*a%2$d]\n"
                                        .formatted(i, i - 1))
                                .collect(Collectors.joining());
            case "aliases without end" -> "a: &a [*a]\n";
            case "depth" -> rule("", "[".repeat(10_000) + "]".repeat(10_000), "s");
            case "brackets" -> rule("", "x", "(".repeat(900) + "s" + ")".repeat(900));
            case "words" -> rule("", "x", "s or ".repeat(100_000) + "s");
            case "values" -> rule("", "[" + "x,".repeat(200_000) + "x]", "s");
            case "values again and again" -> rule("", "[" + "x,".repeat(40_000) + "x]", "s or ".repeat(900) + "s");
            case "documents" -> "---\ntitle: x\n".repeat(101);
            case "repetitions" -> rule("|re", "'((a{1,100}){1,100}){1,100}'", "s");
            case "look-around" -> rule("|re", "'(?=(a+)+$)b'", "s");
            case "names" -> rule("", "x", "1 of " + "a".repeat(201) + "*");
            case "no text" -> "title: x\u0000\u0001\n";
            default -> throw new IllegalArgumentException(poison);
        };
    }

    /** What of the change is not used. */
    private String taken() {
        if (packs.refresh() instanceof Refreshed.Replaced<?> now) {
            return now.refused().toString();
        }
        throw new AssertionError("the change is not taken");
    }

    @ParameterizedTest
    @CsvSource({
        "aliases, unfolds to more than 100000",
        "aliases without end, nested deeper than 32",
        "depth, epth",
        "brackets, nested deeper than 50",
        "words, more than 2000 words",
        "values, unfolds to more than 100000",
        "values again and again, more than",
        "documents, more than 100 documents",
        "repetitions, repeats its parts",
        "look-around, a look-ahead",
        "names, more than 200 characters",
        "no text, not YAML",
    })
    void a_poisoned_file_is_refused_and_the_good_rules_go_on(String poison, String reason) throws IOException {
        Files.writeString(folder.resolve("poison.yml"), text(poison));

        assertThat(taken()).contains("poison.yml").contains(reason);
        assertThat(fires(packs, "x")).isTrue();
        var started = new RulePacks(List.of(folder), null);
        assertThat(started.current().pack().refused()).hasSize(1);
        assertThat(fires(started, "x")).isTrue();
    }

    @Test
    void a_hundred_megabytes_are_refused_without_being_read() throws IOException {
        try (var file = new RandomAccessFile(folder.resolve("poison.yml").toFile(), "rw")) {
            file.setLength(100 << 20);
        }
        assertThat(taken()).contains("poison.yml").contains("larger than");
        assertThat(fires(packs, "x")).isTrue();
    }

    /** The engine of the JDK would take years for either. */
    @Test
    void a_pattern_that_could_match_in_very_many_ways_takes_no_longer_than_any_other() throws IOException {
        var name = "a".repeat(60);
        var stars = rule("", "x", "1 of " + "a*".repeat(30) + "b").replace("  s:", "  " + name + ":");
        Files.writeString(folder.resolve("poison.yml"), stars);
        assertThat(taken()).contains("no selection is called");

        Files.writeString(folder.resolve("poison.yml"), rule("|re", "'^(a+)+$'", "s"));
        assertThat(packs.refresh()).isInstanceOf(Refreshed.Replaced.class);
        assertThat(fires(packs, "a".repeat(100_000) + "!")).isFalse();
        assertThat(fires(packs, "a".repeat(100_000))).isTrue();
    }

    @Test
    void ten_thousand_correlations_that_stand_on_each_other_are_linked_in_time() throws IOException {
        chained(Chain.LEVELS);
        assertThat(packs.refresh()).isInstanceOf(Refreshed.Replaced.class);
        assertThat(packs.current().pack().correlations()).hasSize(10_000);
    }

    @Test
    void a_chain_without_end_is_refused_in_time() throws IOException {
        chained(10_000);
        assertThat(taken()).contains("more than 8 correlations stand on each other");
    }

    /** In the worst order: each is known only after the next one. @param high so many stand on each other */
    private void chained(int high) throws IOException {
        for (int file = 0; file < 100; file++) {
            var text = new StringBuilder();
            for (int i = 0; i < 100; i++) {
                int number = file * 100 + i;
                var next = (number + 1) % high == 0 ? "good" : "c%05d".formatted(number + 1);
                text.append("---\ntitle: c\nid: c%05d\n".formatted(number))
                        .append("correlation: {type: event_count, rules: [%s], timespan: 1m, condition: {gte: 2}}\n"
                                .formatted(next));
            }
            Files.writeString(folder.resolve("chain%02d.yml".formatted(file)), text.toString());
        }
    }

    private static boolean fires(RulePacks packs, String value) {
        var event = PlainEvent.of(
                new Source("log", 1),
                Instant.EPOCH,
                "windows",
                Map.of("Channel", "Security", "EventID", "1", "A", value),
                new AssetRef(Kind.HOST, "h"));
        return !packs.current().set().matcher().match(event).isEmpty();
    }
}
