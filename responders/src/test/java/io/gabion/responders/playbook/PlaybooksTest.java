package io.gabion.responders.playbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gabion.protocol.containment.Action;
import io.gabion.protocol.response.Outcome;
import io.gabion.protocol.response.Plan;
import io.gabion.protocol.response.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PlaybooksTest {
    private static final String HEAD = "id: a\ntitle: A\nwhen:\n  minScore: 0.4\n";
    private static final String STEPS = "steps:\n  - id: tell\n    action: notify\n    channel: log\n";
    private static final String BLOCK =
            HEAD + "steps:\n  - id: b\n    action: block-address\n    connector: firewall\n    ttl: ";

    @TempDir
    private Path dir;

    @Test
    void a_playbook_is_read_as_it_is_written() throws IOException {
        var playbook = parse(
                "a.yaml",
                "id: a\ntitle: A\nwhen: {techniques: [T1110], minScore: 0.4}\nsteps:\n"
                        + "  - {id: b, action: block-address, connector: firewall, ttl: 2d}\n"
                        + "  - {id: d, action: block-domain, connector: names, ttl: 1h}\n"
                        + "  - {id: q, action: approval, covers: [l], within: 1h}\n"
                        + "  - {id: l, action: lock-account, connector: accounts, ttl: 30m}\n"
                        + "  - {id: e, action: end-sessions, connector: people, ttl: 10m}\n"
                        + "  - {id: s, action: disable-account, connector: people, ttl: 1h}\n"
                        + "  - {id: n, action: notify, channel: log}\n"
                        + "  - {id: w, action: wait, for: 10m}\n"
                        + "  - {id: c, action: condition, of: [b, l], is: [verified], then: [m]}\n"
                        + "  - {id: f, action: on-failure, of: [n], then: [m]}\n"
                        + "  - {id: p, action: parallel, steps: [x, y]}\n"
                        + "  - {id: x, action: block-address, connector: firewall, ttl: 1h}\n"
                        + "  - {id: y, action: block-domain, connector: names, ttl: 1h}\n"
                        + "  - {id: m, action: notify, channel: log}\n");

        assertThat(playbook.when()).isEqualTo(new Playbook.When(List.of("T1110"), 0.4));
        assertThat(playbook.steps())
                .containsExactly(
                        new Plan.Block("b", "firewall", 172_800),
                        new Plan.BlockDomain("d", "names", 3_600),
                        new Plan.Ask("q", List.of("l"), List.of("approver", "admin"), 1, 3_600, Verdict.DENY),
                        new Plan.LockAccount("l", "accounts", 1_800),
                        new Plan.EndSessions("e", "people", 600),
                        new Plan.DisableAccount("s", "people", 3_600),
                        new Plan.Notify("n", "log"),
                        new Plan.Wait("w", 600),
                        new Plan.Check("c", List.of("b", "l"), List.of(Outcome.VERIFIED), List.of("m")),
                        new Plan.Check(
                                "f",
                                List.of("n"),
                                List.of(Outcome.REFUSED, Outcome.UNKNOWN, Outcome.DRIFTED, Outcome.FAILED),
                                List.of("m")),
                        new Plan.Parallel("p", List.of("x", "y")),
                        new Plan.Block("x", "firewall", 3_600),
                        new Plan.BlockDomain("y", "names", 3_600),
                        new Plan.Notify("m", "log"));
    }

    @Test
    void the_bundled_playbooks_are_sound_and_have_ids_of_their_own() {
        assertThat(Playbooks.bundled()).isNotEmpty().extracting(Playbook::id).doesNotHaveDuplicates();
    }

    /** From one connection to one name to all that a person does. */
    @Test
    void the_bundled_playbooks_begin_with_what_disturbs_least() {
        var disturbance = List.of(
                Action.BLOCK_ADDRESS,
                Action.BLOCK_DOMAIN,
                Action.END_SESSIONS,
                Action.BLOCK_NETWORK,
                Action.LOCK_ACCOUNT,
                Action.DISABLE_ACCOUNT);
        assertThat(Playbooks.bundled())
                .allSatisfy(playbook -> assertThat(playbook.steps().stream()
                                .filter(Plan.Contain.class::isInstance)
                                .map(step -> disturbance.indexOf(((Plan.Contain) step).does())))
                        .isSorted());
    }

    @Test
    void the_bundled_playbooks_that_shut_an_account_let_go_in_stages() {
        assertThat(Playbooks.bundled())
                .filteredOn(playbook -> !playbook.releaseEvery().isZero())
                .extracting(Playbook::id)
                .containsExactly("contain-takeover", "contain-lateral-movement", "contain-phished-account");
        assertThat(Playbooks.bundled().getFirst().plan().stage()).isEmpty();
        assertThat(Playbooks.bundled().get(1).plan().stage()).contains(Duration.ofMinutes(10));
    }

    /** What it takes in ends as it says itself. */
    @Test
    void a_release_is_for_what_a_playbook_takes_in_too_and_is_not_taken_in() throws IOException {
        var inner = "id: inner\ntitle: I\nwhen: {minScore: 0}\nrelease: {every: 1h}\nsteps:\n"
                + "  - {id: b, action: block-address, connector: firewall, ttl: 2h}\n"
                + "  - {id: e, action: end-sessions, connector: people, ttl: 2h}\n";
        var outer = "id: a\ntitle: A\nwhen: {minScore: 0.4}\nsteps:\n  - {id: in, action: playbook, playbook: inner}\n";
        var library = Library.of(List.of(inner));

        assertThat(Playbooks.parse("a.yaml", outer, library).releaseEvery()).isZero();
        assertThat(Playbooks.parse("a.yaml", outer.replace("steps:", "release: {every: 5m}\nsteps:"), library)
                        .releaseEvery())
                .isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void every_mistake_of_every_step_is_found() {
        var findings = new ArrayList<Finding>();
        Reading.of(
                HEAD + "steps:\n  - {id: a, action: reboot}\n  - {id: b, action: notify}\n  - action: notify\n",
                Library.EMPTY,
                findings);
        assertThat(findings).extracting(Finding::line).containsExactly(6, 7, 8);
    }

    @Test
    void a_takeover_is_a_right_guess_and_neither_a_guess_nor_a_new_place_alone() {
        var takeover = Playbooks.bundled().stream()
                .filter(p -> p.id().equals("contain-takeover"))
                .findFirst()
                .orElseThrow();
        assertThat(takeover.when().concerns(List.of("T1110.001", "T1078"))).isTrue();
        assertThat(takeover.when().concerns(List.of("T1110.001"))).isFalse();
        assertThat(takeover.when().concerns(List.of("T1078"))).isFalse();
    }

    @Test
    void another_content_is_another_hash() throws IOException {
        assertThat(parse("a.yaml", HEAD + STEPS).hash())
                .isEqualTo(parse("b.yaml", HEAD + STEPS).hash())
                .isNotEqualTo(parse("a.yaml", HEAD + STEPS + "# checked\n").hash());
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                mistake("", "a.yaml:1: "),
                mistake("# nothing\n", "a.yaml:2: "),
                mistake("just words\n", "a.yaml:1: "),
                mistake("- a\n- b\n", "a.yaml:1: "),
                mistake("id: a\n  title: [\n", "a.yaml:2: "),
                mistake("\0\1\2\3", "a.yaml"),
                mistake(HEAD, "a.yaml:1: id, title, when and steps are needed"),
                mistake(STEPS, "a.yaml:1: id, title, when and steps are needed"),
                mistake(HEAD + "steps: []\n", "a.yaml:1: at least one step is needed"),
                mistake(HEAD + STEPS + "owner: me\n", "a.yaml:9: no such field: 'owner'"),
                mistake(HEAD + STEPS + "x".repeat(9_000) + ": 1\n", "a.yaml:8: "),
                mistake(HEAD + "id: b\n" + STEPS, "a.yaml:5: ", "id"),
                mistake(HEAD + STEPS + "---\nid: b\n", "a.yaml:10: "),
                mistake(HEAD.replace("id: a", "id: a b") + STEPS, "a.yaml:1: ", "'a b'"),
                mistake(HEAD.replace("id: a", "id: ../a") + STEPS, "a.yaml:1: ", "'../a'"),
                mistake(HEAD + "  techniques: [T1110, ~]\n" + STEPS, "a.yaml:1: a technique is empty"),
                mistake(HEAD + "  techniques: [T1110+]\n" + STEPS, "a.yaml:1: a technique is empty"),
                mistake(HEAD + "  techniques: T1110\n" + STEPS, "a.yaml:5: "),
                mistake(HEAD.replace("0.4", "often") + STEPS, "a.yaml:4: ", "often"),
                mistake(HEAD.replace("0.4", "4") + STEPS, "a.yaml:1: minScore is 0 to 1, not 4.0"),
                mistake(HEAD.replace("0.4", ".nan") + STEPS, "a.yaml"),
                mistake(HEAD + "steps:\n  -\n", "a.yaml:6: a step needs an id"),
                mistake(HEAD + "steps:\n  - action: notify\n", "a.yaml:6: a step needs an id"),
                mistake(
                        HEAD + "steps:\n  - id: x\n",
                        "a.yaml:6: step x: ",
                        "block-address, block-domain, block-network, collect, condition, disable-account, end-sessions, escalation, isolate-host,"
                                + " lock-account, notify"),
                mistake(HEAD + "steps:\n  - id: x\n    action: reboot\n", "a.yaml:6: step x: ", "reboot"),
                mistake(HEAD + "steps:\n  - id: x\n    action: notify\n", "a.yaml:6: step x: notify needs channel"),
                mistake(
                        HEAD + "steps:\n  - id: x\n    action: block-address\n    ttl: 1h\n",
                        "a.yaml:6: step x: block-address needs connector and ttl"),
                mistake(BLOCK + "1h\n    channel: log\n", "a.yaml:6: step b: block-address has no 'channel'"),
                mistake(BLOCK + "[1h]\n", "a.yaml:6: step b: ttl is a word"),
                mistake(asking("covers: [c]"), "a.yaml:6: step ask: approval needs covers and within"),
                mistake(asking("covers: [c], within: 1h"), "a.yaml:6: step ask: names c, which is no later step"),
                mistake(asking("covers: [], within: 1h"), "a.yaml:6: step ask: covers is empty"),
                mistake(asking("covers: [b], within: 8d"), "a.yaml:6: step ask: within of 8d is longer than 7d"),
                mistake(asking("covers: [b], within: 1h, people: 0"), "a.yaml:6: step ask: people is 1 to 5"),
                mistake(asking("covers: [b], within: 1h, people: 1.5"), "a.yaml:6: step ask: people is 1 to 5"),
                mistake(asking("covers: [b], within: 1h, roles: [viewer]"), "a.yaml:6: step ask: no role", "viewer"),
                mistake(asking("covers: [b], within: 1h, otherwise: ask"), "a.yaml:6: step ask: otherwise is deny or"),
                mistake(chain("of: [ask]"), "a.yaml:8: step c: escalation needs of and levels"),
                mistake(chain("of: [ask], levels: []"), "a.yaml:8: step c: levels are 1 to 5, not 0"),
                mistake(chain("of: [ask], levels: [soon]"), "a.yaml:8: step c: levels is a list of levels"),
                mistake(
                        chain("of: [ask], levels: [{after: 10m}]"),
                        "a.yaml:8: step c: level 1: needs a channel and after"),
                mistake(
                        chain("of: [ask], levels: [{channel: log, after: 10m}, {channel: log}]"),
                        "a.yaml:8: step c: level 2: needs a channel and after"),
                mistake(
                        chain("of: [ask], levels: [{channel: log, after: 10m, colour: red}]"),
                        "a.yaml:8: step c: level 1: a level has no 'colour'"),
                mistake(
                        chain("of: [ask], levels: [{channel: log, after: 10m, every: 1m}]"),
                        "a.yaml:8: step c: level 1: every and times go together"),
                mistake(
                        chain("of: [ask], levels: [{channel: log, after: 10m, every: 1m, times: 6}]"),
                        "a.yaml:8: step c: level 1: times is 1 to 5"),
                mistake(
                        chain("of: [ask], levels: [{channel: log, after: 10m, roles: [viewer]}]"),
                        "a.yaml:8: step c: level 1: no role that may decide"),
                mistake(
                        chain("of: [ask], levels: [{channel: log, after: 1h}]"),
                        "a.yaml:8: step c: tells log after 3600 s, when ask may be decided for 3600 s only"),
                mistake(
                        chain("of: [ask], levels: [{channel: log, after: 40m, every: 10m, times: 2}]"),
                        "a.yaml:8: step c: tells log after 3600 s"),
                mistake(
                        chain("of: [ask], levels: [{channel: log, after: 9m}, {channel: log, after: 9m}]"),
                        "a.yaml:8: step c: its levels are not in the order of their times"),
                mistake(
                        chain("of: [c], levels: [{channel: log, after: 9m}]"),
                        "a.yaml:8: step c: names c, which asks nothing"),
                mistake(
                        chain("of: [ask, ask], levels: [{channel: log, after: 9m}]"),
                        "a.yaml:8: step c: names ask, which another chain is for"),
                mistake(gate("wait, for: 8d"), "a.yaml:6: step g: for of 8d is longer than 7d"),
                mistake(gate("condition, of: [b], then: [c]"), "a.yaml:6: step g: condition needs of and is and then"),
                mistake(gate("condition, of: [b], is: [good], then: [c]"), "a.yaml:6: step g: no end of an action"),
                mistake(
                        gate("condition, of: [c], is: [failed], then: [c]"),
                        "a.yaml:6: step g: names c, which is no e"),
                mistake(gate("on-failure, of: [z], then: [c]"), "a.yaml:6: step g: names z, which is no earlier step"),
                mistake(gate("on-failure, of: [c], then: [g]"), "a.yaml:6: step g: "),
                mistake(gate("playbook"), "a.yaml:6: step g: playbook needs playbook"),
                mistake(gate("playbook, playbook: z"), "a.yaml:6: step g: no playbook 'z' is in this folder"),
                mistake(gate("parallel, steps: [b]"), "a.yaml:6: step g: steps are at least 2"),
                mistake(gate("parallel, steps: [b, n]"), "a.yaml:6: step g: names n, which is none of the 2 steps"),
                mistake(HEAD + STEPS + STEPS.substring(7), "a.yaml:9: step tell: two steps have this id"),
                mistake(HEAD + "steps:\n" + many(17), "a.yaml:1: 17 steps, at most 16"),
                mistake(BLOCK.replace("firewall", "a/b") + "1h\n", "a.yaml:6: step b: ", "'a/b'"),
                mistake(BLOCK + "forever\n", "a.yaml:6: step b: not a duration such as 1h: 'forever'"),
                mistake(BLOCK + "3600\n", "a.yaml:6: step b: not a duration such as 1h: '3600'"),
                mistake(BLOCK + "0s\n", "a.yaml:6: step b: not a duration such as 1h: '0s'"),
                mistake(BLOCK + "-1h\n", "a.yaml:6: step b: not a duration such as 1h: '-1h'"),
                mistake(BLOCK + "99999999999d\n", "a.yaml:6: step b: not a duration such as 1h: '99999999999d'"),
                mistake(BLOCK + "31d\n", "a.yaml:6: step b: ttl of 31d is longer than 30d"),
                mistake(bomb(), "a.yaml"),
                mistake("[".repeat(5_000), "a.yaml:1: "),
                mistake("id: " + "{a: ".repeat(5_000), "a.yaml:1: "));
    }

    private static String chain(String parameters) {
        return asking("covers: [b], within: 1h") + "  - {id: c, action: escalation, " + parameters + "}\n";
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void a_mistake_is_one_line_that_names_file_and_place(String text, String start, String part) {
        assertThatThrownBy(() -> parse("a.yaml", text))
                .isInstanceOf(IOException.class)
                .message()
                .startsWith(start)
                .contains(part)
                .hasLineCount(1)
                .hasSizeLessThan(400);
    }

    @Test
    void a_directory_is_read_by_name_and_other_files_are_left_alone() throws IOException {
        write("b.yaml", HEAD.replace("id: a", "id: b") + STEPS);
        write("a.yaml", HEAD + STEPS);
        write("notes.txt", "not a playbook");

        assertThat(Playbooks.load(dir)).extracting(Playbook::id).containsExactly("a", "b");
    }

    @Test
    void a_playbook_takes_in_another_whole() throws IOException {
        write(
                "a.yaml",
                HEAD + "steps:\n  - {id: first, action: playbook, playbook: b}\n"
                        + "  - {id: failed, action: on-failure, of: [first.x], then: [tell]}\n" + STEPS.substring(7));
        write(
                "b.yaml",
                HEAD.replace("id: a", "id: b") + "steps:\n  - {id: q, action: approval, covers: [x], within: 1h}\n"
                        + "  - {id: x, action: block-address, connector: firewall, ttl: 1h}\n");

        var read = Playbooks.load(dir).getFirst();
        assertThat(read.steps()).extracting(Plan.Step::id).containsExactly("first.q", "first.x", "failed", "tell");
        assertThat(((Plan.Ask) read.steps().getFirst()).covers()).containsExactly("first.x");

        Files.writeString(dir.resolve("b.yaml"), Files.readString(dir.resolve("b.yaml")) + "# changed\n");
        assertThat(Playbooks.load(dir).getFirst().hash())
                .as("what it takes in is part of it")
                .isNotEqualTo(read.hash());
    }

    @Test
    void playbooks_that_take_in_one_another_for_ever_are_refused() throws IOException {
        write("a.yaml", HEAD + "steps:\n  - {id: s, action: playbook, playbook: b}\n");
        write("b.yaml", HEAD.replace("id: a", "id: b") + "steps:\n  - {id: s, action: playbook, playbook: a}\n");

        assertThatThrownBy(() -> Playbooks.load(dir))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("a.yaml:6: step s: ")
                .hasMessageContaining("go round or too deep: a, b, a");
    }

    @Test
    void with_what_they_take_in_playbooks_have_at_most_64_steps() throws IOException {
        var many = new StringBuilder(HEAD + "steps:\n");
        for (int i = 0; i < 5; i++) {
            many.append("  - {id: s" + i + ", action: playbook, playbook: b}\n");
        }
        write("a.yaml", many.toString());
        write("b.yaml", HEAD.replace("id: a", "id: b") + "steps:\n" + many(16));

        assertThatThrownBy(() -> Playbooks.load(dir)).hasMessageContaining("80 steps with those of other playbooks");
    }

    @Test
    void two_files_with_one_id_are_a_mistake() throws IOException {
        write("a.yaml", HEAD + STEPS);
        write("b.yaml", HEAD + STEPS);

        assertThatThrownBy(() -> Playbooks.load(dir))
                .isInstanceOf(IOException.class)
                .hasMessage(dir.resolve("b.yaml") + ": the id a is another playbook's");
    }

    @Test
    void a_file_that_is_too_large_is_not_read_to_its_end() throws IOException {
        write("a.yaml", HEAD + STEPS + "#".repeat(64 * 1024));

        assertThatThrownBy(() -> Playbooks.load(dir))
                .isInstanceOf(IOException.class)
                .hasMessage(dir.resolve("a.yaml") + ": larger than 65536 bytes");
    }

    @Test
    void a_file_that_is_not_text_is_named() throws IOException {
        Files.write(dir.resolve("a.yaml"), new byte[] {'i', 'd', ':', ' ', (byte) 0xff, (byte) 0xfe});

        assertThatThrownBy(() -> Playbooks.load(dir))
                .isInstanceOf(IOException.class)
                .hasMessage(dir.resolve("a.yaml") + ": not UTF-8");
    }

    @Test
    void a_folder_in_place_of_a_file_is_named() throws IOException {
        Files.createDirectory(dir.resolve("a.yaml"));

        assertThatThrownBy(() -> Playbooks.load(dir))
                .isInstanceOf(IOException.class)
                .message()
                .startsWith(dir.resolve("a.yaml") + ": ");
    }

    @Test
    void a_folder_that_is_not_there_is_named() {
        assertThatThrownBy(() -> Playbooks.load(dir.resolve("nowhere")))
                .isInstanceOf(IOException.class)
                .message()
                .contains("nowhere");
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(dir.resolve(name), text);
    }

    private static Playbook parse(String name, String text) throws IOException {
        return Playbooks.parse(name, text, Library.EMPTY);
    }

    private static String gate(String parameters) {
        return HEAD + "steps:\n  - {id: g, action: " + parameters + "}\n"
                + "  - {id: b, action: block-address, connector: firewall, ttl: 1h}\n"
                + "  - {id: n, action: notify, channel: log}\n"
                + "  - {id: c, action: block-address, connector: firewall, ttl: 1h}\n";
    }

    private static String asking(String parameters) {
        return HEAD + "steps:\n  - {id: ask, action: approval, " + parameters + "}\n"
                + "  - {id: b, action: block-address, connector: firewall, ttl: 1h}\n";
    }

    private static Arguments mistake(String text, String start) {
        return Arguments.of(text, start, "");
    }

    private static Arguments mistake(String text, String start, String part) {
        return Arguments.of(text, start, part);
    }

    private static String many(int steps) {
        var text = new StringBuilder();
        for (int i = 0; i < steps; i++) {
            text.append("  - {id: n").append(i).append(", action: notify, channel: log}\n");
        }
        return text.toString();
    }

    /** Nine lines that would be a thousand million words. */
    private static String bomb() {
        var text = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 9; i++) {
            var alias = "*a" + (i - 1);
            text.append(
                    "a%d: &a%d [%s]\n".formatted(i, i, String.join(", ", java.util.Collections.nCopies(10, alias))));
        }
        return HEAD.replace("minScore: 0.4", "techniques: *a8") + text + STEPS;
    }
}
