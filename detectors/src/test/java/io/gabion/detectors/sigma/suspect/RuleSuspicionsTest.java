package io.gabion.detectors.sigma.suspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.detectors.Batch;
import io.gabion.detectors.Events;
import io.gabion.detectors.Finding;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.rule.Fired;
import io.gabion.protocol.rule.Rule;
import io.gabion.protocol.rule.RuleHits;
import io.gabion.protocol.suspicion.Detector;
import io.gabion.protocol.suspicion.Severity;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RuleSuspicionsTest {
    private static final long MINUTE = 60_000;
    private static final Account.News EVERYTHING = new Account.News(Severity.LOW, 0, true);
    private static final long HOUR = 60 * MINUTE;

    private final RuleSuspicions suspicions = new RuleSuspicions();
    private final Events events = new Events();
    private Accrued state = suspicions.empty();

    private static Rule rule(String id, Severity level) {
        return new Rule(id, "v1", "Rule " + id, level, List.of("T10" + id.length()), "Somebody", "DRL-1.1");
    }

    private List<Finding> fire(long millis, Rule... rules) {
        var observation = events.process(millis, "a.exe", "b.exe");
        var hits = java.util.Arrays.stream(rules)
                .map(r -> new RuleHits(r, List.of(0)))
                .toList();
        var outcome = suspicions.observe(state, Events.HOST, new Batch(List.of(observation), Fired.of(hits)), false);
        state = outcome.state();
        return outcome.findings();
    }

    @Test
    void a_high_rule_speaks_at_once_with_its_title_author_licence_and_numbers() {
        assertThat(fire(0, rule("a", Severity.HIGH))).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(Detector.Kind.SIGMA);
            assertThat(finding.severity()).isEqualTo(Severity.HIGH);
            assertThat(finding.rule()).isEqualTo("a");
            assertThat(finding.ruleVersion()).isEqualTo("v1");
            assertThat(finding.techniques()).containsExactly("T101");
            assertThat(finding.explanation())
                    .isEqualTo("Rule \"Rule a\" (high, by Somebody, DRL-1.1) fired on srv1 for the first time there"
                            + " and weighs 10.0 (high from 8.0)");
        });
    }

    @Test
    void a_rule_that_fires_again_and_again_is_one_suspicion_an_hour_and_none_of_it_is_uncounted() {
        var noisy = rule("noisy", Severity.HIGH);
        assertThat(fire(0, noisy)).hasSize(1);
        for (int i = 1; i <= 355; i++) {
            assertThat(fire(i * 1_000, noisy)).isEmpty();
        }
        assertThat(fire(HOUR, noisy))
                .singleElement()
                .satisfies(finding ->
                        assertThat(finding.explanation()).contains("for the 357. time there, in 1.0 earlier hours"));
    }

    @Test
    void a_noisy_rule_drowns_nothing() {
        var noisy = rule("noisy", Severity.HIGH);
        fire(0, noisy);
        for (int i = 1; i <= 500; i++) {
            fire(i * 1_000, noisy);
        }
        assertThat(fire(501_000, rule("quiet", Severity.HIGH)))
                .singleElement()
                .satisfies(finding -> assertThat(finding.rule()).isEqualTo("quiet"));
    }

    @Test
    void weak_signals_add_up_to_one_suspicion_that_lists_them() {
        assertThat(fire(0, rule("a", Severity.MEDIUM)))
                .singleElement()
                .satisfies(finding -> assertThat(finding.severity()).isEqualTo(Severity.MEDIUM));
        for (int i = 1; i <= 2; i++) {
            assertThat(fire(i * MINUTE, rule("bb", Severity.LOW))).isEmpty();
        }
        assertThat(fire(3 * MINUTE, rule("ccc", Severity.LOW))).isEmpty();
        assertThat(fire(4 * MINUTE, rule("dddd", Severity.MEDIUM)))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.severity()).isEqualTo(Severity.MEDIUM);
                    // The medium one carries it: the weak ones are named.
                    assertThat(finding.evidence()).hasSize(1);
                    assertThat(finding.techniques()).containsExactly("T104", "T102");
                    assertThat(finding.explanation())
                            .startsWith(
                                    "3 rules fired on srv1 within 4 minutes and weigh 4.0 together (medium from 2.4):"
                                            + " \"Rule dddd\" by Somebody, \"Rule bb\" by Somebody (2 times so far) and 1 others;"
                                            + " nothing but srv1 connects them");
                });
    }

    @Test
    void what_hardly_is_a_sign_is_no_company() {
        fire(0, rule("routine", Severity.INFORMATIONAL));
        assertThat(fire(1_000, rule("grave", Severity.HIGH)))
                .singleElement()
                .satisfies(finding -> assertThat(finding.title()).isEqualTo("Rule grave"));
    }

    @Test
    void many_weak_signals_are_worse_than_each() {
        var told = new ArrayList<Finding>();
        for (int i = 0; i < 5; i++) {
            told.addAll(fire(i * MINUTE, rule("medium" + i, Severity.MEDIUM)));
        }
        assertThat(told).last().satisfies(finding -> {
            assertThat(finding.severity()).isEqualTo(Severity.HIGH);
            assertThat(finding.explanation()).startsWith("5 rules").contains("weigh 9.0 together (high");
            assertThat(finding.evidence()).hasSize(5);
        });
    }

    @Test
    void it_takes_twice_as_many_weak_signals_for_each_further_suspicion() {
        fire(0, rule("first", Severity.CRITICAL));
        int told = 0;
        for (int i = 0; i < 40; i++) {
            told += fire(i * 1_000, rule("medium" + i, Severity.MEDIUM)).size();
        }
        assertThat(told).isBetween(3, 5);
    }

    @Test
    void weak_signals_that_come_rarely_never_add_up() {
        for (int day = 0; day < 100; day++) {
            assertThat(fire(day * 24 * HOUR, rule("rule" + day, Severity.LOW)))
                    .allSatisfy(finding -> assertThat(finding.severity()).isEqualTo(Severity.LOW));
        }
    }

    @Test
    void a_rule_that_fires_every_hour_weighs_ever_less_until_it_is_silent() {
        var told = new ArrayList<Severity>();
        for (int hour = 0; hour < 24 * 30; hour++) {
            fire(hour * HOUR, rule("usual", Severity.HIGH)).forEach(finding -> told.add(finding.severity()));
        }
        assertThat(told).hasSizeLessThan(8).startsWith(Severity.HIGH, Severity.HIGH);
        // Weeks of silence later it is news again.
        assertThat(fire(365 * 24 * HOUR, rule("usual", Severity.HIGH)))
                .singleElement()
                .satisfies(finding -> assertThat(finding.severity()).isEqualTo(Severity.HIGH));
    }

    @Test
    void an_observation_without_hits_leaves_the_very_same_state() {
        fire(0, rule("a", Severity.LOW));
        var before = state;
        fire(1);
        assertThat(state).isSameAs(before);
    }

    @Test
    void a_state_that_was_handed_in_is_not_changed() throws IOException {
        fire(0, rule("a", Severity.LOW));
        var before = state;
        var bytes = bytes(before);
        fire(1, rule("b", Severity.HIGH));
        assertThat(bytes(before)).isEqualTo(bytes);
        assertThat(bytes(state)).isNotEqualTo(bytes);
    }

    @Test
    void every_limit_is_kept_under_a_flood_of_rules_with_long_names() throws IOException {
        int told = 0;
        for (int i = 0; i < 2_000; i++) {
            var rule = new Rule(
                    "rule" + i,
                    "v",
                    "ü".repeat(300) + i,
                    Severity.values()[i % 5],
                    List.of("T1", "T2", "T3", "T4", "T5"),
                    "𝔸".repeat(300),
                    "");
            told += fire(i * 1_000, rule).size();
            assertThat(state.loners().signs(EVERYTHING)).hasSizeLessThanOrEqualTo(Account.MAX_SIGNS);
            assertThat(bytes(state)).hasSizeLessThanOrEqualTo(4_096);
        }
        assertThat(told).isLessThanOrEqualTo(Accrued.MAX_ALONE + 20);
        assertThat(state.loners().rules(EVERYTHING)).isEqualTo(2_000);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void a_batch_split_anywhere_gives_the_same_findings_and_state(long seed) throws IOException {
        var random = new Random(seed);
        var rules = new ArrayList<Rule>();
        for (int i = 0; i < 80; i++) {
            rules.add(rule("r" + i, Severity.values()[random.nextInt(5)]));
        }
        var observations = new ArrayList<Observation>();
        var fired = new ArrayList<List<Rule>>();
        long now = 0;
        for (int i = 0; i < 2_000; i++) {
            now += random.nextInt(200_000) - 20_000;
            observations.add(events.process(now, "a.exe", "b.exe"));
            fired.add(random.nextInt(3) > 0 ? List.of() : List.of(rules.get(random.nextInt(80))));
        }
        var whole = suspicions.observe(suspicions.empty(), Events.HOST, batch(observations, fired, 0, 2_000), false);
        assertThat(whole.findings()).hasSizeGreaterThan(10);
        var findings = new ArrayList<Finding>();
        for (int at = 0; at < 2_000; ) {
            int end = Math.min(2_000, at + 1 + random.nextInt(100));
            var outcome = suspicions.observe(state, Events.HOST, batch(observations, fired, at, end), false);
            findings.addAll(outcome.findings());
            state = suspicions.read(new DataInputStream(new ByteArrayInputStream(bytes(outcome.state()))));
            at = end;
        }
        assertThat(findings).isEqualTo(whole.findings());
        assertThat(bytes(state)).isEqualTo(bytes(whole.state()));
    }

    private static Batch batch(List<Observation> observations, List<List<Rule>> fired, int from, int to) {
        var hits = new ArrayList<RuleHits>();
        for (int i = from; i < to; i++) {
            for (var rule : fired.get(i)) {
                hits.add(new RuleHits(rule, List.of(i - from)));
            }
        }
        return new Batch(observations.subList(from, to), Fired.of(hits));
    }

    private byte[] bytes(Accrued accrued) throws IOException {
        var bytes = new ByteArrayOutputStream();
        suspicions.write(accrued, new DataOutputStream(bytes));
        return bytes.toByteArray();
    }
}
