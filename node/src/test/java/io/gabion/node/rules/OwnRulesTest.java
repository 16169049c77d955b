package io.gabion.node.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gabion.detectors.sigma.Hit;
import io.gabion.detectors.sigma.RulePack;
import io.gabion.detectors.sigma.RuleRun;
import io.gabion.detectors.sigma.match.LogSources;
import io.gabion.detectors.sigma.rule.LogSource;
import io.gabion.detectors.sigma.rule.Meta;
import io.gabion.node.parse.Formats;
import io.gabion.node.parse.Parsed;
import io.gabion.protocol.observation.Source;
import io.gabion.protocol.suspicion.Severity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class OwnRulesTest {
    private static final String SYSMON = "\"Channel\":\"Microsoft-Windows-Sysmon/Operational\",";
    private static final String TOOL = "C:\\\\Users\\\\a\\\\Downloads\\\\t.exe";

    private static final RuleRun RUN = run();

    private static RuleRun run() {
        try {
            return new RuleRun(pack(), LogSources.bundled(), LogSource.ANY);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static RulePack pack() throws IOException {
        return RulePack.of(OwnRules.files(), RuleContext.placeholders(null));
    }

    private static List<String> fired(String format, String event) throws IOException {
        var bytes = event.getBytes(StandardCharsets.UTF_8);
        var parsed = Formats.named(format).orElseThrow().parse(new Source("test", 1), bytes, 0, bytes.length);
        assertThat(parsed).isInstanceOf(Parsed.Seen.class);
        return RUN.hits(((Parsed.Seen) parsed).observation()).stream()
                .map(hit -> hit.rule().title())
                .toList();
    }

    private static String windows(String rest) {
        return "{\"Hostname\":\"ws1\",\"TimeCreated\":\"2026-01-02T00:00:00Z\"," + rest + "}";
    }

    private static String call(String name, String rest) {
        return "{\"eventVersion\":\"1.08\",\"awsRegion\":\"eu-west-1\",\"eventTime\":\"2026-01-02T00:00:00Z\","
                + "\"eventSource\":\"ec2.amazonaws.com\",\"userIdentity\":{\"type\":\"IAMUser\",\"arn\":\"arn:aws:iam::1:user/a\"},"
                + "\"eventName\":\"" + name + "\"" + rest + "}";
    }

    @Test
    void every_rule_loads_and_says_what_it_is_for() throws IOException {
        var pack = pack();
        assertThat(pack.refused()).isEmpty();
        assertThat(pack.detections()).hasSizeGreaterThan(700);
        var titles = new HashSet<String>();
        assertThat(pack.detections()).allSatisfy(rule -> {
            assertThat(titles.add(rule.meta().title())).isTrue();
            assertThat(rule.meta().author()).isEqualTo("Gabion");
            assertThat(rule.meta().shown().techniques()).isNotEmpty();
        });
    }

    @Test
    void they_come_with_other_rules_and_not_alone(@TempDir Path folder) throws IOException {
        Files.writeString(
                folder.resolve("one.yml"),
                "title: One\nid: 11111111-1111-4111-8111-111111111111\nlogsource: {product: linux}\n"
                        + "detection: {a: {b: c}, condition: a}\nlevel: low\n");
        int own = pack().loaded();
        assertThat(RulePacks.withOwn(List.of(folder), null).current().pack().loaded())
                .isEqualTo(own + 1);
        assertThat(RulePacks.withOwn(List.of(), null).current().pack().loaded()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"eventlog,true", "netprofm,false", "spooler,false"})
    void only_who_stops_the_event_log_switches_logging_off(String service, boolean off) throws IOException {
        var events = List.of(
                windows(
                        SYSMON
                                + "\"EventID\":1,\"Image\":\"C:\\\\Windows\\\\System32\\\\net.exe\",\"CommandLine\":\"net stop %s\""),
                windows("\"Channel\":\"Microsoft-Windows-PowerShell/Operational\","
                        + "\"EventID\":4104,\"ScriptBlockText\":\"Stop-Service -Name %s -Force\""),
                windows(
                        "\"Channel\":\"Microsoft-Windows-PowerShell/Operational\","
                                + "\"EventID\":4103,\"Payload\":\"CommandInvocation(Stop-Service): \\\"Stop-Service\\\" name=\\\"Name\\\"; value=\\\"%s\\\"\""));
        for (var event : events) {
            assertThat(fired("windows-json", event.formatted(service)).stream()
                            .anyMatch(title -> title.startsWith("Event Logging Is Switched Off")))
                    .describedAs(event)
                    .isEqualTo(off);
        }
    }

    private static final JsonMapper JSON = new JsonMapper();

    static Stream<Arguments> cases() throws IOException {
        try (var in = OwnRulesTest.class.getResourceAsStream("/rules/cases.jsonl")) {
            var lines = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            var cases = new ArrayList<Arguments>();
            for (var line : lines) {
                var node = JSON.readTree(line);
                cases.add(Arguments.of(
                        node.get("fires").asText(), node.get("event").toString()));
            }
            return cases.stream();
        }
    }

    /** Each case is an event and the rule that must fire on it, or none of at least low: the harmless twin. */
    @ParameterizedTest
    @MethodSource("cases")
    void an_event_of_a_service_is_noticed_and_its_harmless_twin_is_not(String title, String event) throws IOException {
        var bytes = event.getBytes(StandardCharsets.UTF_8);
        var parsed = Formats.detect(bytes, Instant.EPOCH, "events.jsonl")
                .parse(new Source("test", 1), bytes, 0, bytes.length);
        assertThat(parsed).isInstanceOf(Parsed.Seen.class);
        var fired = RUN.hits(((Parsed.Seen) parsed).observation()).stream()
                .map(Hit::rule)
                .filter(rule -> rule.level().compareTo(Severity.LOW) >= 0)
                .map(Meta::title)
                .toList();
        if (title.isEmpty()) {
            assertThat(fired).isEmpty();
        } else {
            assertThat(fired).contains(title);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0x1fffff | LSASS Memory Readable for an Unusual Program",
                "0x1010 | LSASS Memory Readable for an Unusual Program",
            })
    void lsass_is_read_by_a_tool(String rights, String title) throws IOException {
        var event = SYSMON
                + "\"EventID\":10,\"SourceImage\":\"%s\",\"TargetImage\":\"C:\\\\Windows\\\\system32\\\\lsass.exe\",\"GrantedAccess\":\"%s\"";
        assertThat(fired("windows-json", windows(event.formatted(TOOL, rights))))
                .contains(title);
        var system = "C:\\\\Windows\\\\System32\\\\svchost.exe";
        assertThat(fired("windows-json", windows(event.formatted(system, rights))))
                .isEmpty();
        assertThat(fired("windows-json", windows(event.formatted(TOOL, "0x1400"))))
                .doesNotContain(title);
    }

    @Test
    void a_remote_service_pipe_counts_only_for_people() throws IOException {
        var event =
                "\"Channel\":\"Security\",\"EventID\":5145,\"RelativeTargetName\":\"svcctl\",\"SubjectUserName\":\"%s\"";
        assertThat(fired("windows-json", windows(event.formatted("anna"))))
                .containsExactly("Service Control Manager Reached Over the Network");
        assertThat(fired("windows-json", windows(event.formatted("DC1$")))).isEmpty();
    }

    @Test
    void replication_counts_only_for_people() throws IOException {
        var event =
                "\"Channel\":\"Security\",\"EventID\":4662,\"Properties\":\"%%7688 {1131f6ad-9c07-11d1-f79f-00c04fc2dcd2}\",\"SubjectUserName\":\"%s\"";
        assertThat(fired("windows-json", windows(event.replace("%%", "%").replace("%s", "anna"))))
                .containsExactly("Directory Replication Asked For by a User");
        assertThat(fired("windows-json", windows(event.replace("%%", "%").replace("%s", "DC2$"))))
                .isEmpty();
    }

    @Test
    void command_lines_left_out_of_process_events_are_noticed_and_put_back_in_are_not() throws IOException {
        var event = SYSMON
                + "\"EventID\":13,\"TargetObject\":\"HKLM\\\\SOFTWARE\\\\X\\\\ProcessCreationIncludeCmdLine_Enabled\",\"Details\":\"DWORD (0x0000000%d)\"";
        assertThat(fired("windows-json", windows(event.formatted(0))))
                .containsExactly("Event Logging Is Switched Off in the Registry");
        assertThat(fired("windows-json", windows(event.formatted(1)))).isEmpty();
    }

    @Test
    void an_image_given_to_strangers_is_noticed_and_a_refused_call_is_not() throws IOException {
        var given = ",\"requestParameters\":{\"launchPermission\":{\"add\":{\"items\":[{\"%s\":\"%s\"}]}}}";
        assertThat(fired("cloudtrail", call("ModifyImageAttribute", given.formatted("group", "all"))))
                .containsExactly("AWS Image Is Shared With Strangers");
        assertThat(fired("cloudtrail", call("ModifyImageAttribute", given.formatted("userId", "012345678901"))))
                .containsExactly("AWS Image Is Shared With Strangers");
        var refused = given.formatted("group", "all") + ",\"errorCode\":\"AccessDenied\"";
        assertThat(fired("cloudtrail", call("ModifyImageAttribute", refused)))
                .doesNotContain("AWS Image Is Shared With Strangers");
        assertThat(fired("cloudtrail", call("DescribeImageAttribute", ""))).isEmpty();
    }
}
