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
        var killed = "10 lock alice 1";
        var check = List.of("11 read bob 9", "11 read bob 9 = absent");
        assertThat(effects(List.of(killed), check, List.of("12 read alice 4", "12 read alice 4 = done")))
                .containsExactly(Instant.ofEpochMilli(11));
        assertThat(effects(List.of(killed), check, List.of("12 read alice 4", "12 read alice 4 = absent")))
                .isEmpty();
        assertThat(effects(List.of(killed))).hasSize(1);
    }

    @Test
    void an_order_that_was_answered_counts_by_its_answer() throws IOException {
        assertThat(effects(List.of("10 lock alice 4", "10 lock alice 4 = done"), List.of("12 read alice 4 = absent")))
                .hasSize(1);
        assertThat(effects(List.of("10 lock alice 4", "10 lock alice 4 = refused no such account")))
                .isEmpty();
    }

    @SafeVarargs
    private List<Instant> effects(List<String>... lines) throws IOException {
        var record = folder.resolve("orders");
        Files.write(record, List.of(lines).stream().flatMap(List::stream).toList());
        return StandTarget.orders(record, "lock", "alice");
    }
}
