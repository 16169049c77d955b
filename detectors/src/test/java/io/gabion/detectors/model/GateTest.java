package io.gabion.detectors.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.detectors.model.Gate.Word;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GateTest {
    private static final int ROWS = 400;
    private final Gate gate = new Gate(0.1);

    /** The first quarter. */
    private static boolean[] labels() {
        var malicious = new boolean[ROWS];
        Arrays.fill(malicious, 0, ROWS / 4, true);
        return malicious;
    }

    /** Finds so many of the malicious rows, and flags so many of the others. */
    private static Word word(int found, int wrong) {
        var scores = IntStream.range(0, ROWS)
                .mapToDouble(i -> i < found ? 0.9 : i >= ROWS / 4 && i < ROWS / 4 + wrong ? 0.8 : 0.1)
                .toArray();
        return new Word(scores, 0.5);
    }

    @Test
    void a_better_model_passes_and_so_does_an_equal_one() {
        assertThat(gate.judge(labels(), word(60, 3), word(80, 3)).passes()).isTrue();
        assertThat(gate.judge(labels(), word(60, 3), word(60, 3)).passes()).isTrue();
    }

    @Test
    void one_that_finds_less_is_refused_and_told_why() {
        assertThat(gate.judge(labels(), word(60, 3), word(50, 0)).reasons())
                .singleElement()
                .asString()
                .contains("0.500", "0.600");
    }

    @Test
    void one_that_flags_everything_is_refused() {
        var all = new Word(word(60, 3).scores(), 0);

        assertThat(gate.judge(labels(), word(60, 3), all).reasons())
                .singleElement()
                .asString()
                .contains("budget");
    }

    @Test
    void one_that_says_the_same_of_everything_has_no_precision() {
        var same = new double[ROWS];
        Arrays.fill(same, 0.7);

        var judged = gate.judge(labels(), word(60, 3), new Word(same, 0.5));

        assertThat(judged.shadow().precision()).isZero();
        assertThat(judged.reasons()).anyMatch(r -> r.contains("40 highest scores"));
    }

    @Test
    void a_few_rows_decide_nothing() {
        var labels = new boolean[ROWS];
        Arrays.fill(labels, 0, Gate.LEAST - 1, true);

        assertThat(gate.judge(labels, word(10, 0), word(19, 0)).reasons())
                .singleElement()
                .asString()
                .contains("too few");
    }
}
