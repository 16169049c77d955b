package io.gabion.responders.connectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gabion.protocol.containment.Action;
import io.gabion.protocol.containment.ContainmentOrder;
import io.gabion.protocol.containment.ContainmentOrder.Verb;
import io.gabion.protocol.containment.Target;
import io.gabion.responders.connector.Connector;
import io.gabion.responders.connector.Connector.Result;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What every connector promises, against the real system that it is for. A connector's test says how to reach the system,
 * well and badly, and how one sees there, without the connector, whether the effect is in force.
 */
public abstract class ConnectorContract {
    /** Generous: a slow machine is not a broken promise. */
    protected static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Result DONE = new Result.Done();
    private static final Result ABSENT = new Result.Absent();

    protected abstract Action action();

    /** Another canonical target for each {@code n}, not contained yet. */
    protected abstract String target(int n);

    /** What is no target, and would do harm where it is pasted into a command or a query. */
    protected abstract String nonsense();

    /** The usual way. */
    protected abstract Connector connector();

    protected abstract Line line();

    /** The same connector over a line of {@link #line}. Its first call may connect, later ones keep the connection. */
    protected abstract Connector connector(Line line);

    /** The same connector with a credential that the system does not accept. */
    protected abstract Connector stranger();

    /** As the one who is contained, or who asks for it, meets it. */
    protected abstract boolean inEffect(String target) throws Exception;

    /** What the system keeps about the target, as far as containing it could change it. */
    protected abstract String standing(String target) throws Exception;

    /** Somebody undoes the effect behind the connector's back. */
    protected abstract void undo(String target) throws Exception;

    protected abstract void restart() throws Exception;

    /** When the containment is to end by itself. */
    protected Instant until() {
        return Instant.now().plus(Duration.ofMinutes(5));
    }

    protected final Result perform(Verb verb, String target) {
        return perform(connector(), verb, target, PATIENCE).join();
    }

    protected final CompletableFuture<Result> perform(Connector by, Verb verb, String target, Duration left) {
        var at = new Target("connector-1", target);
        var order = new ContainmentOrder(
                verb, "containment-1", 1, action(), at, until(), Instant.now().plus(left));
        return by.perform(order).toCompletableFuture();
    }

    protected final void lives_and_ends(String target) throws Exception {
        var before = standing(target);
        assertThat(perform(Verb.QUERY, target)).isEqualTo(ABSENT);
        assertThat(inEffect(target)).isFalse();
        assertThat(perform(Verb.APPLY, target)).isEqualTo(DONE);
        assertThat(perform(Verb.QUERY, target)).isEqualTo(DONE);
        assertThat(inEffect(target)).isTrue();
        assertThat(perform(Verb.RELEASE, target)).isEqualTo(DONE);
        assertThat(perform(Verb.QUERY, target)).isEqualTo(ABSENT);
        assertThat(inEffect(target)).isFalse();
        assertThat(standing(target)).isEqualTo(before);
    }

    @Test
    void what_is_applied_is_in_effect_and_what_is_released_is_as_it_was() throws Exception {
        lives_and_ends(target(1));
    }

    @Test
    void releasing_what_is_not_there_is_absent_and_changes_nothing() throws Exception {
        var before = standing(target(1));
        assertThat(perform(Verb.RELEASE, target(1))).isEqualTo(ABSENT);
        assertThat(standing(target(1))).isEqualTo(before);
    }

    @Test
    void applying_again_changes_nothing_and_one_release_ends_it() throws Exception {
        var before = standing(target(1));
        assertThat(perform(Verb.APPLY, target(1))).isEqualTo(DONE);
        assertThat(perform(Verb.APPLY, target(1))).isEqualTo(DONE);
        assertThat(perform(Verb.RELEASE, target(1))).isEqualTo(DONE);
        assertThat(perform(Verb.QUERY, target(1))).isEqualTo(ABSENT);
        assertThat(standing(target(1))).isEqualTo(before);
    }

    @Test
    void applying_from_several_sides_at_once_is_one_containment() throws Exception {
        var before = standing(target(1));
        var connector = connector();
        var answers = IntStream.range(0, 4)
                .mapToObj(_ -> perform(connector, Verb.APPLY, target(1), PATIENCE))
                .toList();
        assertThat(answers).allSatisfy(answer -> assertThat(answer.join()).isEqualTo(DONE));
        assertThat(perform(Verb.RELEASE, target(1))).isEqualTo(DONE);
        assertThat(perform(Verb.QUERY, target(1))).isEqualTo(ABSENT);
        assertThat(standing(target(1))).isEqualTo(before);
    }

    @Test
    void one_target_is_not_another() throws Exception {
        assertThat(perform(Verb.APPLY, target(1))).isEqualTo(DONE);
        assertThat(perform(Verb.QUERY, target(2))).isEqualTo(ABSENT);
        assertThat(inEffect(target(2))).isFalse();
        assertThat(perform(Verb.RELEASE, target(1))).isEqualTo(DONE);
    }

    @Test
    void what_is_no_target_is_refused() {
        assertThat(perform(Verb.APPLY, nonsense())).isInstanceOf(Result.Refused.class);
        assertThat(perform(Verb.QUERY, nonsense())).isInstanceOf(Result.Refused.class);
        assertThat(perform(Verb.RELEASE, nonsense())).isInstanceOf(Result.Refused.class);
    }

    @Test
    void an_action_of_another_kind_is_refused() {
        var at = new Target("connector-1", target(1));
        var deadline = Instant.now().plus(PATIENCE);
        var order = new ContainmentOrder(Verb.APPLY, "c", 1, Action.ISOLATE_HOST, at, until(), deadline);
        assertThat(connector().perform(order).toCompletableFuture().join()).isInstanceOf(Result.Refused.class);
        assertThat(perform(Verb.QUERY, target(1))).isEqualTo(ABSENT);
    }

    @Test
    void an_order_past_its_deadline_has_no_effect() {
        assertThat(perform(connector(), Verb.APPLY, target(1), Duration.ofMillis(-1))
                        .join())
                .isInstanceOf(Result.Lost.class);
        assertThat(perform(Verb.QUERY, target(1))).isEqualTo(ABSENT);
    }

    @Test
    void a_wrong_credential_does_nothing_and_is_not_told_to_anybody() throws Exception {
        var answer =
                perform(stranger(), Verb.APPLY, target(1), Duration.ofSeconds(20)).join();
        assertThat(answer).isInstanceOfAny(Result.Lost.class, Result.Refused.class);
        assertThat(answer.toString()).doesNotContain(secret());
        assertThat(perform(stranger(), Verb.QUERY, target(1), Duration.ofSeconds(20))
                        .join())
                .isInstanceOfAny(Result.Lost.class, Result.Refused.class);
        assertThat(perform(Verb.QUERY, target(1))).isEqualTo(ABSENT);
        assertThat(inEffect(target(1))).isFalse();
    }

    /** What must never be in an answer. */
    protected String secret() {
        return "PRIVATE KEY";
    }

    @Test
    void over_a_slow_line_it_is_done() {
        try (var line = line()) {
            line.slow();
            var connector = connector(line);
            assertThat(perform(connector, Verb.APPLY, target(1), PATIENCE).join())
                    .isEqualTo(DONE);
            assertThat(perform(connector, Verb.QUERY, target(1), PATIENCE).join())
                    .isEqualTo(DONE);
        }
        assertThat(perform(Verb.RELEASE, target(1))).isEqualTo(DONE);
    }

    @Test
    void a_target_that_hangs_is_no_answer_by_the_deadline() throws Exception {
        try (var line = line()) {
            var connector = connector(line);
            assertThat(perform(connector, Verb.QUERY, target(1), PATIENCE).join())
                    .isEqualTo(ABSENT);
            line.hang();
            assertThat(perform(connector, Verb.APPLY, target(1), Duration.ofSeconds(2))
                            .join())
                    .isInstanceOf(Result.Lost.class);
            line.cut();
            assertThat(perform(Verb.QUERY, target(1))).isEqualTo(ABSENT);
            assertThat(inEffect(target(1))).isFalse();
            line.mend();
            assertThat(perform(connector(line), Verb.QUERY, target(1), PATIENCE).join())
                    .isEqualTo(ABSENT);
        }
    }

    @Test
    void an_effect_whose_answer_is_lost_is_found_by_asking() throws Exception {
        try (var line = line()) {
            var connector = connector(line);
            assertThat(perform(connector, Verb.QUERY, target(1), PATIENCE).join())
                    .isEqualTo(ABSENT);
            line.mute(() -> perform(Verb.QUERY, target(1)).equals(DONE));
            var answer = perform(connector, Verb.APPLY, target(1), PATIENCE);
            await().atMost(PATIENCE).until(() -> perform(Verb.QUERY, target(1)).equals(DONE));
            line.cut();
            assertThat(answer.join()).isInstanceOf(Result.Lost.class);
        }
        assertThat(inEffect(target(1))).isTrue();
        assertThat(perform(Verb.RELEASE, target(1))).isEqualTo(DONE);
        assertThat(perform(Verb.QUERY, target(1))).isEqualTo(ABSENT);
    }

    @Test
    void a_target_that_is_restarted_is_used_again_and_has_kept_it() throws Exception {
        var connector = connector();
        assertThat(perform(connector, Verb.APPLY, target(1), PATIENCE).join()).isEqualTo(DONE);
        restart();
        await().atMost(PATIENCE)
                .until(() -> perform(connector, Verb.QUERY, target(1), PATIENCE)
                        .join()
                        .equals(DONE));
        assertThat(perform(connector, Verb.RELEASE, target(1), PATIENCE).join()).isEqualTo(DONE);
    }

    /** The target said done, and it is not so: what it says is never proof. */
    @Test
    void what_is_undone_at_the_target_is_not_reported_in_force() throws Exception {
        var before = standing(target(1));
        assertThat(perform(Verb.APPLY, target(1))).isEqualTo(DONE);
        undo(target(1));
        assertThat(perform(Verb.QUERY, target(1))).isEqualTo(ABSENT);
        assertThat(perform(Verb.APPLY, target(1))).isEqualTo(DONE);
        assertThat(inEffect(target(1))).isTrue();
        assertThat(perform(Verb.RELEASE, target(1))).isEqualTo(DONE);
        assertThat(standing(target(1))).isEqualTo(before);
    }
}
