package io.gabion.node.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.protocol.containment.ContainmentEvent.Released;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Ten thousand runs of the whole thread, from a batch of a log to a rule in a firewall and its end, wired as a node
 * wires it: every address over the threshold is contained or refused for a reason, nothing is called twice for one
 * attempt, nobody else is touched, and what is shown is what is.
 */
class WholeThreadSimulationTest {
    private static final int SOME = 100;

    @Test
    void no_seed_leaves_a_guesser_at_large_or_touches_anybody_else() {
        assertThat(Seeds.all(seed -> run("none", true, seed).violations())).isEmpty();
    }

    @Test
    void no_seed_leaves_anything_held_of_what_people_call_a_false_positive() {
        assertThat(Seeds.all(seed -> new WholeThreadRun("none", true, seed)
                        .runOfFalsePositives()
                        .violations()))
                .isEmpty();
    }

    @Test
    void many_false_positives_had_been_contained_before() {
        var ends = LongStream.range(0, SOME)
                .boxed()
                .flatMap(seed -> new WholeThreadRun("none", true, seed).runOfFalsePositives().ends().values().stream())
                .toList();

        assertThat(ends).filteredOn(Released.class::isInstance).hasSizeGreaterThan(SOME / 2);
    }

    @Test
    void most_that_guess_are_contained() {
        var ends = LongStream.range(0, SOME)
                .boxed()
                .flatMap(seed -> run("none", true, seed).ends().values().stream())
                .toList();

        assertThat(ends).filteredOn(Released.class::isInstance).hasSizeGreaterThan(SOME);
    }

    @Test
    void a_seed_runs_the_same_way_every_time() {
        assertThat(run("none", true, 7).ends()).isEqualTo(run("none", true, 7).ends());
    }

    @ParameterizedTest
    @ValueSource(strings = {"correlator", "incident", "response", "containment", "guard"})
    void without_the_outbox_of_one_kind_the_thread_ends_there(String kind) {
        assertThat(Seeds.some(20, seed -> run(kind, true, seed).violations())).isNotEmpty();
    }

    @Test
    void without_the_fence_a_stale_owner_calls() {
        assertThat(Seeds.some(200, seed -> run("none", false, seed).violations()))
                .anyMatch(v -> v.contains("not journaled"));
    }

    private static Ledger run(String forgetful, boolean fenced, long seed) {
        return new WholeThreadRun(forgetful, fenced, seed).run();
    }
}
