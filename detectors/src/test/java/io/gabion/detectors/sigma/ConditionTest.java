package io.gabion.detectors.sigma;

import static io.gabion.detectors.sigma.Rules.holds;
import static io.gabion.detectors.sigma.Rules.refusal;
import static io.gabion.detectors.sigma.Rules.rule;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConditionTest {
    private static final String SELECTIONS = """
                sel_a:
                    A: 1
                sel_b:
                    B: 1
                other:
                    C: 1
                _hidden:
                    D: 1
            """;

    @ParameterizedTest(name = "{0} of {1}: {2}")
    @CsvSource({
        "sel_a and sel_b, AB, true",
        "sel_a and sel_b, A, false",
        "sel_a or sel_b and other, A, true",
        "(sel_a or sel_b) and other, A, false",
        "sel_a and not other, A, true",
        "sel_a and not other, AC, false",
        "not sel_a, B, true",
        "not not sel_a, A, true",
        "NOT sel_a AND sel_b OR other, B, true",
        "1 of sel_*, B, true",
        "1 of sel_*, C, false",
        "any of sel_*, B, true",
        "all of sel_*, AB, true",
        "all of sel_*, A, false",
        "1 of them, D, false",
        "1 of them, C, true",
        "all of them, ABC, true",
        "1 of *_b, B, true",
        "1 of _hidden, D, true",
        "all of sel* and not 1 of o*, ABC, false",
        "((sel_a)), A, true",
    })
    void conditions_join_selections(String condition, String present, boolean expected) {
        var event = new HashMap<String, String>();
        present.chars().forEach(c -> event.put(String.valueOf((char) c), "1"));
        assertThat(holds(rule(SELECTIONS + "    condition: " + condition), event))
                .isEqualTo(expected);
    }

    @Test
    void several_conditions_are_alternatives() {
        var text = rule(SELECTIONS + "    condition: [sel_a, sel_b and other]");
        assertThat(holds(text, Map.of("A", "1"))).isTrue();
        assertThat(holds(text, Map.of("B", "1", "C", "1"))).isTrue();
        assertThat(holds(text, Map.of("B", "1"))).isFalse();
    }

    @Test
    void maps_are_joined_by_and_and_lists_by_or() {
        var text = rule("    s:\n        - A: 1\n          B: 1\n        - C: [1, 2]\n    condition: s");
        assertThat(holds(text, Map.of("A", "1", "B", "1"))).isTrue();
        assertThat(holds(text, Map.of("A", "1"))).isFalse();
        assertThat(holds(text, Map.of("C", "2"))).isTrue();
    }

    @Test
    void keywords_stand_anywhere_in_the_event() {
        var text = rule("    keywords:\n        - 'event::clear'\n        - 'drop*table'\n    condition: keywords");
        assertThat(holds(text, Map.of("X", "a EVENT::clear b"))).isTrue();
        assertThat(holds(text, Map.of("X", "drop the table"))).isTrue();
        assertThat(holds(text, Map.of("X", "clear"))).isFalse();
        var all = rule("    keywords:\n        '|all':\n            - one\n            - two\n    condition: keywords");
        assertThat(holds(all, Map.of("X", "one", "Y", "two"))).isTrue();
        assertThat(holds(all, Map.of("X", "one"))).isFalse();
        assertThat(holds(rule("    k:\n        '|re': 'o[n]e'\n    condition: k"), Map.of("X", "one")))
                .isTrue();
    }

    @Test
    void a_field_is_known_in_any_case_and_with_either_joint() {
        var text = Rules.selection("User.Name: x");
        var rule = Rules.detection(text, io.gabion.detectors.sigma.rule.Placeholders.NONE);
        var set = io.gabion.detectors.sigma.match.RuleSet.of(
                List.of(rule), io.gabion.detectors.sigma.match.LogSources.bundled(), Rules.ANY_TEST);
        for (var name : List.of("User.Name", "user.name", "USER_NAME")) {
            assertThat(set.matcher().match(Rules.event("test", 0, Map.of(name, "x"))))
                    .hasSize(1);
        }
    }

    @Test
    void what_is_no_condition_is_refused() {
        assertThat(refusal(rule(SELECTIONS + "    condition: sel_a and"))).contains("ends too early");
        assertThat(refusal(rule(SELECTIONS + "    condition: (sel_a"))).contains("'(' too many");
        assertThat(refusal(rule(SELECTIONS + "    condition: sel_a)"))).contains("does not go on with ')'");
        assertThat(refusal(rule(SELECTIONS + "    condition: sel_x"))).contains("names no selection: 'sel_x'");
        assertThat(refusal(rule(SELECTIONS + "    condition: 1 of x*"))).contains("no selection is called 'x*'");
        assertThat(refusal(rule(SELECTIONS + "    condition: 2 of sel_*"))).contains("'2 of'");
        assertThat(refusal(rule(SELECTIONS + "    condition: sel_a | count() > 5")))
                .contains("aggregation");
        assertThat(refusal(rule(SELECTIONS))).contains("there is no condition");
        assertThat(refusal(rule(SELECTIONS + "    condition: " + "(".repeat(60) + "sel_a" + ")".repeat(60))))
                .contains("nested deeper");
    }
}
