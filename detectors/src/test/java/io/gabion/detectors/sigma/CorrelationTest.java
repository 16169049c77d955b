package io.gabion.detectors.sigma;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.detectors.sigma.correlate.Correlations;
import io.gabion.detectors.sigma.correlate.Entry;
import io.gabion.detectors.sigma.correlate.GroupRule;
import io.gabion.detectors.sigma.correlate.GroupState;
import io.gabion.detectors.sigma.correlate.Groups;
import io.gabion.detectors.sigma.match.LogSources;
import io.gabion.detectors.sigma.rule.Placeholders;
import io.gabion.protocol.observation.Source;
import io.gabion.protocol.rule.Chain;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CorrelationTest {
    private static final String BASE = """
            title: Login failed
            id: id-failed
            name: failed
            logsource: {product: test}
            detection: {s: {E: fail}, condition: s}
            ---
            title: Login succeeded
            id: id-success
            name: success
            logsource: {product: test}
            detection: {s: {E: ok}, condition: s}
            ---
            title: Sent
            id: id-sent
            name: sent
            logsource: {product: test}
            detection: {s: {E: sent}, condition: s}
            """;

    private static RulePack pack(String... correlations) {
        var text = new StringBuilder(BASE);
        for (int i = 0; i < correlations.length; i++) {
            text.append("---\ntitle: C")
                    .append(i)
                    .append("\nid: c")
                    .append(i)
                    .append("\nname: cn")
                    .append(i);
            text.append("\ncorrelation:\n")
                    .append(correlations[i].stripTrailing().indent(4));
        }
        return RulePack.of(List.of(new RulePack.File("test.yml", text.toString(), "")), Placeholders.NONE);
    }

    private static final class Run {
        private final RuleRun run;
        private final List<String> hits = new ArrayList<>();

        Run(String... correlations) {
            var pack = pack(correlations);
            assertThat(pack.refused()).isEmpty();
            run = new RuleRun(pack, LogSources.bundled(), Rules.ANY_TEST);
        }

        Run at(long second, String... fields) {
            var event = new java.util.LinkedHashMap<String, String>();
            for (int i = 0; i < fields.length; i += 2) {
                event.put(fields[i], fields[i + 1]);
            }
            run.hits(Rules.event("test", second, event)).forEach(this::note);
            return this;
        }

        List<String> end() {
            run.end().forEach(this::note);
            return hits;
        }

        private void note(Hit hit) {
            hits.add(hit.rule().id() + "@" + hit.source().line() + "/"
                    + hit.evidence().size());
        }
    }

    private static final String THREE = """
            type: event_count
            rules: [failed]
            group-by: [User]
            timespan: 10s
            condition: {gte: 3}
            """;

    @Test
    void events_are_counted_per_group_over_the_timespan_before_each() {
        var run = new Run(THREE)
                .at(0, "E", "fail", "User", "a")
                .at(1, "E", "fail", "User", "b")
                .at(6, "E", "fail", "User", "A")
                .at(11, "E", "fail", "User", "a")
                .at(12, "E", "fail", "User", "a");
        assertThat(run.end()).containsExactly("c0@13/3");
    }

    @Test
    void a_count_begins_anew_once_it_was_found() {
        var run = new Run(THREE);
        for (int i = 0; i < 7; i++) {
            run.at(i, "E", "fail", "User", "a");
        }
        assertThat(run.end()).containsExactly("c0@3/3", "c0@6/3");
    }

    @Test
    void an_event_without_the_field_it_is_grouped_by_belongs_to_no_group() {
        var run = new Run(THREE);
        for (int i = 0; i < 5; i++) {
            run.at(i, "E", "fail");
        }
        assertThat(run.end()).isEmpty();
    }

    @Test
    void an_upper_bound_is_judged_when_the_window_is_over() {
        var run = new Run("""
                type: event_count
                rules: [failed]
                group-by: [User]
                timespan: 10s
                condition: {gt: 1, lte: 3}
                """);
        for (int i = 0; i < 5; i++) {
            run.at(i, "E", "fail", "User", "many");
        }
        run.at(5, "E", "fail", "User", "two").at(6, "E", "fail", "User", "two");
        run.at(7, "E", "fail", "User", "one");
        run.at(30, "E", "other");
        assertThat(run.hits).containsExactly("c0@7/2");
        assertThat(run.end()).hasSize(1);
    }

    @Test
    void different_values_are_counted_once() {
        var rule = """
                type: value_count
                rules: [failed]
                group-by: [Host]
                timespan: 1m
                condition: {field: User, gte: 3}
                """;
        var same = new Run(rule);
        for (int i = 0; i < 10; i++) {
            same.at(i, "E", "fail", "Host", "h", "User", i % 2 == 0 ? "a" : "B");
        }
        assertThat(same.end()).isEmpty();
        var run = new Run(rule)
                .at(0, "E", "fail", "Host", "h", "User", "a")
                .at(1, "E", "fail", "Host", "h", "User", "b")
                .at(2, "E", "fail", "Host", "h", "User", "c");
        assertThat(run.end()).containsExactly("c0@3/3");
    }

    private static final String BOTH = """
            type: temporal
            rules: [failed, success]
            group-by: [User]
            timespan: 10s
            """;

    @Test
    void rules_meet_in_any_order() {
        assertThat(new Run(BOTH)
                        .at(0, "E", "ok", "User", "a")
                        .at(9, "E", "fail", "User", "a")
                        .end())
                .containsExactly("c0@10/2");
        assertThat(new Run(BOTH)
                        .at(0, "E", "ok", "User", "a")
                        .at(11, "E", "fail", "User", "a")
                        .end())
                .isEmpty();
        assertThat(new Run(BOTH)
                        .at(0, "E", "ok", "User", "a")
                        .at(1, "E", "fail", "User", "b")
                        .end())
                .isEmpty();
    }

    @Test
    void rules_meet_in_the_order_that_is_asked_for() {
        var ordered = BOTH.replace("temporal", "temporal_ordered");
        assertThat(new Run(ordered)
                        .at(0, "E", "ok", "User", "a")
                        .at(1, "E", "fail", "User", "a")
                        .end())
                .isEmpty();
        assertThat(new Run(ordered)
                        .at(0, "E", "fail", "User", "a")
                        .at(1, "E", "fail", "User", "a")
                        .at(10, "E", "ok", "User", "a")
                        .end())
                .hasSize(1);
        assertThat(new Run(ordered)
                        .at(0, "E", "fail", "User", "a")
                        .at(11, "E", "ok", "User", "a")
                        .end())
                .isEmpty();
    }

    @Test
    void numbers_are_added_up() {
        var run = new Run("""
                type: value_sum
                rules: [sent]
                group-by: [User]
                timespan: 10s
                condition: {field: Bytes, gt: 100}
                """)
                .at(0, "E", "sent", "User", "a", "Bytes", "60")
                .at(1, "E", "sent", "User", "a", "Bytes", "many")
                .at(2, "E", "sent", "User", "b", "Bytes", "60")
                .at(3, "E", "sent", "User", "a", "Bytes", "40.5");
        assertThat(run.end()).containsExactly("c0@4/2");
    }

    @Test
    void an_average_and_a_percentile_are_judged_when_the_window_is_over() {
        var average = """
                type: value_avg
                rules: [sent]
                group-by: [User]
                timespan: 10s
                condition: {field: Bytes, gt: 50}
                """;
        var median = average.replace("value_avg", "value_percentile").replace("gt: 50", "percentile: 50, gt: 50");
        for (var rule : List.of(average, median)) {
            var run = new Run(rule)
                    .at(0, "E", "sent", "User", "high", "Bytes", "40")
                    .at(1, "E", "sent", "User", "high", "Bytes", "70")
                    .at(2, "E", "sent", "User", "high", "Bytes", "80")
                    .at(3, "E", "sent", "User", "low", "Bytes", "99")
                    .at(4, "E", "sent", "User", "low", "Bytes", "1")
                    .at(5, "E", "sent", "User", "low", "Bytes", "2");
            assertThat(run.hits).isEmpty();
            assertThat(run.end()).containsExactly("c0@3/3");
        }
    }

    @Test
    void a_percentile_without_a_number_finds_the_rare_value() {
        var run = new Run("""
                type: value_percentile
                rules: [sent]
                group-by: [User]
                timespan: 1d
                condition: {field: Image, lte: 1}
                """);
        for (int i = 0; i < 200; i++) {
            run.at(i, "E", "sent", "User", "a", "Image", i == 77 ? "rare.exe" : i % 2 == 0 ? "x.exe" : "Y.exe");
        }
        assertThat(run.end()).containsExactly("c0@78/1");
    }

    @Test
    void correlations_are_chained() {
        var run = new Run("""
                type: temporal_ordered
                rules: [cn1, success]
                group-by: [User]
                timespan: 10s
                """, THREE);
        for (int i = 0; i < 3; i++) {
            run.at(i, "E", "fail", "User", "a");
        }
        run.at(5, "E", "ok", "User", "b").at(6, "E", "ok", "User", "a");
        assertThat(run.end()).containsExactly("c0@7/2");
    }

    @Test
    void an_alias_is_another_field_in_each_rule() {
        var run = new Run("""
                type: temporal
                rules: [failed, sent]
                group-by: [inside]
                timespan: 10s
                aliases:
                    inside:
                        failed: Source
                        id-sent: Target
                """)
                .at(0, "E", "fail", "Source", "10.0.0.1", "Target", "x")
                .at(1, "E", "sent", "Source", "x", "Target", "10.0.0.2")
                .at(2, "E", "sent", "Source", "y", "Target", "10.0.0.1");
        assertThat(run.end()).containsExactly("c0@3/2");
    }

    @Test
    void rules_of_a_correlation_speak_for_themselves_only_if_it_says_so() {
        assertThat(new Run(THREE).at(0, "E", "fail", "User", "a").end()).isEmpty();
        for (var yes : List.of("true", "yes")) {
            assertThat(new Run(THREE + "generate: " + yes + "\n")
                            .at(0, "E", "fail", "User", "a")
                            .end())
                    .containsExactly("id-failed@1/1");
        }
    }

    /** As the specification's schema has it: beside the section. */
    @ParameterizedTest
    @CsvSource({
        "generate: true, '', true",
        "generate: false, '', false",
        "'', generate: true, true",
        "generate: true, generate: yes, true",
        "generate: false, generate: no, false",
        "generate: , generate: true, true"
    })
    void whether_rules_speak_for_themselves_is_said_in_the_section_or_beside_it(
            String beside, String within, boolean heard) {
        var pack = beside(within.isEmpty() ? THREE : THREE + within + "\n", beside);
        assertThat(pack.refused()).isEmpty();
        var run = new RuleRun(pack, LogSources.bundled(), Rules.ANY_TEST);
        assertThat(run.hits(Rules.event("test", 0, Map.of("E", "fail", "User", "a"))))
                .hasSize(heard ? 1 : 0);
    }

    @ParameterizedTest
    @CsvSource({
        "generate: true, generate: false, 'generate is said twice, and not the same: true and false'",
        "generate: off, generate: on, 'generate is said twice, and not the same: off and on'",
        "generate: perhaps, '', 'generate is true or false, not ''perhaps'''",
        "generate: [true], '', generate is not a single value"
    })
    void a_contradiction_about_it_is_refused(String beside, String within, String reason) {
        var pack = beside(within.isEmpty() ? THREE : THREE + within + "\n", beside);
        assertThat(pack.refused()).extracting(RulePack.Refused::reason).containsExactly(reason);
    }

    private static RulePack beside(String section, String beside) {
        var text = BASE + "---\ntitle: C\nid: c0\n" + beside + "\ncorrelation:\n" + section.indent(4);
        return RulePack.of(List.of(new RulePack.File("test.yml", text, "")), Placeholders.NONE);
    }

    @Test
    void a_rule_that_one_correlation_lets_speak_is_heard_whatever_others_say() {
        var silent = THREE;
        var heard = THREE + "generate: true\n";
        for (var run : List.of(new Run(silent, heard), new Run(heard, silent))) {
            assertThat(run.at(0, "E", "fail", "User", "a").end()).containsExactly("id-failed@1/1");
        }
    }

    @Test
    void correlations_that_need_each_other_are_refused() {
        var first = THREE.replace("[failed]", "[failed, cn1]");
        var second = THREE.replace("[failed]", "[cn0]");
        assertThat(pack(first, second).refused())
                .extracting(RulePack.Refused::reason)
                .containsExactly(
                        "no such rule, or one that needs this one: cn1",
                        "no such rule, or one that needs this one: cn0");
    }

    @Test
    void correlations_stand_on_each_other_up_to_a_limit() {
        var tower = new String[Chain.LEVELS + 1];
        for (int i = 0; i < tower.length; i++) {
            tower[i] = i == 0 ? THREE : THREE.replace("failed", "cn" + (i - 1));
        }
        assertThat(pack(Arrays.copyOf(tower, Chain.LEVELS)).refused()).isEmpty();
        assertThat(pack(tower).refused())
                .extracting(RulePack.Refused::reason)
                .containsExactly("more than 8 correlations stand on each other");
        var wide = new String[Chain.LINKS + 2];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = i == 0 ? THREE : THREE.replace("failed", "cn0");
        }
        assertThat(pack(Arrays.copyOf(wide, wide.length - 1)).refused()).isEmpty();
        assertThat(pack(wide).refused())
                .extracting(RulePack.Refused::reason)
                .containsExactly("more than 64 links lead on from the correlation c0");
    }

    @Test
    void a_correlation_that_cannot_be_is_refused_by_name() {
        assertThat(pack(THREE.replace("failed", "nobody")).refused().toString()).contains("nobody");
        assertThat(pack(THREE.replace("failed", "cn0")).refused().toString()).contains("one that needs this one");
        assertThat(pack(THREE.replace("10s", "10x")).refused().toString()).contains("a timespan is");
        assertThat(pack(THREE.replace("gte: 3", "atleast: 3")).refused().toString())
                .contains("no such comparison: 'atleast'");
        assertThat(pack(THREE.replace("event_count", "value_sum")).refused().toString())
                .contains("the condition needs a field");
        assertThat(pack(THREE.replace("event_count", "event_sum")).refused().toString())
                .contains("no such type of correlation");
        assertThat(pack(THREE.replace("event_count", "value_count").replace("gte: 3", "field: x, gte: 5000"))
                        .refused()
                        .toString())
                .contains("not told apart");
    }

    @Test
    void a_group_keeps_a_bounded_number_of_entries_and_still_counts() throws IOException {
        var rule = new GroupRule(pack(THREE.replace("gte: 3", "gte: 5000").replace("10s", "1h"))
                .correlations()
                .getFirst());
        var state = GroupState.EMPTY;
        for (int i = 0; i < 4_999; i++) {
            var step = rule.add(state, new Entry(i, 0, 0, 0, 1, new Source("f", i)));
            assertThat(step.found()).isEmpty();
            state = step.state();
        }
        assertThat(state.entries()).hasSize(GroupState.MAX_ENTRIES);
        var bytes = new ByteArrayOutputStream();
        state.write(new DataOutputStream(bytes));
        var read = GroupState.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
        assertThat(read).isEqualTo(state);
        assertThat(rule.add(read, new Entry(5_000, 0, 0, 0, 1, new Source("f", 5_000)))
                        .found())
                .isPresent();
    }

    @Test
    void of_too_many_groups_the_longest_untouched_is_forgotten() {
        var correlations = new Correlations(pack(THREE));
        var groups = new Groups(correlations, 2);
        for (var user : List.of("a", "a", "b", "b", "c", "a")) {
            assertThat(add(groups, 1, user)).isEmpty();
        }
        assertThat(add(groups, 2, "c")).isEmpty();
        assertThat(add(groups, 3, "c")).hasSize(1);
    }

    private static List<Hit> add(Groups groups, long second, String user) {
        var fields = Map.of("User", user);
        return groups.add(List.of("id-failed"), Rules.event("test", second, fields), fields::get);
    }
}
