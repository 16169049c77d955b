package io.gabion.responders.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LintTest {
    private static final String HEAD = "id: a\ntitle: A\nwhen: {techniques: [T1110+T1078], minScore: 0.4}\nsteps:\n";
    private static final String LOCK = "  - {id: lock, action: lock-account, connector: accounts, ttl: 1h}\n";
    private static final String ASK = "  - {id: ask, action: approval, covers: [lock], within: 1h}\n";

    static Stream<String> shipped() {
        return Playbooks.BUNDLED.stream();
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void what_is_shipped_is_clean_and_as_the_schema_says(String name) throws IOException {
        try (var in = LintTest.class.getResourceAsStream("/playbooks/" + name)) {
            var text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(lint(text)).isEmpty();
            assertThat(Schema.published().accepts(yaml(text))).isTrue();
        }
    }

    @Test
    void the_schema_has_the_actions_and_parameters_that_are_read() throws IOException {
        var kinds = new TreeMap<String, List<String>>();
        Schema.published().stepKinds().forEach(kind -> {
            var parameters = new ArrayList<String>();
            kind.path("properties").fieldNames().forEachRemaining(parameters::add);
            parameters.removeAll(List.of("id", "action"));
            kinds.put(
                    kind.at("/properties/action/const").asText(),
                    parameters.stream().sorted().toList());
        });
        var read = new TreeMap<String, List<String>>();
        Steps.PARAMETERS.forEach(
                (action, all) -> read.put(action, all.stream().sorted().toList()));

        assertThat(kinds).isEqualTo(read);
    }

    @Test
    void the_schema_refuses_what_is_not_read() throws IOException {
        for (var text : List.of(
                HEAD + "  - {id: b, action: reboot}\n",
                HEAD + "  - {id: b, action: notify, channel: log, ttl: 1h}\n",
                HEAD + "  - {id: b, action: block-address, connector: firewall}\n",
                HEAD + "  - {id: b, action: block-address, connector: a/b, ttl: 1h}\n",
                HEAD + ASK.replace("1h", "1h, people: 6") + LOCK)) {
            assertThat(Schema.published().accepts(yaml(text))).as(text).isFalse();
            assertThat(lint(text)).as(text).isNotEmpty();
        }
    }

    @Test
    void a_destructive_step_needs_an_approval() {
        assertThat(lint(HEAD + LOCK))
                .containsExactly(new Finding(5, "step lock: lock-account is destructive and no approval covers it"));
        assertThat(lint(HEAD + ASK + LOCK)).isEmpty();
        assertThat(lint(HEAD + LOCK.replace("lock-account", "disable-account")))
                .containsExactly(new Finding(5, "step lock: disable-account is destructive and no approval covers it"));
        assertThat(lint(HEAD + LOCK.replace("lock-account", "end-sessions"))).isEmpty();
    }

    @Test
    void an_approval_that_answers_itself_is_none_for_what_is_destructive() {
        var itself = ASK.replace("1h", "1h, otherwise: approve");
        assertThat(lint(HEAD + itself + LOCK))
                .containsExactly(new Finding(
                        6, "step lock: lock-account is destructive and ask approves it where nobody decides"));
        assertThat(lint(HEAD + itself + LOCK.replace("lock-account", "end-sessions")))
                .isEmpty();
    }

    @Test
    void what_is_found_moves_no_terminal() {
        var evil = HEAD + "  - {id: \"a\\x1b[2J\\x9b2J\\u202e\\u2028\", action: notify, channel: log}\n";
        assertThat(lint(evil))
                .singleElement()
                .satisfies(f ->
                        assertThat(f.message()).contains("?").doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]"));
    }

    private static final String STAGED = HEAD.replace("steps:", "release: {every: 10m}\nsteps:");

    @Test
    void a_release_in_stages_fits_into_every_ttl() {
        var block = "  - {id: b, action: block-address, connector: firewall, ttl: 2h}\n";
        var all = STAGED + ASK + block + LOCK;
        assertThat(lint(all)).isEmpty();
        assertThat(lint(all.replace("10m", "31m")))
                .containsExactly(new Finding(
                        8, "step lock: ttl of 1h is too short for a release in 2 stages every 31m: 62m at least"));
        assertThat(lint(STAGED + ASK + block.replace("2h", "19m") + LOCK))
                .containsExactly(new Finding(
                        7, "step b: ttl of 19m is too short for a release in 2 stages every 10m: 20m at least"));
    }

    @Test
    void what_is_to_outlast_a_step_lasts_until_people_have_agreed_to_that() {
        var block = "  - {id: b, action: block-address, connector: firewall, ttl: 1h}\n";
        assertThat(lint(STAGED + block + ASK + LOCK))
                .containsExactly(new Finding(
                        6,
                        "step b: ttl of 1h may be over before lock, which may wait 1h, is let go: 80m at least for a"
                                + " release in stages"));
        assertThat(lint(STAGED + ASK + block + LOCK)).as("asked before").isEmpty();
        assertThat(lint(STAGED + block.replace("1h", "80m") + ASK + LOCK)).isEmpty();
        assertThat(lint(STAGED + block.replace("1h", "80m") + "  - {id: w, action: wait, for: 1m}\n" + ASK + LOCK))
                .extracting(Finding::message)
                .containsExactly("step b: ttl of 80m may be over before lock, which may wait 61m, is let go: 81m at"
                        + " least for a release in stages");
    }

    @Test
    void a_release_in_one_stage_is_of_no_use() {
        assertThat(lint(STAGED + ASK + LOCK))
                .extracting(Finding::message)
                .containsExactly(
                        "step ask: release is of no use: no step disturbs less than another, so nothing is let go"
                                + " before the rest");
    }

    @Test
    void a_release_says_every_and_nothing_else() throws IOException {
        for (var release : List.of("{}", "{every: 10}", "{every: 10m, of: [lock]}", "10m", "{id: 10m, every: 10m}")) {
            var text = STAGED.replace("{every: 10m}", release) + ASK + LOCK;
            assertThat(lint(text)).as(text).extracting(Finding::line).containsExactly(4);
            assertThat(Schema.published().accepts(yaml(text))).as(text).isFalse();
        }
        assertThat(lint(STAGED.replace("10m", "59s") + ASK + LOCK))
                .containsExactly(new Finding(4, "release: every is 1m or longer, not 59s"));
        assertThat(lint(STAGED.replace("10m", "25h") + ASK + LOCK))
                .containsExactly(new Finding(4, "release: every of 25h is longer than 1d"));
    }

    @Test
    void a_network_is_blocked_only_if_somebody_agrees_and_after_its_addresses() {
        var block = "  - {id: b, action: block-address, connector: firewall, ttl: 1h}\n";
        var network = "  - {id: lock, action: block-network, connector: firewall, ttl: 1h}\n";
        assertThat(lint(HEAD + block + network))
                .containsExactly(new Finding(
                        6, "step lock: block-network hits many who did nothing: an approval must cover it"));
        assertThat(lint(HEAD + ASK + network + block.replace("firewall", "other")))
                .extracting(Finding::message)
                .containsExactly(
                        "step lock: its networks are refused: no earlier step blocks their addresses at firewall",
                        "step lock: block-network comes before block-address, which disturbs less: the least"
                                + " disruptive first");
        assertThat(lint(HEAD + block + ASK + network)).isEmpty();
    }

    @Test
    void a_host_is_isolated_only_if_somebody_agrees_and_not_because_it_was_tried() {
        var isolate = LOCK.replace("lock-account", "isolate-host");
        assertThat(lint(HEAD + isolate))
                .containsExactly(new Finding(5, "step lock: isolate-host is destructive and no approval covers it"));
        assertThat(lint(HEAD + ASK + isolate)).isEmpty();
        assertThat(lint(HEAD.replace("+T1078", "") + ASK + isolate))
                .singleElement()
                .asString()
                .contains("only tried");
    }

    @Test
    void what_disturbs_less_comes_first_or_at_the_same_time() {
        var block = "  - {id: b, action: block-address, connector: firewall, ttl: 1h}\n";
        assertThat(lint(HEAD + ASK + LOCK + block))
                .containsExactly(new Finding(
                        6,
                        "step lock: lock-account comes before block-address, which disturbs less: the least disruptive"
                                + " first"));
        assertThat(lint(HEAD + ASK + block + LOCK)).isEmpty();
        assertThat(lint(HEAD + ASK + "  - {id: p, action: parallel, steps: [lock, b]}\n" + LOCK + block))
                .isEmpty();
    }

    @Test
    void who_was_only_tried_may_be_protected() {
        assertThat(lint((HEAD + ASK + LOCK).replace("T1110+T1078", "T1110")))
                .singleElement()
                .satisfies(f -> assertThat(f.message()).startsWith("step lock: its target may be protected"));
        assertThat(lint(HEAD.replace("techniques: [T1110+T1078], ", "")
                        + "  - {id: b, action: block-address, connector: firewall, ttl: 1h}\n"))
                .singleElement()
                .satisfies(f -> assertThat(f.message()).startsWith("step b: its target may be protected"));
    }

    @Test
    void a_step_whose_condition_never_holds_is_unreachable() {
        var tell = "  - {id: n, action: notify, channel: log}\n";
        var text = HEAD + tell + "  - {id: c, action: condition, of: [n], is: [verified], then: [m]}\n"
                + tell.replace("id: n", "id: m");
        assertThat(lint(text)).containsExactly(new Finding(7, "step m: unreachable: n is never verified"));
        assertThat(lint(text.replace("verified", "failed"))).isEmpty();
    }

    private static final String BLOCK = "  - {id: b, action: block-address, connector: firewall, ttl: 1h}\n";
    private static final String PAGE = "  - {id: page, action: notify, channel: log}\n";

    private static String condition(String id, String of, String is, String then) {
        return "  - {id: " + id + ", action: condition, of: [" + of + "], is: [" + is + "], then: [" + then + "]}\n";
    }

    private static String failure(String id, String of, String then) {
        return "  - {id: " + id + ", action: on-failure, of: [" + of + "], then: [" + then + "]}\n";
    }

    @Test
    void what_is_contained_is_never_applied_but_may_come_to_every_other_end() {
        assertThat(lint(HEAD + BLOCK + condition("c", "b", "applied", "page") + PAGE))
                .containsExactly(new Finding(7, "step page: unreachable: b is never applied"));
        for (var end :
                List.of("would-apply", "refused", "verified", "unknown", "drifted", "failed", "expired", "released")) {
            assertThat(Lint.of(HEAD + BLOCK + condition("c", "b", "applied, " + end, "page") + PAGE, Library.EMPTY))
                    .as(end)
                    .isEmpty();
        }
        var tell = PAGE.replace("page", "n");
        assertThat(lint(HEAD + tell + condition("c", "n", "refused, verified", "page") + PAGE))
                .containsExactly(new Finding(7, "step page: unreachable: n is never refused or verified"));
        for (var end : List.of("would-apply", "applied", "failed")) {
            assertThat(lint(HEAD + tell + condition("c", "n", end, "page") + PAGE))
                    .as(end)
                    .isEmpty();
        }
        assertThat(lint(HEAD + tell + BLOCK + condition("c", "n, b", "verified", "page") + PAGE))
                .as("one of two may")
                .isEmpty();
    }

    @Test
    void what_hangs_on_a_step_that_never_begins_does_not_either() {
        var dead = HEAD + BLOCK + condition("c", "b", "applied", "n") + PAGE.replace("page", "n");
        assertThat(lint(dead + failure("f", "n", "page") + PAGE))
                .extracting(Finding::message)
                .containsExactly("step n: unreachable: b is never applied", "step page: unreachable: n never begins");
        assertThat(lint(dead + failure("f", "n, b", "page") + PAGE))
                .as("or on another")
                .hasSize(1);
        assertThat(lint(HEAD
                        + BLOCK
                        + condition("c", "b", "applied", "d")
                        + condition("d", "b", "failed", "page")
                        + PAGE))
                .extracting(Finding::message)
                .containsExactly("step d: unreachable: b is never applied", "step page: unreachable: d never begins");
        assertThat(lint(HEAD + BLOCK + condition("c", "b", "applied", "ask") + ASK + LOCK))
                .extracting(Finding::message)
                .containsExactly(
                        "step ask: unreachable: b is never applied", "step lock: unreachable: ask never begins");
        var chain = "  - {id: x, action: escalation, of: [n], levels: [{channel: chat, after: 10m}]}\n";
        assertThat(lint(dead + chain))
                .extracting(Finding::message)
                .containsExactly("step n: unreachable: b is never applied", "step x: unreachable: n never begins");
        assertThat(lint(dead + chain.replace("[n]", "[n, b]"))).hasSize(1);
    }

    @Test
    void what_never_begins_may_be_denied_and_may_be_contained_by_another_step() {
        var never = condition("c", "b", "applied", "lock");
        assertThat(lint(HEAD + BLOCK + never + ASK + LOCK + condition("d", "lock", "refused", "page") + PAGE))
                .as("denied")
                .extracting(Finding::message)
                .containsExactly("step lock: unreachable: b is never applied");
        assertThat(lint(HEAD + BLOCK + never + ASK + LOCK + condition("d", "lock", "verified", "page") + PAGE))
                .extracting(Finding::message)
                .containsExactly(
                        "step lock: unreachable: b is never applied", "step page: unreachable: lock is never verified");
        var again = HEAD
                + BLOCK
                + condition("c", "b", "applied", "again")
                + BLOCK.replace("id: b", "id: again")
                + condition("d", "again", "verified", "page")
                + PAGE;
        assertThat(lint(again))
                .extracting(Finding::message)
                .containsExactly("step again: unreachable: b is never applied");
        assertThat(lint(again.replace("id: again, action: block-address", "id: again, action: block-domain")))
                .hasSize(2);
    }

    @Test
    void conditions_that_exclude_each_other_keep_a_step_from_beginning() {
        var tell = PAGE.replace("page", "n");
        var both = HEAD + tell + failure("f", "n", "page") + condition("d", "n", "applied", "page") + PAGE;
        assertThat(lint(both))
                .containsExactly(new Finding(
                        8,
                        "step page: unreachable: f is for n if it is refused or unknown or drifted or failed, d if"
                                + " it is applied"));
        assertThat(lint(both.replace("[applied]", "[applied, failed]"))).isEmpty();
        assertThat(lint(both.replace(
                        "then: [page]}\n" + PAGE, "then: [other]}\n" + PAGE + PAGE.replace("page", "other"))))
                .as("each has its own")
                .isEmpty();
        assertThat(lint(HEAD + tell + failure("f", "n", "page") + "  - {id: w, action: wait, for: 1h}\n"
                        + condition("d", "n", "applied", "page") + PAGE))
                .as("told again meanwhile")
                .isEmpty();
        assertThat(lint(HEAD + tell + failure("f", "n", "d") + condition("d", "n", "applied", "page") + PAGE))
                .as("one within the other")
                .extracting(Finding::line)
                .containsExactly(8);
    }

    @Test
    void of_several_targets_each_may_end_differently() {
        var both = HEAD + BLOCK + failure("f", "b", "page") + condition("d", "b", "verified", "page") + PAGE;
        assertThat(lint(both)).isEmpty();
        assertThat(warnings(both))
                .extracting(Finding::message)
                .containsExactly(
                        "step page: it begins only if targets of b end differently: f is for b if it is refused or"
                                + " unknown or drifted or failed, d if it is verified");
        assertThat(warnings(both.replace("[verified]", "[verified, failed]"))).isEmpty();
    }

    /** As many conditions as there may be, each over all that follow. */
    @Test
    void conditions_within_conditions_are_looked_at_once() {
        var text = new StringBuilder(HEAD + BLOCK);
        for (int n = 1; n <= 14; n++) {
            var then = IntStream.rangeClosed(n + 1, 15).mapToObj(i -> "c" + i).collect(Collectors.joining(", "));
            text.append(condition("c" + n, "b", n % 2 == 0 ? "verified" : "failed", then));
        }
        text.append(PAGE.replace("page", "c15"));
        assertThat(warnings(text.toString())).hasSize(13);
    }

    @Test
    void a_level_that_changes_nothing_is_doubtful() {
        var chain = HEAD + ASK + LOCK + "  - {id: tell, action: notify, channel: log}\n"
                + "  - {id: c, action: escalation, of: [ask], levels: [{channel: log, after: 10m}]}\n";
        assertThat(lint(chain)).singleElement().satisfies(f -> {
            assertThat(f.line()).isEqualTo(8);
            assertThat(f.message()).startsWith("step c: level 1 only tells log again");
        });
        assertThat(lint(chain.replace("after: 10m", "after: 10m, roles: [admin]")))
                .isEmpty();
        assertThat(lint(chain.replace("[{channel: log", "[{channel: pager"))).isEmpty();
    }

    @Test
    void every_mistake_has_its_line() {
        assertThat(lint(HEAD
                        + "  - {id: a, action: reboot}\n"
                        + "  - {id: b, action: block-address, connector: firewall}\n"
                        + "  - {id: c, action: notify, channel: log, colour: red}\n"))
                .extracting(Finding::line)
                .containsExactly(5, 6, 7);
        assertThat(lint("id: a\nsteps: [\n")).extracting(Finding::line).containsExactly(2);
    }

    @Test
    void what_is_severe_and_comes_first_of_all_is_worth_a_warning() {
        var block = "  - {id: b, action: block-address, connector: firewall, ttl: 1h}\n";
        var end = "  - {id: e, action: end-sessions, connector: people, ttl: 1h}\n";
        var isolate = LOCK.replace("lock-account", "isolate-host");
        assertThat(warnings(HEAD + ASK + LOCK))
                .containsExactly(new Finding(
                        6,
                        "step lock: nothing that disturbs less comes before lock-account: a step end-sessions, or one"
                                + " that cuts a flow, may be enough",
                        true));
        assertThat(warnings(HEAD + ASK + isolate))
                .extracting(Finding::message)
                .containsExactly("step lock: nothing that disturbs less comes before isolate-host: a step block-address"
                        + " or block-domain, which cut a flow, may be enough");
        assertThat(warnings(HEAD + "  - {id: c, action: collect, connector: evidence, ttl: 1h}\n" + ASK + isolate))
                .as("only looks")
                .hasSize(1);
        assertThat(warnings(HEAD + end + ASK + LOCK)).isEmpty();
        assertThat(warnings(HEAD + block + ASK + LOCK.replace("lock-account", "disable-account")))
                .isEmpty();
        assertThat(warnings(HEAD + end + ASK + isolate)).isEmpty();
        assertThat(warnings(HEAD + ASK + "  - {id: p, action: parallel, steps: [lock, b]}\n" + LOCK + block))
                .isEmpty();
    }

    /** Without warnings. */
    private static List<Finding> lint(String text) {
        return Lint.of(text, Library.EMPTY).stream()
                .filter(finding -> !finding.warns())
                .toList();
    }

    private static List<Finding> warnings(String text) {
        return Lint.of(text, Library.EMPTY).stream().filter(Finding::warns).toList();
    }

    private static JsonNode yaml(String text) throws IOException {
        return new YAMLMapper().readTree(text);
    }
}
