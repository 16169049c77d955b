package io.gabion.loadtests.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrashTableTest {
    private static final Instant THEN = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    private Path folder;

    @Test
    void a_run_is_read_as_it_was_written() throws IOException {
        var file = folder.resolve("crash-matrix.jsonl");
        var run = run(0, 1, Without.READ_BACK, List.of("in apply: contained 2 times"));
        run.append(file);
        assertThat(CrashRun.read(file)).containsExactly(run);
    }

    @Test
    void the_newest_run_of_each_seed_counts_and_what_an_older_one_violated_is_kept() {
        var text = new CrashTable(List.of(
                        run(1, 1, Without.NOTHING, List.of()),
                        run(0, 1, Without.NOTHING, List.of("in apply: orphaned", "in apply: late")),
                        run(2, 2, Without.NOTHING, List.of("in apply: a | b"))))
                .text();
        assertThat(text.lines())
                .contains(
                        "| dns-policy | 1 2 | 62 | 60 | 64 | not tried | seed 2: in apply: a / b | abc |",
                        "- dns-policy, abc, seed 1: in apply: orphaned, and 1 more")
                .anyMatch(line -> line.startsWith("Not in this record: collection, host-isolation,"));
    }

    @Test
    void what_was_run_without_reading_back_proves_nothing_of_the_connector() {
        var text = new CrashTable(List.of(run(0, 1, Without.READ_BACK, List.of("in apply: twice")))).text();
        assertThat(text.lines())
                .contains(
                        "| dns-policy, without reading back | 1 | 31 | 30 | 32 | not tried | seed 1: in apply: twice | abc |")
                .anyMatch(line -> line.startsWith("Not in this record: ") && line.contains("dns-policy"));
    }

    @Test
    void how_late_it_was_let_go_is_read_as_it_was_written_and_told() throws IOException {
        var file = folder.resolve("crash-matrix.jsonl");
        for (long seed = 1; seed <= 2; seed++) {
            var late = Optional.of(Duration.ofMillis(2_000 + seed * 300));
            new CrashRun(
                            THEN,
                            "abc",
                            "dns-policy",
                            seed,
                            Without.NOTHING,
                            32,
                            32,
                            32,
                            Optional.empty(),
                            late,
                            List.of())
                    .append(file);
        }
        assertThat(new CrashTable(CrashRun.read(file)).text().lines())
                .contains("| dns-policy | 1 2 | 64 | 64 | 64 | 2.3 2.6 | nothing | abc |");
    }

    @Test
    void what_a_receiver_has_that_knows_repetitions_is_told_beside_what_came() throws IOException {
        var file = folder.resolve("crash-matrix.jsonl");
        for (long seed = 1; seed <= 2; seed++) {
            var none = Optional.<Duration>empty();
            new CrashRun(THEN, "abc", "webhook", seed, Without.NOTHING, 20, 20, 23, Optional.of(20), none, List.of())
                    .append(file);
        }
        assertThat(new CrashTable(CrashRun.read(file)).text().lines())
                .contains("| webhook | 1 2 | 40 | 40 | 46, by their keys 40 | nothing expires | nothing | abc |");
    }

    private static CrashRun run(int later, long seed, Without without, List<String> violated) {
        return new CrashRun(
                THEN.plusSeconds(later),
                "abc",
                "dns-policy",
                seed,
                without,
                31,
                30,
                32,
                Optional.empty(),
                Optional.empty(),
                violated);
    }
}
