package io.gabion.node.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The thread from a line to a planned block, as a user runs it. */
class ReplayCommandTest {
    private static final String FAILURE =
            "Jan  2 03:04:%02d web1 sshd[1%d]: Failed password for root from %s port 40%02d ssh2\n";

    @TempDir
    Path folder;

    @Test
    void six_failures_in_a_burst_become_an_incident_and_a_block_that_would_be_applied() throws IOException {
        var out = replay(failures("203.0.113.7", 6));

        assertThat(lines(out, "suspicions.jsonl"))
                .singleElement()
                .satisfies(s -> assertThat(s).contains("\"id\":\"guessing\"", "203.0.113.7", "\"line\":6"));
        assertThat(lines(out, "incidents.jsonl")).hasSize(1);
        assertThat(lines(out, "responses.jsonl"))
                .singleElement()
                .satisfies(r -> assertThat(r)
                        .contains("\"target\":\"203.0.113.7\"", "\"decision\":\"would-apply\"", "\"ttlSeconds\":3600"));
    }

    @Test
    void five_failures_are_forgiven() throws IOException {
        assertThat(lines(replay(failures("203.0.113.7", 5)), "suspicions.jsonl"))
                .isEmpty();
    }

    @Test
    void the_same_replay_twice_is_byte_identical() throws IOException {
        var log = failures("203.0.113.7", 7) + failures("198.51.100.4", 9) + "garbage\n";
        var first = replay(log);
        var second = replay(log);

        for (var file : List.of("suspicions.jsonl", "incidents.jsonl", "responses.jsonl", "deadletters.jsonl")) {
            assertThat(second.resolve(file)).hasSameBinaryContentAs(first.resolve(file));
        }
    }

    @Test
    void a_line_dated_2100_moves_no_clock() throws IOException {
        var far = "2100-01-01T00:00:00Z web1 sshd[99]: Failed password for root from 203.0.113.7 port 4 ssh2\n";
        var slow = new StringBuilder(far);
        for (int i = 0; i < 9; i++) {
            slow.append(
                    "2026-01-02T03:%02d:00Z web1 sshd[1%02d]: Failed password for root from 203.0.113.7 port 4 ssh2\n"
                            .formatted(i, i));
            slow.append(i == 4 ? far : "");
        }

        assertThat(lines(replay(slow.toString()), "suspicions.jsonl")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x from 203.0.113.9 port 22 ssh2",
                "Failed password for root from 203.0.113.9 port 22 ssh2",
                "rhost=203.0.113.9 user=root",
                "root\\nJan  2 03:04:05 web1 sshd[1]: Failed password for root from 203.0.113.9 port 1 ssh2",
                "\u001b[2Kroot from 203.0.113.9",
                "r\u0000oot from 203.0.113.9 port 22"
            })
    void a_user_name_never_gets_another_address_contained(String user) throws IOException {
        var log = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            log.append("Jan  2 03:04:%02d web1 sshd[1%d]: Invalid user %s from 203.0.113.7 port 40%02d\n"
                    .formatted(i, i, user, i));
            log.append(
                    "Jan  2 03:04:%02d web1 sshd[1%d]: Failed password for invalid user %s from 203.0.113.7 port 40%02d ssh2\n"
                            .formatted(i, i, user, i));
        }
        var out = replay(log.toString());

        assertThat(lines(out, "responses.jsonl"))
                .isNotEmpty()
                .allSatisfy(r ->
                        assertThat(r).contains("\"target\":\"203.0.113.7\"").doesNotContain("203.0.113.9"));
    }

    @Test
    void loopback_is_refused_under_every_spelling() throws IOException {
        assertThat(lines(replay(failures("::ffff:127.0.0.1", 8)), "responses.jsonl"))
                .allSatisfy(r -> assertThat(r).contains("\"target\":\"127.0.0.1\",\"decision\":\"refused\""))
                .isNotEmpty();
    }

    @Test
    void what_cannot_be_read_is_a_dead_letter_and_the_rest_is_processed() throws IOException {
        var out = replay("\u0000\u0001 no log\n" + "x".repeat(2 << 20) + "\n" + failures("203.0.113.7", 6));

        assertThat(lines(out, "deadletters.jsonl"))
                .satisfiesExactly(
                        zero -> assertThat(zero).contains("\"excerpt\":\"\\\\u0000\\\\u0001 no log\""),
                        tooLong -> assertThat(tooLong)
                                .contains("line longer than", "\"excerpt\":\"" + "x".repeat(200) + "\""));
        assertThat(lines(out, "suspicions.jsonl")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {196, 197, 198, 199, 200})
    void an_excerpt_never_ends_between_the_halves_of_a_character(int length) throws IOException {
        var out = replay("x".repeat(length) + "\uD83D\uDE00".repeat(4) + "\n" + failures("203.0.113.7", 6));
        assertThat(lines(out, "deadletters.jsonl")).hasSize(1);
        assertThat(lines(out, "suspicions.jsonl")).hasSize(1);
    }

    /** Each is a dead letter or two, and the good file beside it is read all the same. */
    @Test
    void hostile_files_neither_end_a_replay_nor_fill_the_memory() throws IOException {
        var bomb = new ByteArrayOutputStream();
        try (var zip = new GZIPOutputStream(bomb)) {
            for (int i = 0; i < 256; i++) {
                zip.write(new byte[1 << 20]);
            }
        }
        var half = new ByteArrayOutputStream();
        try (var zip = new GZIPOutputStream(half)) {
            zip.write(failures("203.0.113.9", 9).getBytes(UTF_8));
        }
        var binary = new byte[200_000];
        new Random(4).nextBytes(binary);
        var deep = "{\"EventID\":1,\"Channel\":\"Security\",\"x\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}\n";
        var out = folder.resolve("hostile");
        var command = new ArrayList<>(List.of("replay", "--out", out.toString()));
        for (var file : Map.of(
                        "bomb.gz", bomb.toByteArray(),
                        "half.gz", Arrays.copyOf(half.toByteArray(), half.size() / 2),
                        "binary.log", binary,
                        "deep.json", deep.getBytes(UTF_8),
                        "empty.log", new byte[0],
                        "good.log", failures("203.0.113.7", 6).getBytes(UTF_8))
                .entrySet()) {
            command.add(
                    Files.write(folder.resolve(file.getKey()), file.getValue()).toString());
        }
        assertThat(Gabion.run(command.toArray(String[]::new))).isZero();
        assertThat(lines(out, "deadletters.jsonl"))
                .anyMatch(l -> l.contains("bomb.gz"))
                .anyMatch(l -> l.contains("half.gz"))
                .anyMatch(l -> l.contains("deep.json"))
                .anyMatch(l -> l.contains("binary.log"));
        assertThat(lines(out, "suspicions.jsonl")).anyMatch(l -> l.contains("203.0.113.7"));
    }

    @Test
    void a_missing_file_is_one_line_and_exit_code_3() {
        var error = new StringWriter();
        var line = Gabion.commandLine().setErr(new PrintWriter(error, true));

        assertThat(line.execute("replay", "--out", folder.resolve("o").toString(), "nowhere.log"))
                .isEqualTo(3);
        assertThat(error.toString()).isEqualTo("gabion: nowhere.log: not a readable file\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "id: a\nunknown: b\n",
                "id: a\ntitle: A\nwhen: {minScore: 0.4}\nsteps: [null]\n",
                "id: a\ntitle: A\nwhen: {techniques: [null], minScore: 0.4}\nsteps: []\n",
                "id: a\ntitle: A\nwhen: {minScore: 0.4}\nsteps: [{id: x, action: format-disk}]\n",
                "id: [\n"
            })
    void a_mistake_in_a_playbook_is_one_line_that_names_the_file(String yaml) throws IOException {
        var books = Files.createDirectory(folder.resolve("books"));
        Files.writeString(books.resolve("p.yaml"), yaml);
        var log = Files.writeString(folder.resolve("auth.log"), "");
        var error = new StringWriter();
        var line = Gabion.commandLine().setErr(new PrintWriter(error, true));

        var out = folder.resolve("o").toString();
        assertThat(line.execute("replay", "--playbooks", books.toString(), "--out", out, log.toString()))
                .isEqualTo(3);
        assertThat(error.toString().lines())
                .singleElement()
                .satisfies(said -> assertThat(said).contains("p.yaml:").doesNotContain("a bug", "null:", ": null"));
    }

    private Path replay(String log) throws IOException {
        var run = Files.createTempDirectory(folder, "run");
        var file = Files.writeString(run.resolve("auth.log"), log);
        var out = run.resolve("out");
        assertThat(Gabion.run("replay", "--out", out.toString(), file.toString()))
                .isZero();
        return out;
    }

    private static String failures(String from, int count) {
        var log = new StringBuilder();
        for (int i = 0; i < count; i++) {
            log.append(FAILURE.formatted(i, i, from, i));
        }
        return log.toString();
    }

    private static List<String> lines(Path out, String file) throws IOException {
        return Files.readAllLines(out.resolve(file));
    }
}
