package io.gabion.loadtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gabion.loadtests.faults.CrashMatrix;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that ends itself on its way to an effect in a real kernel, or to a notice, and is started again. */
class CrashMatrixTest {
    @TempDir
    private Path work;

    @Test
    void a_node_that_ends_around_its_call_does_it_once_and_leaves_nothing_behind() throws Exception {
        var points = List.of("after claimed", "in apply", "after apply", "after release", "expired while down");
        var report = run("nftables", points, false);
        assertThat(report.path("violated")).extracting(JsonNode::asText).isEmpty();
        assertThat(report.path("effects").asInt()).isEqualTo(points.size());
    }

    @Test
    void a_node_that_ends_before_it_knows_that_somebody_was_told_tells_it_again_under_the_same_key() throws Exception {
        var report = run("webhook", List.of("after begun", "after tell"), false);
        assertThat(report.path("violated")).extracting(JsonNode::asText).isEmpty();
        assertThat(report.path("effects").asInt()).isGreaterThanOrEqualTo(3);
        assertThat(report.path("distinct")).extracting(JsonNode::asInt).containsExactly(2);
    }

    private JsonNode run(String connector, List<String> points, boolean lying) throws Exception {
        var root = Path.of(System.getProperty("gabion.root"));
        var plan = new CrashMatrix.Plan(connector, points, 1, 1, lying, Optional.empty());
        return new JsonMapper()
                .readTree(CrashMatrix.run(root, work, plan).json(true).toString());
    }
}
