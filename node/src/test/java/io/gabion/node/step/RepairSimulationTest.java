package io.gabion.node.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.node.step.MutantResponse.Mutant;
import io.gabion.protocol.response.ResponseEvent;
import io.gabion.protocol.response.ResponseEvent.*;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Ten thousand responses that fail and are paused, repaired and resumed under crashes, losses, duplicates and stale
 * owners: no step begins twice, uncovered, or while it is held; no order is carried out twice or forgotten; a chain tells
 * every level that is due, once, and nobody once it is decided.
 */
class RepairSimulationTest {
    @Test
    void no_seed_does_a_step_twice_or_forgets_an_order_or_whom_to_tell() {
        assertThat(Seeds.all(seed -> run(Mutant.NONE, seed))).isEmpty();
    }

    @Test
    void everything_that_can_happen_to_a_run_happens() {
        Set<Class<?>> seen = new HashSet<>();
        for (long seed = 0; seed < 200; seed++) {
            var run = new RepairRun(Mutant.NONE, seed);
            run.run();
            seen.addAll(run.seen);
        }
        var all = Arrays.stream(ResponseEvent.class.getPermittedSubclasses())
                .filter(type -> type != ConditionChecked.class && type != CalledOff.class)
                .collect(Collectors.<Class<?>>toSet());

        assertThat(seen).isEqualTo(all);
    }

    @ParameterizedTest
    @CsvSource({
        "RESTLESS, though paused",
        "CARELESS, ] failed: StepStarted",
        "FORGETFUL, not journaled",
        "DEAF, was not told",
        "NAGGING, told twice"
    })
    void without_one_of_its_mechanisms_it_goes_wrong(Mutant mutant, String how) {
        assertThat(Seeds.some(60, seed -> run(mutant, seed))).anyMatch(v -> v.contains(how));
    }

    private static List<String> run(Mutant mutant, long seed) {
        try {
            return new RepairRun(mutant, seed).run().violations();
        } catch (IllegalStateException corrupt) {
            return List.of("a corrupt journal: " + corrupt.getMessage());
        }
    }
}
