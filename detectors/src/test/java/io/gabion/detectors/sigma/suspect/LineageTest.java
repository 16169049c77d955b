package io.gabion.detectors.sigma.suspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.detectors.Batch;
import io.gabion.detectors.Events;
import io.gabion.detectors.Finding;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.Observation.Actor;
import io.gabion.protocol.observation.Observation.Authentication;
import io.gabion.protocol.observation.Observation.Network;
import io.gabion.protocol.observation.Observation.Process;
import io.gabion.protocol.observation.OcsfClass;
import io.gabion.protocol.observation.Source;
import io.gabion.protocol.rule.Fired;
import io.gabion.protocol.rule.Rule;
import io.gabion.protocol.rule.RuleHits;
import io.gabion.protocol.suspicion.Severity;
import io.gabion.protocol.suspicion.Suspicion;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Signs of one tree of processes belong together and outweigh what stands alone. */
class LineageTest {
    private static final String TOOL = "C:\\Users\\a\\Downloads\\tool.exe";
    private static final String SHELL = "C:\\Windows\\System32\\cmd.exe";
    private static final String WHOAMI = "C:\\Windows\\System32\\whoami.exe";
    private static final String EXPLORER = "C:\\Windows\\explorer.exe";

    private final RuleSuspicions suspicions = new RuleSuspicions();
    private Accrued state = suspicions.empty();
    private long line;

    private static Rule rule(String id, Severity level) {
        return new Rule(id, "v1", "Rule " + id, level, List.of("T10" + id.length()), "Somebody", "DRL-1.1");
    }

    private Observation event(
            String file, long millis, OcsfClass type, String image, String parent, Map<String, String> fields) {
        var process = type == OcsfClass.PROCESS_ACTIVITY ? new Process(image, image, parent, "") : Process.NONE;
        return new Observation(
                new Source(file, ++line),
                Events.START.plusMillis(millis),
                type,
                type == OcsfClass.BASE_EVENT ? 0 : 1,
                "sysmon",
                List.of(Events.HOST),
                Actor.NONE,
                process,
                new Network("10.0.0.5", 4000, "203.0.113.9", 443, "tcp", 0, 0, ""),
                Authentication.NONE,
                fields);
    }

    /** As Sysmon writes it. */
    private Observation start(long millis, String image, int guid, String parent, int parentGuid) {
        var fields = Map.of(
                "ProcessGuid",
                "{" + guid + "}",
                "ParentProcessGuid",
                "{" + parentGuid + "}",
                "ProcessId",
                String.valueOf(1_000 + guid),
                "ParentProcessId",
                String.valueOf(1_000 + parentGuid));
        return event("sysmon", millis, OcsfClass.PROCESS_ACTIVITY, image, parent, fields);
    }

    /** As the Windows security log writes it. */
    private Observation audited(long millis, String image, int pid, String parent, int parentPid) {
        var fields = Map.of(
                "NewProcessId", "0x" + Integer.toHexString(1_000 + pid),
                "ProcessId", "0x" + Integer.toHexString(1_000 + parentPid));
        return event("security", millis, OcsfClass.PROCESS_ACTIVITY, image, parent, fields);
    }

    private Observation deed(long millis, int guid) {
        return event(
                "sysmon",
                millis,
                OcsfClass.BASE_EVENT,
                TOOL,
                "",
                Map.of("ProcessGuid", "{" + guid + "}", "Image", TOOL));
    }

    private List<Finding> see(Observation observation, Rule... rules) {
        var hits = Arrays.stream(rules).map(r -> new RuleHits(r, List.of(0))).toList();
        var outcome = suspicions.observe(state, Events.HOST, new Batch(List.of(observation), Fired.of(hits)), false);
        state = outcome.state();
        return outcome.findings();
    }

    @Test
    void weak_signs_of_one_tree_outweigh_as_many_that_stand_alone() {
        see(start(0, TOOL, 1, EXPLORER, 9));
        see(start(1_000, SHELL, 2, TOOL, 1));
        for (int i = 0; i < 2; i++) {
            see(start(2_000 + i, WHOAMI, 3 + i, SHELL, 2), rule("own" + i, Severity.MEDIUM));
        }
        assertThat(see(deed(3_000, 1), rule("third", Severity.MEDIUM)))
                .singleElement()
                .satisfies(f -> {
                    assertThat(f.severity()).isEqualTo(Severity.HIGH);
                    assertThat(f.title()).endsWith("in the tree of tool.exe on srv1");
                });
        state = suspicions.empty();
        for (int i = 0; i < 3; i++) {
            int guid = 20 + i;
            var told = see(start(i, WHOAMI, guid, EXPLORER, 9), rule("lone" + i, Severity.MEDIUM));
            assertThat(told).noneMatch(f -> f.severity().compareTo(Severity.HIGH) >= 0);
        }
    }

    @Test
    void the_evidence_shows_how_the_processes_began_and_where_they_connected_to_and_nothing_of_others() {
        var tool = start(0, TOOL, 1, EXPLORER, 9);
        see(tool);
        var network = Map.of("ProcessGuid", "{1}", "Image", TOOL);
        var talk = event("sysmon", 500, OcsfClass.NETWORK_ACTIVITY, TOOL, "", network);
        see(talk);
        see(event("sysmon", 600, OcsfClass.NETWORK_ACTIVITY, TOOL, "", network));
        var shell = start(1_000, SHELL, 2, TOOL, 1);
        see(shell);
        see(start(1_500, SHELL, 70, EXPLORER, 9), rule("elsewhere", Severity.LOW));
        var first = start(2_000, WHOAMI, 3, SHELL, 2);
        see(first, rule("a", Severity.LOW));
        var second = start(2_500, WHOAMI, 4, SHELL, 2);
        assertThat(see(second, rule("b", Severity.MEDIUM)))
                .singleElement()
                .satisfies(f -> assertThat(f.evidence())
                        .containsExactly(
                                tool.source(), talk.source(), shell.source(), first.source(), second.source()));
    }

    @Test
    void one_process_in_two_logs_is_one_piece_of_evidence_and_the_record_with_an_id_is_shown() {
        see(audited(0, SHELL, 2, TOOL, 1));
        see(start(80, SHELL, 2, TOOL, 1));
        var early = audited(1_000, WHOAMI, 3, SHELL, 2);
        see(early, rule("a", Severity.LOW));
        var late = start(1_050, WHOAMI, 3, SHELL, 2);
        assertThat(see(late, rule("a", Severity.LOW))).isEmpty();
        assertThat(see(start(2_000, WHOAMI, 4, SHELL, 2), rule("b", Severity.MEDIUM)))
                .singleElement()
                .satisfies(f -> assertThat(f.evidence()).contains(late.source()).doesNotContain(early.source()));
    }

    @Test
    void a_number_that_another_process_has_later_does_not_join_trees() {
        see(audited(0, SHELL, 2, TOOL, 1), rule("a", Severity.LOW));
        assertThat(see(audited(60_000, WHOAMI, 2, EXPLORER, 9), rule("b", Severity.MEDIUM)))
                .allSatisfy(f -> assertThat(f.title()).doesNotContain("in the tree of"));
    }

    @Test
    void a_service_belongs_to_the_tree_of_who_installed_it_and_so_does_what_it_runs() {
        see(start(0, TOOL, 1, EXPLORER, 9));
        see(deed(100, 1), rule("a", Severity.LOW));
        var key = Map.of(
                "ProcessGuid", "{77}",
                "Image", "C:\\Windows\\System32\\services.exe",
                "TargetObject", "HKLM\\System\\CurrentControlSet\\Services\\evil\\ImagePath",
                "Details", "C:\\evil.exe");
        see(event("sysmon", 200, OcsfClass.REGISTRY_KEY_ACTIVITY, "", "", key), rule("registry", Severity.LOW));
        var installed = Map.of(
                "ServiceName", "evil",
                "ServiceFileName", "C:\\evil.exe",
                "ClientProcessId", "1001");
        assertThat(see(event("security", 210, OcsfClass.BASE_EVENT, "", "", installed), rule("bb", Severity.MEDIUM)))
                .singleElement()
                .satisfies(f -> assertThat(f.title()).endsWith("in the tree of tool.exe on srv1"));
        var runs = start(300, "C:\\evil.exe", 5, "C:\\Windows\\System32\\services.exe", 77);
        assertThat(see(runs, rule("ccc", Severity.CRITICAL)))
                .singleElement()
                .satisfies(f -> assertThat(f.title()).endsWith("in the tree of tool.exe on srv1"));
    }

    @Test
    void a_rule_that_fires_in_every_tree_stops_to_count() {
        int told = 0;
        for (int i = 0; i < 50; i++) {
            told += see(start(i * 1_000, WHOAMI, 100 + i, EXPLORER, 9), rule("everywhere", Severity.HIGH))
                    .size();
        }
        assertThat(told).isLessThanOrEqualTo(Accrued.MAX_SPREAD);
    }

    @Test
    void memory_is_bounded_and_what_rules_fired_on_is_kept_longest() throws IOException {
        see(start(0, TOOL, 1, EXPLORER, 9));
        see(start(10, SHELL, 2, TOOL, 1), rule("a", Severity.LOW));
        for (int i = 0; i < 2_000; i++) {
            see(start(1_000 + i, "p" + i + ".exe", 1_000 + i, EXPLORER, 9));
        }
        assertThat(bytes(state)).hasSizeLessThan(16_384);
        assertThat(see(start(5_000, WHOAMI, 3, SHELL, 2), rule("b", Severity.MEDIUM)))
                .singleElement()
                .satisfies(f -> assertThat(f.title()).endsWith("in the tree of tool.exe on srv1"));
        for (int i = 0; i < 2_000; i++) {
            see(start(10_000 + i, "q.exe", 5_000 + i, SHELL, 2), rule("r" + i, Severity.values()[i % 5]));
            assertThat(bytes(state)).hasSizeLessThan(16_384);
        }
    }

    @Test
    void what_was_stored_is_read_and_goes_on_as_if_it_had_stayed() throws IOException {
        see(start(0, TOOL, 1, EXPLORER, 9));
        see(start(10, SHELL, 2, TOOL, 1), rule("a", Severity.LOW));
        var stored = bytes(state);
        state = suspicions.read(new DataInputStream(new ByteArrayInputStream(stored)));
        assertThat(bytes(state)).isEqualTo(stored);
        assertThat(see(start(5_000, WHOAMI, 3, SHELL, 2), rule("b", Severity.MEDIUM)))
                .singleElement()
                .satisfies(f -> assertThat(f.evidence()).hasSize(3));
    }

    @Test
    void version_1_is_still_read_with_its_signs_as_ones_that_stand_alone() throws IOException {
        var former = suspicions
                .readFormer("1", new DataInputStream(new ByteArrayInputStream(golden("sigma-1"))))
                .orElseThrow();
        assertThat(former.loners().signs(new Account.News(Severity.LOW, 0, true)))
                .hasSize(5)
                .allSatisfy(sign -> assertThat(sign.tree()).isZero());
        assertThat(suspicions.readFormer("0", new DataInputStream(new ByteArrayInputStream(new byte[0]))))
                .isEmpty();
    }

    @Test
    void version_2_is_read_and_written_the_same() throws IOException {
        state = suspicions.read(new DataInputStream(new ByteArrayInputStream(golden("sigma-2"))));
        assertThat(bytes(state)).isEqualTo(golden("sigma-2"));
        // It knows the process that starts this one, and what was noticed in its tree.
        assertThat(see(start(3_000, WHOAMI, 9, WHOAMI, 3), rule("d", Severity.HIGH)))
                .singleElement()
                .satisfies(f -> assertThat(f.title()).endsWith("and 2 more in the tree of tool.exe on srv1"));
    }

    @Test
    void the_evidence_is_no_more_than_a_suspicion_holds() {
        see(start(0, TOOL, 1, EXPLORER, 9));
        for (int i = 0; i < 15; i++) {
            see(start(1_000 + i, SHELL, 10 + i, TOOL, 1));
            see(deed(1_500 + i, 10 + i), rule("r" + i, Severity.LOW));
        }
        assertThat(see(deed(2_000, 1), rule("last", Severity.CRITICAL)))
                .singleElement()
                .satisfies(f -> assertThat(f.evidence()).hasSize(Suspicion.MAX_EVIDENCE));
    }

    @Test
    void what_the_tree_does_without_a_rule_that_fires_is_evidence_too() {
        see(start(0, TOOL, 1, EXPLORER, 9));
        see(start(100, SHELL, 2, TOOL, 1), rule("a", Severity.LOW));
        var unnoticed = start(200, "C:\\Windows\\System32\\tasklist.exe", 3, SHELL, 2);
        see(unnoticed);
        assertThat(see(start(300, WHOAMI, 4, SHELL, 2), rule("b", Severity.MEDIUM)))
                .singleElement()
                .satisfies(f -> assertThat(f.evidence()).contains(unnoticed.source()));
    }

    @Test
    void what_windows_own_script_does_weighs_little_and_a_script_with_arguments_weighs_in_full() {
        var script = "C:\\Windows\\System32\\cscript.exe C:\\Windows\\System32\\gatherNetworkInfo.vbs";
        assertThat(report(script))
                .allMatch(f -> f.severity().compareTo(Severity.LOW) <= 0)
                .anyMatch(f -> f.explanation().endsWith("and counts a thirtieth"));
        state = suspicions.empty();
        assertThat(report(script + " evil.js")).anyMatch(f -> f.severity() == Severity.CRITICAL);
        state = suspicions.empty();
        assertThat(report(script.replace("System32\\gather", "Temp\\gather")))
                .anyMatch(f -> f.severity() == Severity.CRITICAL);
    }

    private List<Finding> report(String commandLine) {
        var netsh = "C:\\Windows\\System32\\netsh.exe";
        var scripts = "C:\\Windows\\System32\\cscript.exe";
        see(start(0, SHELL, 1, EXPLORER, 9));
        see(start(10, netsh, 2, SHELL, 1));
        var began = start(20, scripts, 3, netsh, 2);
        var told = new ArrayList<>(see(
                new Observation(
                        began.source(),
                        began.time(),
                        began.type(),
                        began.activity(),
                        began.product(),
                        began.assets(),
                        began.actor(),
                        new Observation.Process(scripts, commandLine, netsh, ""),
                        began.network(),
                        began.authentication(),
                        began.fields()),
                rule("script", Severity.MEDIUM)));
        for (int i = 0; i < 3; i++) {
            told.addAll(see(start(100 + i, SHELL, 10 + i, scripts, 3), rule("hives" + i, Severity.HIGH)));
        }
        return told;
    }

    @Test
    void what_stands_alone_does_not_become_critical_in_company_of_what_it_has_nothing_to_do_with() {
        for (int i = 0; i < 8; i++) {
            assertThat(see(start(i * 1_000, WHOAMI, 20 + i, EXPLORER, 9), rule("lone" + i, Severity.HIGH)))
                    .singleElement()
                    .satisfies(f -> assertThat(f.severity()).isEqualTo(Severity.HIGH))
                    .satisfies(f -> assertThat(f.evidence()).hasSize(1));
        }
        assertThat(see(start(9_000, WHOAMI, 30, EXPLORER, 9), rule("worst", Severity.CRITICAL)))
                .singleElement()
                .satisfies(f -> assertThat(f.severity()).isEqualTo(Severity.CRITICAL));
    }

    @Test
    void what_was_told_of_a_service_joins_the_tree_of_who_installed_it() {
        see(start(0, TOOL, 1, EXPLORER, 9));
        see(deed(50, 1), rule("x", Severity.LOW));
        see(start(100, SHELL, 2, TOOL, 1), rule("y", Severity.LOW));
        var service = Map.of("ServiceName", "evil", "ImagePath", "C:\\evil.exe");
        var first = event("system", 200, OcsfClass.BASE_EVENT, "", "", service);
        assertThat(see(first, rule("aa", Severity.HIGH))).hasSize(1);
        var installed = Map.of("ServiceName", "evil", "ServiceFileName", "C:\\evil.exe", "ClientProcessId", "1001");
        var second = event("security", 210, OcsfClass.BASE_EVENT, "", "", installed);
        // The same thing again, and people know that it is high.
        assertThat(see(second, rule("bb", Severity.HIGH)))
                .singleElement()
                .satisfies(f -> assertThat(f.explanation())
                        .startsWith("2 rules fired in the tree of tool.exe on srv1")
                        .contains("weigh 4.3 together (medium"));
        assertThat(state.trees()).hasSize(1);
        assertThat(state.loners().signs(new Account.News(Severity.LOW, 0, true)))
                .isEmpty();
    }

    private byte[] bytes(Accrued accrued) throws IOException {
        var bytes = new ByteArrayOutputStream();
        suspicions.write(accrued, new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static byte[] golden(String name) throws IOException {
        try (var in = LineageTest.class.getResourceAsStream("/golden/sigma/" + name + ".hex")) {
            assertThat(in).as(name).isNotNull();
            return HexFormat.of()
                    .parseHex(new String(in.readAllBytes(), StandardCharsets.US_ASCII).replaceAll("\\s", ""));
        }
    }
}
