package io.gabion.detectors.sigma;

import static io.gabion.detectors.sigma.Rules.detection;
import static io.gabion.detectors.sigma.Rules.holds;
import static io.gabion.detectors.sigma.Rules.rule;
import static io.gabion.detectors.sigma.Rules.selection;
import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.detectors.sigma.correlate.Correlations;
import io.gabion.detectors.sigma.correlate.CountedEvents;
import io.gabion.detectors.sigma.match.LogSources;
import io.gabion.detectors.sigma.match.RuleSet;
import io.gabion.detectors.sigma.rule.Placeholders;
import io.gabion.protocol.observation.Several;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A field of several values satisfies what any of them does. */
class SeveralValuesTest {
    /** The values stand between plus signs. */
    @ParameterizedTest(name = "{0} on {1}: {2}")
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '|',
            value = {
                "F: abc; x+abc; true",
                "F: abc; abc+x; true",
                "F: abc; x+abcd; false",
                "F: 'a,b'; a+b; false",
                "F: 'a,b'; x+a,b; true",
                "F: ''; x+||; true",
                "F: '*c'; abc+x; true",
                "F: 'a*c'; a+c; false",
                "F: 'a?b'; a+b; false",
                "F|contains: 'a,b'; a+b; false",
                "F|contains: b; a+abc; true",
                "F|startswith: ab; x+abc; true",
                "F|startswith: ab; x+yab; false",
                "F|endswith: bc; abc+x; true",
                "F|endswith: bc; abcd+x; false",
                "F|contains|all: [a, b]; xa+xb; true",
                "F|contains|all: [a, b]; xa+xc; false",
                "F|all: [a, b]; b+c+a; true",
                "F|all: [a, b]; b+c; false",
                "F|cased: Abc; abc+Abc; true",
                "F|cased: Abc; abc+ABC; false",
                "F|neq: abc; x+abc; false",
                "F|neq: abc; x+y; true",
                "F|re: '^b$'; a+b; true",
                "F|re: '^a.b$'; a+b; false",
                "F|re: 'a.*b'; a+b; false",
                "F|re|i: '^WHOAMI$'; x+whoami; true",
                "F|cidr: 0.0.0.0/0; x+10.1.1.1; true",
                "F|cidr: 10.0.0.0/8; 10.1.1.1+192.168.1.1; true",
                "F|cidr: 10.0.0.0/8; 11.1.1.1+192.168.1.1; false",
                "F: 22; 80+22; true",
                "F|gt: 5; 1+7; true",
                "F|gt: 5; 1+3; false",
                "F|lte: 1; 1+7; true",
                "F|hour: 3; 2026-03-01T02:00:00Z+2026-03-01T03:00:00Z; true",
                "F|exists: true; a+b; true",
                "F|exists: false; a+b; false",
                "F: null; a+b; false",
                "F|fieldref: G; a+b; true",
                "F|fieldref: G; a+c; false",
                "F|windash|contains: ' -f'; a+b /f; true",
                "F|base64: abc; x+YWJj; true",
            })
    void any_of_them_is_enough(String lines, String values, boolean expected) {
        var several = Several.join(List.of(values.replace("||", "").split("\\+", -1)));
        assertThat(holds(selection(lines), Map.of("F", several, "G", Several.join(List.of("x", "b")))))
                .isEqualTo(expected);
    }

    @Test
    void a_filter_that_one_of_them_satisfies_filters_the_event() {
        var rule = rule("""
                    s: {verb: create}
                    f: {groups: 'system:authenticated'}
                    condition: s and not f
                """);
        var groups = Several.join(List.of("dev", "system:authenticated"));
        assertThat(holds(rule, Map.of("verb", "create", "groups", groups))).isFalse();
        assertThat(holds(rule, Map.of("verb", "create", "groups", "dev,system:authenticated")))
                .isTrue();
    }

    @Test
    void keywords_are_looked_for_in_each_of_them() {
        var values = Several.join(List.of("abc", "x-mimikatz-y"));
        assertThat(holds(rule("    s: [mimikatz]\n    condition: s"), Map.of("F", values)))
                .isTrue();
        assertThat(holds(rule("    s: ['abc?x-mimi']\n    condition: s"), Map.of("F", values)))
                .isTrue();
        assertThat(holds(rule("    s: ['abcx-mimi', 'abc,x-mimi']\n    condition: s"), Map.of("F", values)))
                .isFalse();
        assertThat(holds(rule("    s: {'|re': 'z-y$'}\n    condition: s"), Map.of("F", values)))
                .isTrue();
    }

    /** The specification asks for presence only, "be it empty or null". */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = ';',
            value = {
                "F|exists: true; true",
                "F|exists: false; false",
                "F: null; true",
                "F: ''; false",
                "F: '*'; false",
                "F|re: '.*'; false",
                "F|neq: a; true",
                "F|fieldref: F; false",
                "F|gt: -1; false",
                "G|exists: true; false",
                "G|exists: false; true",
            })
    void a_field_without_a_value_is_there(String lines, boolean expected) {
        assertThat(holds(selection(lines), Map.of("F", Several.NONE))).isEqualTo(expected);
    }

    @Test
    void what_one_event_had_without_a_value_the_next_one_has_not() {
        var rule = detection(selection("F|exists: true"), Placeholders.NONE);
        var matcher =
                RuleSet.of(List.of(rule), LogSources.bundled(), Rules.ANY_TEST).matcher();
        assertThat(matcher.match(Rules.event("test", 0, Map.of("F", Several.NONE))))
                .hasSize(1);
        assertThat(matcher.match(Rules.event("test", 1, Map.of("G", "x")))).isEmpty();
    }

    @Test
    void a_log_source_and_fields_made_of_others_are_known_by_any_of_them() {
        var text = """
                title: T
                logsource: {product: windows, category: process_creation}
                detection:
                    s: {Image|endswith: '\\cmd.exe', IntegrityLevel: High}
                    condition: s
                """;
        var set = RuleSet.of(List.of(detection(text, Placeholders.NONE)), LogSources.bundled());
        var event = Map.of(
                "Channel", Several.join(List.of("x", "Security")),
                "EventID", "4688",
                "IntegrityLevel", Several.NONE,
                "NewProcessName", Several.join(List.of("C:\\a.exe", "C:\\cmd.exe")),
                "MandatoryLabel", Several.join(List.of("S-1-16-4096", "S-1-16-12288")));
        assertThat(set.matcher().match(Rules.event("", 0, event))).hasSize(1);
    }

    /** The name of a group is for people; an event that has no value belongs to none. */
    @Test
    void a_correlation_groups_by_all_of_them_as_they_are_told() {
        var text = """
                title: Login failed
                id: failed
                logsource: {product: test}
                detection: {s: {E: fail}, condition: s}
                ---
                title: Many
                id: many
                correlation: {type: event_count, rules: [failed], group-by: [Groups], timespan: 10s, condition: {gte: 2}}
                """;
        var pack = RulePack.of(List.of(new RulePack.File("test.yml", text, "")), Placeholders.NONE);
        var counted = new CountedEvents(new Correlations(pack));
        var matcher = pack.compiled(LogSources.bundled(), Rules.ANY_TEST).matcher();
        var groups = List.of(Several.join(List.of("dev", "ops")), Several.NONE);
        for (int i = 0; i < groups.size(); i++) {
            var event = Rules.event("test", 0, Map.of("E", "fail", "Groups", groups.get(i)));
            assertThat(matcher.match(event)).hasSize(1);
            counted.add(i, event, "failed", matcher::field);
        }
        assertThat(counted.all())
                .flatExtracting(counting -> counting.groups())
                .extracting(group -> group.values())
                .containsExactly(Map.of("Groups", "dev,ops"));
    }
}
