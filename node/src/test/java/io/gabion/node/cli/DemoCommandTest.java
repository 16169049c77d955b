package io.gabion.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gabion.node.store.embedded.EmbeddedStore;
import io.gabion.node.tenant.Envelopes;
import io.gabion.node.tenant.Keys;
import io.gabion.node.view.LiveBoard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main promise to a newcomer, kept by a whole node. The live part needs root, ip and nft. */
class DemoCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path directory;

    @Test
    void every_stage_is_seen_and_a_replay_of_the_same_logs_agrees() throws IOException {
        var kept = directory.resolve("kept");
        assertThat(Gabion.run("demo", "--headless", "--port", "0", "--seconds", "5", "--keep", kept.toString()))
                .isZero();
        var out = directory.resolve("out");
        var logs = kept.resolve("logs");
        assertThat(Gabion.run(
                        "replay",
                        "--out",
                        out.toString(),
                        logs.resolve("auth.log").toString(),
                        logs.resolve("conn.log").toString()))
                .isZero();
        var live = live(kept.resolve("data"));
        assertThat(of(live.suspicions(), "id")).isNotEmpty().isEqualTo(of(out.resolve("suspicions.jsonl"), "id"));
        assertThat(of(live.incidents(), "suspicions")).isEqualTo(of(out.resolve("incidents.jsonl"), "suspicions"));
        assertThat(targets(live.responses())).isEqualTo(targets(lines(out.resolve("responses.jsonl"))));
    }

    @Test
    void live_the_attacker_is_cut_off_in_a_network_of_its_own() {
        assertThat(Gabion.run("demo", "--headless", "--live", "--port", "0", "--seconds", "5"))
                .isZero();
    }

    @Test
    void data_of_another_node_is_left_alone() throws IOException {
        Files.createDirectories(directory.resolve("data"));
        assertThat(Gabion.run("demo", "--headless", "--keep", directory.toString()))
                .isEqualTo(Refused.WRONG_USAGE);
    }

    private record Findings(List<ObjectNode> suspicions, List<ObjectNode> incidents, List<ObjectNode> responses) {}

    private static Findings live(Path data) throws IOException {
        try (var store = EmbeddedStore.open(data);
                var board = new LiveBoard(store.rows(), new Envelopes(new Keys(data)), "observe")) {
            board.catchUp();
            return new Findings(board.suspicions("default"), board.incidents("default"), board.responses("default"));
        }
    }

    private static List<String> of(List<? extends JsonNode> records, String field) {
        return sorted(records, record -> sorted(record.path(field)));
    }

    private static List<String> of(Path file, String field) throws IOException {
        return of(lines(file), field);
    }

    /** What was decided about whom; when, and who was told, differs. */
    private static List<String> targets(List<? extends JsonNode> responses) {
        return sorted(
                responses,
                response -> response.path("playbook").asText()
                        + response.path("actions")
                                .valueStream()
                                .filter(action -> !action.path("kind").asText().equals("notify"))
                                .map(action -> action.path("target").asText() + " " + action.path("decision"))
                                .sorted()
                                .toList());
    }

    private static String sorted(JsonNode value) {
        return value.isArray()
                ? value.valueStream().map(JsonNode::toString).sorted().toList().toString()
                : value.toString();
    }

    private static List<String> sorted(List<? extends JsonNode> records, Function<JsonNode, String> shown) {
        return records.stream().map(shown).sorted().toList();
    }

    private static List<JsonNode> lines(Path file) throws IOException {
        var records = new ArrayList<JsonNode>();
        for (var line : Files.readAllLines(file)) {
            records.add(JSON.readTree(line));
        }
        return records;
    }
}
