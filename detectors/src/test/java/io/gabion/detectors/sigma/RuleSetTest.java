package io.gabion.detectors.sigma;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.detectors.sigma.match.LogSources;
import io.gabion.detectors.sigma.match.OneRule;
import io.gabion.detectors.sigma.match.RuleSet;
import io.gabion.detectors.sigma.rule.LogSource;
import io.gabion.detectors.sigma.rule.Placeholders;
import io.gabion.detectors.sigma.rule.SigmaRule.Detection;
import io.gabion.protocol.observation.Several;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleSetTest {
    private static final String[] FIELDS = {"A", "B", "C"};
    private static final String[] MODIFIERS = {
        "", "|contains", "|startswith", "|endswith", "|contains|all", "|cased", "|contains|cased", "|windash|contains",
        "|re", "|re|i", "|neq", "|contains|neq", "|fieldref", "|fieldref|contains", "|exists", "|gt"
    };
    private static final String LETTERS = "aAbBé-/.\\*?1Ж";

    /** Longer than what texts are known by: rules and events share parts of them. */
    private static final String[] LONG = {"powershell", "\\cmd.exe", " -Encoded", "http://a", "ЖёЖéЖa", "aaaaaaa"};

    /** Short words over few letters meet often: rules are true about as often as false. */
    @Test
    void many_rules_in_one_program_say_what_each_says_alone() {
        long hits = 0;
        for (int seed = 0; seed < 60; seed++) {
            var random = new Random(seed);
            var rules = new ArrayList<Detection>();
            var alone = new ArrayList<OneRule>();
            while (rules.size() < 40) {
                var text = Rules.rule(selections(random)).replace("id: test", "id: r" + rules.size());
                var rule = Rules.detection(text, Placeholders.NONE);
                rules.add(rule);
                alone.add(new OneRule(rule.expression()));
            }
            var matcher =
                    RuleSet.of(rules, LogSources.bundled(), Rules.ANY_TEST).matcher();
            for (int i = 0; i < 100; i++) {
                var event = new LinkedHashMap<String, String>();
                for (var field : FIELDS) {
                    if (random.nextInt(5) > 0) {
                        event.put(field, random.nextInt(4) == 0 ? several(random) : value(random));
                    }
                }
                var expected = new ArrayList<String>();
                for (int rule = 0; rule < rules.size(); rule++) {
                    if (alone.get(rule).holds(event)) {
                        expected.add("r" + rule);
                    }
                }
                assertThat(matcher.match(Rules.event("test", i, event)))
                        .as("seed %d, %s", seed, event)
                        .extracting(r -> r.meta().id())
                        .containsExactlyElementsOf(expected);
                hits += expected.size();
            }
        }
        assertThat(hits).isBetween(20_000L, 220_000L);
    }

    private static String value(Random random) {
        return random.nextInt(8) == 0 ? "1" : word(random, 12);
    }

    private static String several(Random random) {
        var values = new ArrayList<String>();
        for (int i = random.nextInt(4); i > 0; i--) {
            values.add(value(random));
        }
        return Several.join(values);
    }

    private static String selections(Random random) {
        var text = new StringBuilder();
        for (int s = 0; s < 3; s++) {
            text.append("    s").append(s).append(":\n");
            int lines = 1 + random.nextInt(2);
            var keys = new java.util.HashSet<String>();
            for (int line = 0; line < lines; line++) {
                var key = FIELDS[random.nextInt(3)] + MODIFIERS[random.nextInt(MODIFIERS.length)];
                if (keys.add(key)) {
                    text.append("        ")
                            .append(key)
                            .append(": ")
                            .append(values(random, key))
                            .append('\n');
                }
            }
        }
        var conditions =
                List.of("s0 and s1", "s0 or s1", "s0 and not s1", "1 of s*", "all of s*", "not s0 and (s1 or s2)");
        return text + "    condition: " + conditions.get(random.nextInt(conditions.size()));
    }

    private static String values(Random random, String key) {
        if (key.endsWith("exists")) {
            return String.valueOf(random.nextBoolean());
        }
        if (key.endsWith("gt")) {
            return String.valueOf(random.nextInt(3));
        }
        var values = new ArrayList<String>();
        for (int i = 0; i <= random.nextInt(4); i++) {
            var word = key.contains("fieldref")
                    ? FIELDS[random.nextInt(3)]
                    : key.contains("|re") ? word(random, 4).replaceAll("[*?\\\\]", ".+") : word(random, 5);
            values.add("'" + word + "'");
        }
        return values.toString();
    }

    private static String word(Random random, int longest) {
        if (random.nextInt(3) == 0) {
            var text = LONG[random.nextInt(LONG.length)];
            var part = text.substring(random.nextInt(3), text.length() - random.nextInt(3));
            return longest > 5 ? letters(random, 3) + part + letters(random, 3) : part;
        }
        return letters(random, longest);
    }

    private static String letters(Random random, int longest) {
        var word = new StringBuilder();
        for (int i = random.nextInt(longest + 1); i > 0; i--) {
            word.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return word.toString();
    }

    private static boolean fires(String logsource, String product, LogSource declared, Map<String, String> event) {
        var text = "title: T\nlogsource: " + logsource + "\ndetection: {s: {X: '1'}, condition: s}\n";
        var fields = new LinkedHashMap<>(event);
        fields.put("X", "1");
        var rule = Rules.detection(text, Placeholders.NONE);
        return !RuleSet.of(List.of(rule), LogSources.bundled(), declared)
                .matcher()
                .match(Rules.event(product, 0, fields))
                .isEmpty();
    }

    @ParameterizedTest(name = "{0} on {1}: {2}")
    @CsvSource(
            delimiter = ';',
            value = {
                "{product: windows, category: process_creation}; Channel=Microsoft-Windows-Sysmon/Operational,EventID=1; true",
                "{product: windows, category: process_creation}; Channel=microsoft-windows-sysmon/operational,EventID=1; true",
                "{product: windows, category: process_creation}; Provider_Name=Microsoft-Windows-Sysmon,EventID=1; true",
                "{product: windows, category: process_creation}; Channel=Microsoft-Windows-Sysmon/Operational,EventID=3; false",
                "{product: windows, category: process_creation}; Channel=Security,EventID=4688; true",
                "{category: process_creation}; Channel=Security,EventID=4688; true",
                "{category: process_creation}; Channel=Linux-Sysmon/Operational,EventID=1; true",
                "{product: windows, category: process_creation, service: sysmon}; Channel=Security,EventID=4688; false",
                "{product: windows, service: security}; Channel=Security,EventID=1; true",
                "{product: windows, service: security}; Channel=System,EventID=1; false",
                "{product: windows}; Channel=Anything,EventID=1; true",
                "{product: windows, service: nothing-known}; Channel=Anything,EventID=1; false",
                "{product: zeek, service: dns}; _path=dns; true",
                "{category: dns}; _path=dns; true",
                "{category: dns}; _path=http; false",
                "{product: linux, service: sshd}; program=sshd; true",
                "{product: linux, service: sshd}; program=cron; false",
                "{product: linux}; program=cron; true",
                "{product: aws, service: cloudtrail}; eventSource=s3.amazonaws.com,awsRegion=x; true",
                "{product: kubernetes, service: audit}; verb=get,auditID=1; true",
            })
    void a_rule_sees_events_of_its_log_source_only(String logsource, String fields, boolean expected) {
        var event = new LinkedHashMap<String, String>();
        for (var field : fields.split(",")) {
            event.put(field.split("=")[0], field.split("=")[1]);
        }
        assertThat(fires(logsource, "zeek", LogSource.ANY, event)).isEqualTo(expected);
    }

    @Test
    void what_is_declared_need_not_show_and_what_contradicts_it_is_not_asked() {
        var windows = new LogSource("windows", "", "");
        var creation = new LogSource("windows", "process_creation", "");
        var rule = "{product: windows, category: process_creation}";
        assertThat(fires(rule, "", creation, Map.of())).isTrue();
        assertThat(fires(rule, "", windows, Map.of())).isFalse();
        assertThat(fires(rule, "", windows, Map.of("Channel", "Security", "EventID", "4688")))
                .isTrue();
        assertThat(fires("{product: linux, category: process_creation}", "", creation, Map.of()))
                .isFalse();
        assertThat(fires("{product: acme, service: audit}", "", new LogSource("acme", "", "audit"), Map.of()))
                .isTrue();
    }

    @Test
    void a_field_that_the_log_calls_otherwise_is_found() {
        var text = """
                title: T
                logsource: {product: windows, category: process_creation}
                detection:
                    s: {Image|endswith: '\\cmd.exe', User: 'D\\u', IntegrityLevel: High, ProcessId: 7}
                    condition: s
                """;
        var set = RuleSet.of(List.of(Rules.detection(text, Placeholders.NONE)), LogSources.bundled());
        var event = Map.of(
                "Channel", "Security",
                "EventID", "4688",
                "NewProcessName", "C:\\cmd.exe",
                "SubjectUserName", "u",
                "SubjectDomainName", "D",
                "MandatoryLabel", "S-1-16-12288",
                "ProcessId", "7");
        assertThat(set.matcher().match(Rules.event("windows", 0, event))).hasSize(1);
    }
}
