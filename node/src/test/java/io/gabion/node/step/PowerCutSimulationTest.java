package io.gabion.node.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.node.step.MutantContainment.Mutant;
import io.gabion.node.step.SeededFaults.Disk;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Entities of one store hear of rows before these are durable. Whenever the power is cut, everything that was not is gone from
 * the end of their one log: the same promises hold as without, and do not where the world is not made to wait for the disk.
 */
class PowerCutSimulationTest {
    private static final int MUTANT = 300;
    /** The whole thread takes longer. */
    private static final int THREADS = 2_000;

    @Test
    void no_seed_breaks_a_promise_of_a_containment() {
        assertThat(Seeds.all(seed -> containment(Disk.SLOW, seed))).isEmpty();
    }

    @Test
    void no_seed_leaves_a_guesser_at_large_or_touches_anybody_else() {
        assertThat(Seeds.some(THREADS, seed -> thread(Disk.SLOW, seed))).isEmpty();
    }

    @Test
    void with_a_disk_that_lies_a_guesser_goes_free() {
        assertThat(Seeds.some(MUTANT, seed -> thread(Disk.LYING, seed))).anyMatch(v -> v.contains("at large"));
    }

    private static List<String> containment(Disk disk, long seed) {
        return new ContainmentRun(Mutant.NONE, true, seed, disk).run().violations();
    }

    private static List<String> thread(Disk disk, long seed) {
        return new WholeThreadRun("none", true, seed, Delivery.AS_THEY_COME, disk)
                .run()
                .violations();
    }
}
