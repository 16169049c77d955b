package io.gabion.node.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.protocol.containment.ContainmentEvent.Released;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two thousand runs of the whole thread, from a batch of a log to a rule in a firewall and its end, wired as a node
 * wires it: every address over the threshold is contained or refused for a reason, nothing is called twice for one
 * attempt, nobody else is touched, and what is shown is what is.
 */
class WholeThreadSimulationTest {
    private static final int SEEDS = 2_000;

    @Test
    void no_seed_leaves_a_guesser_at_large_or_touches_anybody_else() {
        assertThat(violations("none", true, SEEDS)).isEmpty();
    }

    @Test
    void most_that_guess_are_contained() {
        var ends = LongStream.range(0, SEEDS / 20)
                .boxed()
                .flatMap(seed -> run("none", true, seed).ends().values().stream())
                .toList();

        assertThat(ends).filteredOn(Released.class::isInstance).hasSizeGreaterThan(SEEDS / 20);
    }

    @Test
    void a_seed_runs_the_same_way_every_time() {
        assertThat(run("none", true, 7).ends()).isEqualTo(run("none", true, 7).ends());
    }

    @ParameterizedTest
    @ValueSource(strings = {"correlator", "incident", "response", "containment", "guard"})
    void without_the_outbox_of_one_kind_the_thread_ends_there(String kind) {
        assertThat(violations(kind, true, SEEDS / 100)).isNotEmpty();
    }

    @Test
    void without_the_fence_a_stale_owner_calls() {
        assertThat(violations("none", false, SEEDS / 10)).anyMatch(v -> v.contains("not journaled"));
    }

    private static List<String> violations(String forgetful, boolean fenced, int seeds) {
        return LongStream.range(0, seeds)
                .boxed()
                .flatMap(seed ->
                        run(forgetful, fenced, seed).violations().stream().map(v -> "seed " + seed + ": " + v))
                .toList();
    }

    private static Ledger run(String forgetful, boolean fenced, long seed) {
        return new WholeThreadRun(forgetful, fenced, seed).run();
    }
}
