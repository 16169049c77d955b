package io.gabion.detectors.sigma;

import static io.gabion.detectors.sigma.Rules.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.detectors.sigma.rule.Placeholders;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RulePackTest {
    private static final String RULE = """
            title: Tool
            id: tool
            author: Ada
            license: DRL-1.1
            level: high
            tags: [attack.t1059.001, attack.execution, ATTACK.T1105, attack.t1105]
            logsource: {product: test, category: c}
            detection: {s: {A: x}, condition: s}
            """;

    private static RulePack pack(String... texts) {
        var files = new ArrayList<RulePack.File>();
        for (var text : texts) {
            files.add(new RulePack.File("f" + files.size() + ".yml", text, ""));
        }
        return RulePack.of(files, Placeholders.NONE);
    }

    private static boolean fires(RulePack pack, Map<String, String> event) {
        return Rules.holds(pack.detections().getFirst(), event);
    }

    private static String filter(String rules, String source, String condition) {
        return "title: F\nid: f\nlogsource: {" + source + "}\nfilter:\n    rules: " + rules
                + "\n    mine: {U|startswith: adm_}\n    condition: " + condition + "\n";
    }

    @Test
    void a_rule_tells_who_wrote_it_and_what_it_is_about() {
        var meta = pack(RULE).detections().getFirst().meta();
        assertThat(meta.author()).isEqualTo("Ada");
        assertThat(meta.license()).isEqualTo("DRL-1.1");
        assertThat(meta.techniques()).containsExactly("T1059.001", "T1105");
    }

    @Test
    void a_filter_that_narrows_no_rule_is_named_with_the_reason() {
        assertThat(pack(RULE, filter("[other, tool]", "product: test", "not mine"))
                        .idle())
                .isEmpty();
        assertThat(pack(RULE, filter("[other]", "product: test", "not mine")).idle())
                .extracting(RulePack.Refused::reason)
                .containsExactly("the filter F narrows no rule: no rule here is called as it says");
        for (var rules : List.of("[tool]", "any")) {
            assertThat(pack(RULE, filter(rules, "product: else", "not mine")).idle())
                    .extracting(RulePack.Refused::reason)
                    .containsExactly("the filter F narrows no rule: none of those it is for is of its log source");
        }
        assertThat(pack(filter("any", "product: test", "not mine")).idle()).hasSize(1);
    }

    @Test
    void a_filter_narrows_the_rules_it_names() {
        var admin = Map.of("A", "x", "U", "adm_1");
        var other = Map.of("A", "x", "U", "joe");
        for (var rules : List.of("[tool]", "tool", "any", "all", "[other, tool]")) {
            var filtered = pack(RULE, filter(rules, "product: test", "not mine"));
            assertThat(filtered.refused()).isEmpty();
            assertThat(fires(filtered, admin)).as(rules).isFalse();
            assertThat(fires(filtered, other)).as(rules).isTrue();
        }
        assertThat(fires(pack(RULE, filter("[other]", "product: test", "not mine")), admin))
                .isTrue();
        assertThat(fires(pack(RULE, filter("[tool]", "product: else", "not mine")), admin))
                .isTrue();
        assertThat(fires(pack(RULE, filter("[tool]", "category: c", "mine")), other))
                .isFalse();
    }

    @Test
    void of_two_rules_with_one_id_the_first_counts_and_the_other_is_named() {
        var pack = pack(RULE, RULE.replace("Tool", "Copy"));
        assertThat(pack.detections()).hasSize(1);
        assertThat(pack.detections().getFirst().meta().title()).isEqualTo("Tool");
        assertThat(pack.refused()).hasToString("[f1.yml: its id is that of a rule of f0.yml]");
    }

    @Test
    void one_bad_document_leaves_the_others() {
        var pack = pack("title: bad\n---\n" + RULE);
        assertThat(pack.detections()).hasSize(1);
        assertThat(pack.refused()).hasToString("[f0.yml:1: there is no logsource]");
    }

    @Test
    void what_is_no_rule_is_refused_with_its_place() {
        assertThat(refusal("")).isEqualTo("an empty file");
        assertThat(refusal("a: [")).startsWith("not YAML: ");
        assertThat(refusal("a: \"\\u")).startsWith("not YAML: ");
        assertThat(refusal("a: \"\\uzzzz\"")).startsWith("not YAML: ");
        assertThat(refusal("a: \"\\Uffffffff\"")).startsWith("not YAML: ");
        assertThat(refusal("- 1")).isEqualTo("a rule is not a map");
        assertThat(refusal(RULE.replace("title: Tool", "title: ''"))).isEqualTo("there is no title");
        assertThat(refusal(RULE.replace("level: high", "level: loud"))).isEqualTo("no such level: 'loud'");
        assertThat(refusal(RULE.replace("{A: x}", "{}"))).isEqualTo("a selection without a field");
        assertThat(refusal(RULE.replace("{A: x}", "{A: []}"))).isEqualTo("no value for 'A'");
        assertThat(refusal(RULE.replace("{A: x}", "{A: {B: x}}"))).isEqualTo("a value of 'A' is not a single value");
        assertThat(refusal(RULE + "taxonomy: ecs\n")).contains("the taxonomy 'ecs'");
        assertThat(refusal(RULE + "title: again\n")).contains("stands twice");
        assertThat(refusal(RULE.replace("{product: test, category: c}", "{definition: x}")))
                .contains("without product, category and service");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s---\n", "---\n---\n%s...\n---\n", "%s---\n# the end\n", "\ufeff%s"})
    void a_mark_before_or_after_a_document_is_no_document(String file) {
        var pack = pack(file.formatted(RULE));
        assertThat(pack.refused()).isEmpty();
        assertThat(pack.loaded()).isOne();
        assertThat(refusal("---\n---\n")).isEqualTo("an empty file");
    }

    @Test
    void a_file_cannot_cost_more_than_it_may() {
        assertThat(refusal("x".repeat(2_000_000))).contains("larger than");
        assertThat(refusal("a: " + "[".repeat(200) + "]".repeat(200))).startsWith("not YAML: ");
        var bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 8; i++) {
            bomb.append("a").append(i).append(": &a").append(i).append(" [");
            bomb.append(("*a" + (i - 1) + ", ").repeat(6)).append("x]\n");
        }
        assertThat(refusal(bomb.toString())).contains("unfolds to more than");
        assertThat(refusal("a: &a [*a]\n")).containsAnyOf("nested deeper", "not YAML");
        assertThat(refusal("!!javax.script.ScriptEngineManager [x]")).contains("tag is not allowed");
        assertThat(refusal(Rules.rule("    s: {A: x}\n    condition: s" + " and s".repeat(3_000))))
                .contains("a condition of more than");
    }

    @Test
    void an_anchor_is_what_it_stands_for() {
        var text = Rules.rule("    s: {A: &v [x, y], B: *v}\n    condition: s");
        assertThat(Rules.holds(text, Map.of("A", "x", "B", "y"))).isTrue();
        assertThat(Rules.holds(text, Map.of("A", "x", "B", "z"))).isFalse();
    }
}
