package io.gabion.loadtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.loadtests.SshdLog.Line;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReferenceTest {
    private static final String GUESSER = "198.51.100.7";

    private final List<Line> lines = new ArrayList<>();

    private void attempt(long second, int pid, int stage) {
        lines.add(new Line(second, "server", pid, "", GUESSER, stage));
    }

    @Test
    void the_sixth_attempt_at_once_overflows_and_the_fifth_does_not() {
        for (int i = 0; i < 5; i++) {
            attempt(100, i, 3);
        }
        assertThat(Reference.guessers(lines)).isEmpty();
        attempt(100, 5, 3);
        assertThat(Reference.guessers(lines)).containsExactly(GUESSER);
    }

    @Test
    void one_attempt_told_on_three_lines_counts_once() {
        for (int i = 0; i < 5; i++) {
            attempt(100, i, 1);
            attempt(100, i, 2);
            attempt(100, i, 3);
        }
        assertThat(Reference.guessers(lines)).isEmpty();
        attempt(100, 4, 3);
        assertThat(Reference.guessers(lines)).containsExactly(GUESSER);
    }

    @Test
    void ten_seconds_leak_one_attempt() {
        for (int i = 0; i < 5; i++) {
            attempt(100, i, 3);
        }
        attempt(110, 5, 3);
        assertThat(Reference.guessers(lines)).isEmpty();
        attempt(119, 6, 3);
        assertThat(Reference.guessers(lines)).containsExactly(GUESSER);
    }

    @Test
    void a_log_is_the_same_for_the_same_seed_and_ends_with_the_guesser_that_marks_its_end() {
        var end = Instant.parse("2026-03-01T12:00:00Z");
        var log = SshdLog.make(20_000, 7, end);
        assertThat(log).hasSize(20_000).isEqualTo(SshdLog.make(20_000, 7, end));
        assertThat(log.getLast().address()).isEqualTo(SshdLog.LAST);
        assertThat(Reference.guessers(log)).contains(SshdLog.LAST).hasSizeGreaterThan(200);
    }
}
