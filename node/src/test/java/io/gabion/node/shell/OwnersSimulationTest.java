package io.gabion.node.shell;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.gabion.node.shell.OwnersRun.Mutant;
import io.gabion.node.step.Seeds;
import io.gabion.node.tenant.Envelopes;
import io.gabion.node.tenant.Keys;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/**
 * Owners of one entity who sleep and do not know it, whose writes come late, and who take over from each other while a call is under
 * way. The shell, its fence and its claims are the product's, in one thread. A failing seed runs the same way every time.
 */
class OwnersSimulationTest {
    private static final int USUALLY = 500;
    private static final int MANY = 2_000;
    private static final Logger LOG = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);

    @TempDir
    private static Path folder;

    private static Level before;
    private static Envelopes envelopes;
    private static List<Machine> machines;

    @BeforeAll
    static void begin() throws IOException {
        before = LOG.getLevel();
        LOG.setLevel(Level.OFF);
        envelopes = new Envelopes(new Keys(folder));
        machines = IntStream.range(0, 4).mapToObj(Machine::new).toList();
    }

    @AfterAll
    static void end() {
        LOG.setLevel(before);
    }

    @Test
    void no_seed_breaks_a_promise() {
        assertThat(Seeds.all(USUALLY, seed -> run(Mutant.NONE, seed).violations()))
                .isEmpty();
    }

    /**
     * The write of one that had taken over came after the next had recovered: other decisions than that one has gone on after. Whoever
     * recovers then must have the past of the owner that went on.
     */
    @ParameterizedTest
    @ValueSource(longs = {529, 1055})
    void what_a_replaced_owner_began_unseen_is_no_part_of_the_history(long seed) {
        var watch = run(Mutant.NONE, seed);
        assertThat(watch.violations()).isEmpty();
        assertThat(watch.dropped()).isPositive();
    }

    /** Its claim was so long under way that its own next attempt had begun. */
    @ParameterizedTest
    @ValueSource(longs = {806, 1035, 1103, 1350})
    void an_attempt_whose_time_is_over_calls_nobody(long seed) {
        assertThat(run(Mutant.NONE, seed).violations()).isEmpty();
    }

    @Test
    void a_seed_runs_the_same_way_every_time() {
        assertThat(run(Mutant.NONE, 7).story())
                .isEqualTo(run(Mutant.NONE, 7).story())
                .isNotEmpty();
    }

    @Test
    void without_the_fence_what_was_acknowledged_is_lost() {
        assertThat(finds(Mutant.NO_FENCE, "acknowledged and lost")).isTrue();
    }

    @Test
    void without_epochs_what_was_acknowledged_is_lost() {
        assertThat(finds(Mutant.NO_EPOCHS, "acknowledged and lost")).isTrue();
    }

    @Test
    void without_a_claim_two_call_at_a_time() {
        assertThat(finds(Mutant.NO_CLAIM, "two calls at a time")).isTrue();
    }

    @Test
    void who_does_not_wait_out_the_claim_before_calls_while_another_does() {
        assertThat(finds(Mutant.IMPATIENT_CLAIM, "two calls at a time")).isTrue();
    }

    @Test
    void who_acknowledges_before_it_is_confirmed_loses_what_it_wrote_after_a_sleep() {
        assertThat(finds(Mutant.ACK_BEFORE_CONFIRMED, "acknowledged and lost")).isTrue();
    }

    /** As soon as one does. */
    private static boolean finds(Mutant mutant, String what) {
        for (long seed = 0; seed < MANY; seed++) {
            if (run(mutant, seed).violations().stream().anyMatch(violation -> violation.contains(what))) {
                return true;
            }
        }
        return false;
    }

    private static OwnersWatch run(Mutant mutant, long seed) {
        return new OwnersRun(machines, envelopes, mutant, seed).run();
    }
}
