package io.gabion.node.cli;

import static io.gabion.node.cli.Said.run;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlaybookCommandTest {
    private static final String LOCKING = """
            id: lock-taken
            title: Lock what was taken over
            when: {techniques: [T1110+T1078], minScore: 0.3}
            steps:
              - {id: ask, action: approval, covers: [lock], within: 1h}
              - {id: lock, action: lock-account, connector: accounts, ttl: 4h}
              - {id: refused, action: on-failure, of: [lock], then: [page]}
              - {id: page, action: notify, channel: log}
            """;

    @TempDir
    Path folder;

    @Test
    void a_finding_is_a_line_and_exit_1() throws IOException {
        var good = write("good.yaml", LOCKING);
        var bad = write("bad.yaml", LOCKING.replace("lock-taken", "bad").replace("covers: [lock]", "covers: [none]"));

        var warning = good + ":6: warning: step lock: nothing that disturbs less comes before lock-account: a step"
                + " end-sessions, or one that cuts a flow, may be enough\n";
        assertThat(run("playbook", "lint", good.toString())).isEqualTo(new Said(0, warning));
        assertThat(run("playbook", "lint", folder.toString()))
                .isEqualTo(new Said(
                        1, bad + ":5: step ask: names none, which is no later step that contains\n" + warning));
        assertThat(run("playbook", "lint", folder.resolve("none").toString()).exit())
                .isEqualTo(Refused.UNAVAILABLE);
    }

    @Test
    void a_recorded_incident_is_played_again_and_explained() throws IOException {
        var playbook = write("lock.yaml", LOCKING).toString();
        var out = Guessed.replayed(folder);

        var unasked = run("playbook", "simulate", playbook, "--incident", out);
        assertThat(unasked.exit()).isZero();
        assertThat(unasked.out())
                .contains("lock-taken begins", "asks 1 of approver, admin", "about lock-account olga@web1 at accounts")
                .contains("not decided until", "lock is refused, so page may begin", "no step is left");
        assertThat(run("playbook", "simulate", playbook, "--incident", out, "--people", "approve")
                        .out())
                .contains("approved by person-1", "lock-account olga@web1: would-apply")
                .contains("so page is left out");
        assertThat(run("playbook", "simulate", playbook, "--incident", out, "--people", "deny")
                        .out())
                .contains("denied by person-1");
    }

    @Test
    void when_each_stage_of_a_release_ends_is_told() throws IOException {
        var playbook = write("lock.yaml", LOCKING.replace("steps:\n", """
                        release: {every: 10m}
                        steps:
                          - {id: block, action: block-address, connector: firewall, ttl: 4h}
                        """)).toString();

        var said = run("playbook", "simulate", playbook, "--incident", Guessed.replayed(folder), "--people", "approve")
                .out();
        assertThat(said)
                .containsSubsequence(
                        "step block begins: block-address of 203.0.113.7, to be let go at ",
                        "step lock begins: lock-account of olga@web1, to be let go at ")
                .containsPattern("let go in stages, 600 s apart: lock at \\S+T06:54:\\S+, block at \\S+T07:04:");
    }

    @Test
    void a_playbook_that_does_not_begin_says_why() throws IOException {
        var strict = write("strict.yaml", LOCKING.replace("0.3", "0.99")).toString();
        var other = write("other.yaml", LOCKING.replace("lock-taken", "other").replace("T1110+T1078", "T1486"))
                .toString();

        assertThat(run("playbook", "simulate", strict, other, "--incident", Guessed.replayed(folder))
                        .out())
                .contains("lock-taken is not begun: it is for scores from 0.99 on")
                .contains("other is not begun: it is for T1486, seen are T1078");
    }

    @Test
    void what_is_not_there_is_named() throws IOException {
        var playbook = write("lock.yaml", LOCKING).toString();
        assertThat(run("playbook", "simulate", playbook, "--incident", folder.toString())
                        .exit())
                .isEqualTo(Refused.UNAVAILABLE);
        assertThat(run("playbook", "simulate", playbook, "--incident", Guessed.replayed(folder), "--id", "none")
                        .exit())
                .isEqualTo(Refused.NO);
    }

    @Test
    void a_chain_is_played_with_everybody_silent_and_stops_once_somebody_decides() throws IOException {
        var playbook = write("lock.yaml", LOCKING + """
                  - id: chain
                    action: escalation
                    of: [ask]
                    levels:
                      - {channel: pager, after: 10m, roles: [responder], every: 10m, times: 1}
                      - {channel: boss, after: 40m}
                """).toString();
        var out = Guessed.replayed(folder);

        assertThat(run("playbook", "lint", playbook).exit()).isZero();
        assertThat(run("playbook", "simulate", playbook, "--incident", out).out())
                .containsSubsequence(
                        "level 1 of its chain, pager is told, and responder may decide too",
                        "level 1 of its chain, pager is told",
                        "level 2 of its chain, boss is told",
                        "not decided until");
        assertThat(run("playbook", "simulate", playbook, "--incident", out, "--people", "approve")
                        .out())
                .contains("approved by person-1")
                .doesNotContain("is told, and responder");
    }

    @Test
    void the_bundled_playbooks_decide_their_cases_as_ever() {
        var bundled = Path.of(System.getProperty("gabion.root"), "responders/src/main/resources/playbooks");
        var said = run("playbook", "test", bundled.toString());

        assertThat(said.exit()).as(said.out()).isZero();
        assertThat(said.out().lines()).hasSize(8).noneMatch(line -> line.endsWith(": 0 cases"));
    }

    @Test
    void a_case_that_is_decided_differently_is_named_and_can_be_recorded_anew() throws IOException {
        var playbook = write("lock.yaml", LOCKING);
        var cases = Files.createDirectory(folder.resolve("lock.cases"));
        Files.copy(Path.of(Guessed.replayed(folder)).resolve("suspicions.jsonl"), cases.resolve("taken.jsonl"));
        var one = Files.writeString(cases.resolve("taken.yaml"), "title: Taken over\npeople: approve\n");

        assertThat(run("playbook", "test", playbook.toString()).exit()).isEqualTo(1);
        assertThat(run("playbook", "test", "--record", playbook.toString()).exit())
                .isZero();
        assertThat(Files.readString(one))
                .contains("lock-taken begins", "ask is decided: approve", "lock-account olga@web1 is would-apply");
        assertThat(run("playbook", "test", playbook.toString())).isEqualTo(new Said(0, playbook + ": 1 cases\n"));

        write(
                "lock.yaml",
                LOCKING.replace("within: 1h", "within: 1h, people: 2").replace("4h", "5h"));
        assertThat(run("playbook", "test", playbook.toString()).out())
                .contains(one
                        + ": expected, and not decided: ask asks about lock-account olga@web1 at accounts for 14400 s")
                .contains(one
                        + ": decided, and not expected: ask asks about lock-account olga@web1 at accounts for 18000 s")
                .contains(playbook + ": 1 cases, 1 decided differently");
        Files.writeString(one, "title: Taken over\nwho: me\n");
        assertThat(run("playbook", "test", playbook.toString()).exit()).isEqualTo(Refused.UNAVAILABLE);
    }

    @Test
    void a_playbook_goes_to_other_systems_and_comes_back() throws IOException {
        var playbook = write("lock.yaml", LOCKING);
        var cacao = folder.resolve("lock.json");
        var back = folder.resolve("back.txt");

        assertThat(run("playbook", "export", playbook.toString(), "--out", cacao.toString())
                        .exit())
                .isZero();
        assertThat(Files.readString(cacao)).contains("\"cacao-2.0\"");
        assertThat(run("playbook", "import", cacao.toString(), "--out", back.toString()))
                .isEqualTo(new Said(0, ""));
        assertThat(Files.readString(back)).contains("action: lock-account", "ttl: 4h", "within: 1h");
        var stripped = write("other.json", Files.readString(cacao).replace("gabion_step", "another_step"));
        assertThat(run("playbook", "import", stripped.toString()).exit()).isEqualTo(Refused.UNAVAILABLE);
        assertThat(run("playbook", "import", playbook.toString()).exit()).isEqualTo(Refused.UNAVAILABLE);
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }
}
