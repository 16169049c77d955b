package io.gabion.node.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.node.step.MutantContainment.Mutant;
import io.gabion.node.step.SeededFaults.Disk;
import io.gabion.protocol.containment.ContainmentEvent.Released;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** As {@link ContainmentSimulationTest}, with networks that overlap each other, the addresses, and what is protected. */
class NetworkSimulationTest {
    private static final int SOME = 200;

    @Test
    void no_seed_exceeds_leaks_or_touches_what_is_protected() {
        assertThat(Seeds.all(seed -> run(seed).violations())).isEmpty();
    }

    @Test
    void networks_are_blocked_and_released_in_these_seeds() {
        var released = LongStream.range(0, SOME)
                .boxed()
                .flatMap(seed -> run(seed).ends().entrySet().stream())
                .filter(end -> end.getKey().contains("/block-network/") && end.getValue() instanceof Released)
                .count();

        assertThat(released).isGreaterThan(SOME / 4);
    }

    private static Ledger run(long seed) {
        return new ContainmentRun(Mutant.NONE, true, seed, Disk.AT_ONCE, true).run();
    }
}
