package io.gabion.loadtests.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StandTargetTest {
    @TempDir
    private Path folder;

    @Test
    void an_order_that_was_killed_counts_unless_it_is_read_as_not_done() throws IOException {
        var killed = "10 lock alice 1\n11 read bob 9\n11 read bob 9 = absent\n12 read alice 4\n";
        assertThat(effects(killed + "12 read alice 4 = done")).containsExactly(Instant.ofEpochMilli(11));
        assertThat(effects(killed + "12 read alice 4 = absent")).isEmpty();
        assertThat(effects(killed)).hasSize(1);
    }

    @Test
    void an_order_that_was_answered_counts_by_its_answer() throws IOException {
        var order = "10 lock alice 4\n10 lock alice 4 = ";
        assertThat(effects(order + "done\n12 read alice 4 = absent")).hasSize(1);
        assertThat(effects(order + "refused no such account")).isEmpty();
    }

    private List<Instant> effects(String lines) throws IOException {
        return StandTarget.orders(Files.writeString(folder.resolve("orders"), lines), "lock", "alice");
    }
}
