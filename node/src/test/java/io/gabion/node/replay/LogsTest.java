package io.gabion.node.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.node.replay.RecordedFile.Read;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogsTest {
    private static final Instant START = Instant.parse("2026-01-02T00:00:00Z");

    @TempDir
    Path folder;

    private final List<String> lines = new ArrayList<>();

    private void event(String channel, int seconds) {
        lines.add("{\"Channel\":\"%s\",\"EventID\":1,\"Hostname\":\"ws1\",\"TimeCreated\":\"%s\"}"
                .formatted(channel, START.plusSeconds(seconds)));
    }

    private List<Long> read() throws IOException {
        var file = Files.write(folder.resolve("events.jsonl"), lines);
        var order = new ArrayList<Long>();
        var latest = Instant.MIN;
        try (var recorded = RecordedFile.open(file, "events.jsonl", "auto", START.plusSeconds(1_000_000))) {
            for (var read = recorded.next(); read.isPresent(); read = recorded.next()) {
                assertThat(read.get().at()).isAfterOrEqualTo(latest);
                latest = read.get().at();
                order.add(
                        switch (read.get()) {
                            case Read.Seen(var _, var event) -> event.source().line();
                            case Read.Dead(var _, var letter) ->
                                -letter.source().line();
                        });
            }
            assertThat(recorded.lines()).isEqualTo(lines.size());
            assertThat(recorded.observations() + recorded.deadLetters()).isEqualTo(order.size());
        }
        return order;
    }

    @Test
    void logs_that_stand_one_after_the_other_are_read_side_by_side() throws IOException {
        for (int i = 0; i < 4; i++) {
            event("Security", 100 * i);
        }
        for (int i = 0; i < 4; i++) {
            event("System", 100 * i + 50);
        }
        assertThat(read()).containsExactly(1L, 5L, 2L, 6L, 3L, 7L, 4L, 8L);
    }

    @Test
    void lines_that_are_a_little_out_of_order_stay_where_they_are() throws IOException {
        for (int seconds : new int[] {0, 50, 10, 60, 5, 70}) {
            event("Security", seconds);
        }
        assertThat(read()).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
    }

    @Test
    void a_bad_line_is_a_dead_letter_once() throws IOException {
        event("Security", 0);
        event("Security", 900);
        lines.add("{\"broken\":");
        event("System", 100);
        assertThat(read()).containsOnlyOnce(-3L).hasSize(4).containsSubsequence(1L, 4L, 2L);
    }

    @Test
    void with_more_logs_than_the_limit_the_file_is_one_log() throws IOException {
        for (int i = 0; i <= 2 * Logs.MAX_LOGS + 1; i++) {
            event("Security", i % 2 * 3_600);
        }
        var order = read();
        assertThat(order).isSorted().hasSize(lines.size());
    }
}
