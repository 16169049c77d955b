package io.gabion.node.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.protocol.response.Verdict;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Ten thousand responses that ask, under crashes, losses, duplicates and stale owners: nothing that waits begins before
 * enough people who may have agreed to exactly that, what was decided stands, and every question ends.
 */
class ApprovalSimulationTest {
    private static final int SOME = 100;

    @Test
    void no_seed_begins_what_was_not_approved_or_forgets_a_decision() {
        assertThat(Seeds.all(seed -> run(true, "none", seed))).isEmpty();
    }

    @Test
    void some_are_approved_and_some_denied() {
        var verdicts = LongStream.range(0, SOME)
                .boxed()
                .map(seed -> {
                    var run = new ApprovalRun(true, "none", seed);
                    run.run();
                    return run.verdict().orElseThrow();
                })
                .toList();

        assertThat(verdicts).contains(Verdict.APPROVE, Verdict.DENY);
    }

    @Test
    void a_plan_that_does_not_ask_about_the_account_locks_it_unasked() {
        assertThat(Seeds.some(10, seed -> run(false, "none", seed)))
                .anyMatch(v -> v.contains("begun without an approval"));
    }

    @Test
    void without_the_outbox_of_the_response_nobody_sees_what_waits() {
        assertThat(Seeds.some(10, seed -> run(true, "response", seed))).anyMatch(v -> v.contains("shown []"));
    }

    private static List<String> run(boolean asks, String forgetful, long seed) {
        return new ApprovalRun(asks, forgetful, seed).run().violations();
    }
}
