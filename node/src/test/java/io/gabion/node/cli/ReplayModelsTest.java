package io.gabion.node.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.gabion.detectors.model.ModelFolder;
import io.gabion.detectors.model.ModelFolder.Checked;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bundled model in a replay, as a user runs it. */
class ReplayModelsTest {
    @TempDir
    Path folder;

    private int runs;

    /** One client asks for names that a program drew, another for names that people chose. */
    private Path log() throws IOException {
        var drawn =
                "kq3v9xw1zt7j5hd0b2rm xw8vq4kz1jt6yh3nf9pc z5tq7wj2xk9vb4hr1mdy q1zx7kv3wj9ty5bh2nfc v9kz3xq7tw1jr5yh8bdm";
        var chosen = "wikipedia github openstreetmap weather newspaper";
        var log = new StringBuilder();
        for (int i = 0; i < 5; i++) {
            log.append(query(i, "10.0.0.9", drawn.split(" ")[i] + ".com"));
            log.append(query(i, "10.0.0.7", "www." + chosen.split(" ")[i] + ".org"));
        }
        return Files.writeString(folder.resolve("dns.log"), log);
    }

    private static String query(int second, String client, String name) {
        return ("{\"_path\":\"dns\",\"ts\":%d.0,\"uid\":\"C%d\",\"id.orig_h\":\"%s\",\"id.orig_p\":4000,"
                        + "\"id.resp_h\":\"10.0.0.1\",\"id.resp_p\":53,\"proto\":\"udp\",\"query\":\"%s\"}\n")
                .formatted(1_767_322_800 + second, second, client, name);
    }

    private Path replay(String models) throws IOException {
        return replay(models, log());
    }

    private Path replay(String models, Path log) throws IOException {
        var out = folder.resolve("out" + runs++);
        assertThat(Gabion.run("replay", "--models", models, "--out", out.toString(), log.toString()))
                .isZero();
        return out;
    }

    @Test
    void names_that_a_program_drew_are_a_suspicion_of_the_model_and_the_same_one_again() throws IOException {
        var once = Files.readString(replay("bundled").resolve("suspicions.jsonl"));
        var again = Files.readString(replay("bundled").resolve("suspicions.jsonl"));

        assertThat(once.lines().filter(s -> s.contains("\"kind\":\"model\"")))
                .singleElement()
                .asString()
                .contains("10.0.0.9", "\"id\":\"domain\"", "T1568.002");
        assertThat(again).isEqualTo(once);
    }

    @Test
    void a_corrupt_model_is_no_reason_to_stop_and_is_counted() throws IOException {
        var model = Files.createDirectories(folder.resolve("models/domain"));
        for (var file : new String[] {"model.json", "model.onnx"}) {
            try (var in = getClass().getResourceAsStream("/models/domain/" + file)) {
                var bytes = in.readAllBytes();
                if (file.equals("model.onnx")) {
                    bytes[bytes.length / 2] ^= 1;
                }
                Files.write(model.resolve(file), bytes);
            }
        }
        var out = replay(folder.resolve("models").toString());

        assertThat(Files.readString(out.resolve("suspicions.jsonl"))).doesNotContain("\"kind\":\"model\"");
        assertThat(Files.readString(out.resolve("summary.json")).replaceAll("\\s", ""))
                .contains("\"without\":10");
    }

    /** A scan in the middle of the night, and a last connection much later. */
    private Path scan() throws IOException {
        var log = new StringBuilder();
        for (int i = 0; i < 500; i++) {
            log.append(connection(i, "10.0.1." + i % 250, i % 40 + 1, "S0"));
        }
        return Files.writeString(folder.resolve("conn.log"), log + connection(3_000, "10.0.1.1", 443, "SF"));
    }

    private static String connection(int second, String to, int port, String state) {
        return ("{\"_path\":\"conn\",\"ts\":%d.0,\"uid\":\"C%d\",\"id.orig_h\":\"10.0.0.9\",\"id.orig_p\":4000,"
                        + "\"id.resp_h\":\"%s\",\"id.resp_p\":%d,\"proto\":\"tcp\",\"conn_state\":\"%s\"}\n")
                .formatted(1_767_322_800 + second, second, to, port, state);
    }

    private String models(Path out) throws IOException {
        return Files.readAllLines(out.resolve("suspicions.jsonl")).stream()
                .filter(line -> line.contains("\"kind\":\"model\""))
                .reduce("", String::concat);
    }

    @Test
    void a_window_unlike_what_ones_own_model_has_learnt_is_a_low_suspicion_and_the_same_one_again() throws IOException {
        ((Checked) ModelFolder.look("window-network")).write(folder.resolve("own/window-network"));
        var log = scan();
        var once = replay(folder.resolve("own").toString(), log);
        var again = replay(folder.resolve("own").toString(), log);

        assertThat(models(once))
                .contains("\"id\":\"window-network\"", "\"severity\":\"low\"", "what stands out: ", "conn.log")
                .isEqualTo(models(again));
    }

    @Test
    void the_bundled_one_raises_nothing_and_is_counted() throws IOException {
        var out = replay("bundled", scan());

        assertThat(models(out)).isEmpty();
        assertThat(Files.readString(out.resolve("summary.json")).replaceAll("\\s", ""))
                .containsPattern(
                        "\"id\":\"window-network/shadow\",\"version\":\"[0-9a-f]{12}\",\"asked\":1,\"flagged\":1");
    }

    @Test
    void what_it_would_be_asked_about_is_printed_and_scored() throws IOException {
        var rows = Said.run("model", "rows", "window-network", scan().toString());
        assertThat(rows.exit()).isZero();
        assertThat(rows.out().lines()).singleElement().asString().startsWith("{\"vector\":[\"address\",3,0,500,");

        var file = Files.writeString(folder.resolve("rows.jsonl"), rows.out());
        var scores = Said.run("model", "score", "window-network", file.toString());
        assertThat(scores.exit()).isZero();
        assertThat(scores.out().lines()).singleElement().asString().contains("\"line\":1", "\"flagged\":true");
    }

    /** Fourteen hours of ten people who use a few servers. */
    private Path days() throws IOException {
        var log = new StringBuilder();
        for (int i = 0; i < 14 * 10 * 12; i++) {
            var line = connection(i / 120 * 3_600 + i % 120 * 3, "10.0.2." + i % 5, 443, "SF");
            log.append(line.replace("10.0.0.9", "10.0.0." + (20 + i % 10)));
        }
        return Files.writeString(folder.resolve("days.log"), log);
    }

    @Test
    void one_command_learns_from_ones_own_telemetry_and_what_it_learnt_speaks() throws IOException {
        var own = folder.resolve("own");
        var out = own.resolve("window-network").toString();
        var days = days().toString();
        assertThat(Gabion.run(
                        "model", "train", "--family", "window-network", "--out", out, "--false-share", "0.001", days))
                .isZero();
        assertThat(models(replay(own.toString(), Path.of(days)))).isEmpty();
        assertThat(models(replay(own.toString(), scan()))).contains("\"id\":\"window-network\"");
    }

    @Test
    void telemetry_without_what_a_family_is_about_teaches_nothing() throws IOException {
        var out = folder.resolve("out").toString();
        assertThat(Gabion.run("model", "train", "--family", "sequence-api", "--out", out, days().toString()))
                .isEqualTo(Refused.NO);
        assertThat(Gabion.run("model", "train", "--family", "nothing", "--out", out, days().toString()))
                .isEqualTo(Refused.WRONG_USAGE);
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void every_name_that_ships_opens_and_scores() throws IOException {
        for (var name : ModelFolder.BUNDLED) {
            assertThat(ModelFolder.look(name))
                    .isInstanceOfSatisfying(
                            Checked.class,
                            checked -> assertThatCode(checked::tryOut).as(name).doesNotThrowAnyException());
        }
        assertThat(ModelFolder.BUNDLED).hasSize(9);
    }
}
