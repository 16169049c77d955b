package io.gabion.loadtests.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.loadtests.faults.Proofs.Pair;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProofsTest {
    @Test
    void a_pair_goes_red_by_the_invariant_that_it_is_for_and_by_no_other() {
        var lost = "two-owners-1: I1 acknowledged, not in the history: batch 1, such as two-owners-1-0-0-48";
        var atOnce = "two-owners-1: I2 two nodes called at once for 198.18.0.1: by process 1 since 2";
        var twice = "two-owners-1: I2 blocked 2 times: 198.18.0.1";
        var unmeant = "two-owners-1: I8 blocked without an earlier intent: 198.18.0.1";
        var late = "two-owners-1: I9 not every node acknowledges again within 120 s, but after 200";
        assertThat(red(List.of(lost, late))).containsExactly(Pair.ACKNOWLEDGED_IS_KEPT);
        assertThat(red(List.of(atOnce))).containsExactly(Pair.DONE_ONCE, Pair.KNOWN_TO_BE_DONE);
        assertThat(red(List.of(twice))).containsExactly(Pair.DONE_ONCE, Pair.KNOWN_TO_BE_DONE);
        assertThat(red(List.of(unmeant))).containsExactly(Pair.DONE_ONCE);
        assertThat(red(List.of(late, "two-owners-1: the lab: I1 is not meant"))).isEmpty();
        assertThat(red(List.of())).isEmpty();
    }

    private static List<Pair> red(List<String> violated) {
        return Arrays.stream(Pair.values()).filter(pair -> pair.isRed(violated)).toList();
    }
}
