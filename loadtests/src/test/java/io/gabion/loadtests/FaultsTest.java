package io.gabion.loadtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gabion.loadtests.faults.FaultRuns;
import io.gabion.loadtests.faults.Without;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes and a store in network namespaces, under load, as their users start them. */
class FaultsTest {
    @TempDir
    private Path work;

    /**
     * One that wakes while it is cut off from the others is the one that a fence and epochs are for, and one whose clocks stood
     * still meanwhile the one that a fence alone is too little for; one that is told to end is what every update begins with.
     */
    @Test
    void a_node_that_wakes_cut_off_and_one_that_leaves_lose_nothing_and_do_nothing_twice() throws Exception {
        var root = Path.of(System.getProperty("gabion.root"));
        var plan = new FaultRuns.Plan(
                List.of("pause-cut", "suspended", "stop-one"),
                1,
                1,
                Without.NOTHING,
                1,
                Optional.empty(),
                Optional.empty());
        var line = FaultRuns.run(root, work, plan).json(true);
        var report = new JsonMapper().readTree(line.toString());
        // Of nothing, nothing can be lost.
        assertThat(report.path("acknowledged").asInt()).isGreaterThan(20);
        assertThat(report.path("blocked").asInt()).isPositive();
        assertThat(report.path("violated"))
                .extracting(JsonNode::asText)
                .filteredOn(violation -> !violation.contains(": I9 ")) // A matter of the machine's speed.
                .isEmpty();
    }
}
