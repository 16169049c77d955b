package io.gabion.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

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
        var out = folder.resolve("out" + runs++);
        assertThat(Gabion.run("replay", "--models", models, "--out", out.toString(), log().toString()))
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
}
