package io.gabion.node.rules;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.gabion.detectors.sigma.RulePack;
import io.gabion.detectors.sigma.correlate.CountedEvents;
import io.gabion.detectors.sigma.match.LogSources;
import io.gabion.detectors.sigma.rule.Placeholders;
import io.gabion.node.PlainEvent;
import io.gabion.node.rules.RulePacks.Loaded;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.Source;
import io.gabion.protocol.rule.Counting;
import io.gabion.protocol.rule.Counting.Bound;
import io.gabion.protocol.rule.Counting.Condition;
import io.gabion.protocol.rule.RuleHits;
import io.gabion.protocol.suspicion.Severity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class PackedRulesTest {
    private static String rule(String id, String level, String value) {
        return """
                title: Rule %s
                id: %s
                author: Somebody
                level: %s
                tags: [attack.t1059.001, attack.t1685.001]
                logsource: {product: windows}
                detection: {s: {A: '%s'}, condition: s}
                """.formatted(id, id, level, value);
    }

    private static Loaded loaded(String... rules) {
        var files = Stream.of(rules)
                .map(text -> new RulePack.File("a.yml", text, "DRL-1.1"))
                .toList();
        var pack = RulePack.of(files, Placeholders.NONE);
        assertThat(pack.refused()).isEmpty();
        return Loaded.of(pack, LogSources.bundled());
    }

    private static Observation event(String value) {
        return PlainEvent.of(
                new Source("log", 1),
                Instant.EPOCH,
                "windows",
                Map.of("Channel", "Security", "EventID", "1", "A", value),
                new AssetRef(Kind.HOST, "h"));
    }

    @Test
    void a_hit_says_which_observations_and_all_that_a_hit_must_show() {
        var rules = new PackedRules(() -> loaded(rule("one", "high", "x"), rule("two", "low", "y")));

        assertThat(rules.ask(List.of(event("y"), event("x"), event("z"), event("x")))
                        .hits())
                .extracting(RuleHits::at)
                .containsExactly(List.of(0), List.of(1, 3));
        assertThat(rules.ask(List.of(event("x"))).hits()).singleElement().satisfies(hit -> {
            assertThat(hit.rule().id()).isEqualTo("one");
            assertThat(hit.rule().title()).isEqualTo("Rule one");
            assertThat(hit.rule().author()).isEqualTo("Somebody");
            assertThat(hit.rule().license()).isEqualTo("DRL-1.1");
            assertThat(hit.rule().level()).isEqualTo(Severity.HIGH);
            assertThat(hit.rule().techniques()).containsExactly("T1059.001", "T1685.001", "T1562.002");
            assertThat(hit.rule().version()).isNotEmpty();
        });
    }

    @Test
    void the_rules_of_the_moment_are_asked() {
        var current = new AtomicReference<>(loaded(rule("one", "high", "x")));
        var rules = new PackedRules(current::get);
        assertThat(rules.ask(List.of(event("y"))).hits()).isEmpty();
        current.set(loaded(rule("two", "high", "y")));
        assertThat(rules.ask(List.of(event("y"))).hits()).hasSize(1);
    }

    @Test
    void a_rule_that_speaks_through_a_correlation_only_is_counted_and_has_no_hits_of_its_own() {
        var correlation = """
                title: Many
                id: many
                correlation:
                  type: event_count
                  rules: [one]
                  group-by: [A]
                  timespan: 5m
                  condition: {gte: 3}
                """;
        var rules = new PackedRules(() -> loaded(rule("one", "high", "x"), correlation));
        var fired = rules.ask(List.of(event("y"), event("x"), event("x")));
        assertThat(fired.hits()).isEmpty();
        assertThat(fired.counted()).singleElement().satisfies(counting -> {
            assertThat(counting.rule().id()).isEqualTo("many");
            assertThat(counting.condition())
                    .isEqualTo(new Condition("event_count", 300_000, List.of(new Bound("gte", 3)), -1, 1));
            assertThat(counting.groups()).singleElement().satisfies(group -> {
                assertThat(group.values()).isEqualTo(Map.of("A", "x"));
                assertThat(group.events()).extracting(Counting.Event::at).containsExactly(1, 2);
            });
        });
    }

    @Test
    void of_very_many_rules_on_one_observation_the_highest_count() {
        var all = new ArrayList<String>();
        IntStream.range(0, 2 * PackedRules.MAX_RULES).forEach(i -> all.add(rule("low" + i, "low", "x")));
        all.add(rule("high", "high", "x"));
        var rules = new PackedRules(() -> loaded(all.toArray(String[]::new)));
        assertThat(rules.ask(List.of(event("x"))).hits())
                .hasSize(PackedRules.MAX_RULES)
                .first()
                .satisfies(hit -> assertThat(hit.rule().id()).isEqualTo("high"));
    }

    @Test
    void rules_that_fire_on_everything_are_named_once_and_push_no_other_out() {
        var log = new ListAppender<ILoggingEvent>();
        log.start();
        var logger = (Logger) LoggerFactory.getLogger(Noise.class);
        logger.addAppender(log);
        var all = new ArrayList<String>();
        IntStream.range(0, PackedRules.MAX_RULES).forEach(i -> all.add(rule("noise" + i, "critical", "x*")));
        all.add(rule("quiet", "low", "*y"));
        var loaded = loaded(all.toArray(String[]::new));
        var rules = new PackedRules(() -> loaded);
        try {
            assertThat(ids(rules, "xy")).hasSize(PackedRules.MAX_RULES).doesNotContain("quiet");
            for (int i = 0; i < 2 * Noise.LEAST / 1_000; i++) {
                rules.ask(Collections.nCopies(1_000, event("x")));
            }
            assertThat(ids(rules, "xy")).hasSize(PackedRules.MAX_RULES).contains("quiet");
            assertThat(log.list)
                    .hasSize(PackedRules.MAX_RULES)
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .anySatisfy(line -> assertThat(line).startsWith("The rule \"Rule noise0\" (noise0) has fired on "));
        } finally {
            logger.detachAppender(log);
        }
    }

    @Test
    void a_correlation_that_misses_events_of_too_many_groups_is_named_once_and_they_are_counted() {
        var all = new ArrayList<>(List.of(rule("one", "high", "x"), rule("two", "high", "x")));
        // Neither rule alone is counted by too many.
        for (int i = 0; i < CountedEvents.MAX_GROUPS; i++) {
            all.add("""
                    title: Many %1$d
                    id: many%1$d
                    correlation: {type: event_count, rules: [%2$s], group-by: [A], timespan: 5m, condition: {gte: 3}}
                    """.formatted(i, i < 10 ? "one" : "two"));
        }
        all.add("""
                title: Too many
                id: toomany
                correlation: {type: event_count, rules: [one, two], group-by: [A], timespan: 5m, condition: {gte: 3}}
                """);
        var loaded = loaded(all.toArray(String[]::new));
        var rules = new PackedRules(() -> loaded).and(Rules.NONE);
        var log = new ListAppender<ILoggingEvent>();
        log.start();
        var logger = (Logger) LoggerFactory.getLogger("io.gabion.node.rules.Uncounted");
        logger.addAppender(log);
        try {
            for (int i = 0; i < 3; i++) {
                assertThat(rules.ask(List.of(event("x"), event("y"))).counted()).hasSize(CountedEvents.MAX_GROUPS);
            }
            // Of 18 each time.
            assertThat(rules.uncounted()).isEqualTo(6);
            assertThat(log.list)
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .hasSize(2)
                    .allSatisfy(line ->
                            assertThat(line).startsWith("The correlation \"").contains("16 groups"))
                    .anySatisfy(line -> assertThat(line).contains("(toomany)"));
        } finally {
            logger.detachAppender(log);
        }
    }

    private static List<String> ids(PackedRules rules, String value) {
        return rules.ask(List.of(event(value))).hits().stream()
                .map(hit -> hit.rule().id())
                .toList();
    }
}
