package io.gabion.responders.connectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gabion.protocol.containment.Action;
import io.gabion.protocol.containment.ContainmentOrder;
import io.gabion.protocol.containment.ContainmentOrder.Verb;
import io.gabion.protocol.containment.Target;
import io.gabion.responders.connector.Connector;
import io.gabion.responders.connector.Connector.Result;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What every connector promises, against the real system that it is for: set up once, with targets of each test's own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class ConnectorContract<S extends Stand> {
    /** Generous: a slow machine is not a broken promise. */
    protected static final Duration PATIENCE = Duration.ofSeconds(60);

    protected static final Result DONE = new Result.Done();
    protected static final Result ABSENT = new Result.Absent();

    protected S stand;
    protected String target;
    protected String other;

    /** @param folder gone afterwards */
    protected abstract S open(Path folder) throws Exception;

    @BeforeAll
    void opens(@TempDir Path folder) throws Exception {
        stand = open(folder);
    }

    @BeforeEach
    void finds_targets() throws Exception {
        target = stand.target();
        other = stand.target();
    }

    @AfterAll
    void closes() throws Exception {
        if (stand != null) {
            stand.close();
        }
    }

    protected final Result perform(Verb verb, String value) {
        return perform(stand.connector(), verb, value, PATIENCE).join();
    }

    protected final CompletableFuture<Result> perform(Connector by, Verb verb, String value, Duration left) {
        return perform(by, stand.action(), verb, value, Duration.ofMinutes(5), left);
    }

    protected final CompletableFuture<Result> perform(
            Connector by, Action action, Verb verb, String value, Duration ttl, Duration left) {
        var now = Instant.now();
        var at = new Target("connector-1", value);
        return by.perform(new ContainmentOrder(verb, "containment-1", 1, action, at, now.plus(ttl), now.plus(left)))
                .toCompletableFuture();
    }

    protected final boolean inEffect(String value) throws Exception {
        return stand.look(value).contained();
    }

    protected final void lives_and_ends(String value) throws Exception {
        var before = stand.standing(value);
        assertThat(perform(Verb.QUERY, value)).isEqualTo(ABSENT);
        assertThat(inEffect(value)).isFalse();
        assertThat(perform(Verb.APPLY, value)).isInstanceOf(Result.Done.class);
        assertThat(perform(Verb.QUERY, value)).isInstanceOf(Result.Done.class);
        assertThat(inEffect(value)).isTrue();
        assertThat(perform(Verb.RELEASE, value)).isInstanceOf(Result.Done.class);
        assertThat(perform(Verb.QUERY, value)).isEqualTo(ABSENT);
        assertThat(inEffect(value)).isFalse();
        assertThat(stand.standing(value)).isEqualTo(before);
    }

    private static boolean isLost(Result answer, boolean mistaken) {
        return answer instanceof Result.Lost lost && lost.mistaken() == mistaken;
    }

    /** For systems that know who may do what: somebody whom they know asks for what he may not do. */
    protected final void refuses(Connector by) throws Exception {
        var before = stand.standing(target);
        assertThat(perform(by, Verb.APPLY, target, PATIENCE).join()).isInstanceOf(Result.Refused.class);
        assertThat(perform(Verb.QUERY, target)).isEqualTo(ABSENT);
        assertThat(inEffect(target)).isFalse();
        assertThat(stand.standing(target)).isEqualTo(before);

        assertThat(perform(Verb.APPLY, target)).isInstanceOf(Result.Done.class);
        assertThat(perform(by, Verb.RELEASE, target, PATIENCE).join()).isInstanceOf(Result.Refused.class);
        assertThat(inEffect(target)).isTrue();
        assertThat(perform(Verb.RELEASE, target)).isInstanceOf(Result.Done.class);
    }

    @Test
    void what_is_applied_is_in_effect_and_what_is_released_is_as_it_was() throws Exception {
        lives_and_ends(target);
    }

    @Test
    void releasing_what_is_not_there_is_absent_and_changes_nothing() throws Exception {
        var before = stand.standing(target);
        assertThat(perform(Verb.RELEASE, target)).isEqualTo(ABSENT);
        assertThat(stand.standing(target)).isEqualTo(before);
    }

    @Test
    void applying_again_changes_nothing_and_one_release_ends_it() throws Exception {
        var before = stand.standing(target);
        assertThat(perform(Verb.APPLY, target)).isInstanceOf(Result.Done.class);
        assertThat(perform(Verb.APPLY, target)).isInstanceOf(Result.Done.class);
        assertThat(perform(Verb.RELEASE, target)).isInstanceOf(Result.Done.class);
        assertThat(perform(Verb.QUERY, target)).isEqualTo(ABSENT);
        assertThat(stand.standing(target)).isEqualTo(before);
    }

    /** Somebody may want it while it is let go: then the order is the same one. */
    @Test
    void what_is_applied_again_after_its_release_is_in_force_again() throws Exception {
        lives_and_ends(target);
        lives_and_ends(target);
    }

    @Test
    void applying_from_several_sides_at_once_is_one_containment() throws Exception {
        var before = stand.standing(target);
        try (var line = stand.line()) {
            var one = stand.connector();
            var another = stand.connector(line);
            var answers = Stream.of(one, another, one, another)
                    .map(connector -> perform(connector, Verb.APPLY, target, PATIENCE))
                    .toList();
            assertThat(answers).allSatisfy(answer -> assertThat(answer.join()).isInstanceOf(Result.Done.class));
        }
        assertThat(perform(Verb.RELEASE, target)).isInstanceOf(Result.Done.class);
        assertThat(perform(Verb.QUERY, target)).isEqualTo(ABSENT);
        assertThat(stand.standing(target)).isEqualTo(before);
    }

    @Test
    void one_target_is_not_another() throws Exception {
        assertThat(perform(Verb.APPLY, target)).isInstanceOf(Result.Done.class);
        assertThat(perform(Verb.QUERY, other)).isEqualTo(ABSENT);
        assertThat(inEffect(other)).isFalse();
        assertThat(perform(Verb.RELEASE, target)).isInstanceOf(Result.Done.class);
    }

    @Test
    void what_is_no_target_is_refused() {
        assertThat(perform(Verb.APPLY, stand.nonsense())).isInstanceOf(Result.Refused.class);
        assertThat(perform(Verb.QUERY, stand.nonsense())).isInstanceOf(Result.Refused.class);
        assertThat(perform(Verb.RELEASE, stand.nonsense())).isInstanceOf(Result.Refused.class);
    }

    @Test
    void an_action_of_another_kind_is_refused() {
        var foreign = stand.action() == Action.ISOLATE_HOST ? Action.BLOCK_ADDRESS : Action.ISOLATE_HOST;
        var answer = perform(stand.connector(), foreign, Verb.APPLY, target, PATIENCE, PATIENCE);
        assertThat(answer.join()).isInstanceOf(Result.Refused.class);
        assertThat(perform(Verb.QUERY, target)).isEqualTo(ABSENT);
    }

    @Test
    void an_order_past_its_deadline_has_no_effect() {
        assertThat(perform(stand.connector(), Verb.APPLY, target, Duration.ofMillis(-1))
                        .join())
                .isInstanceOf(Result.Lost.class);
        assertThat(perform(Verb.QUERY, target)).isEqualTo(ABSENT);
    }

    @Test
    void a_wrong_credential_does_nothing_and_is_not_told_to_anybody() throws Exception {
        for (var verb : Verb.values()) {
            var answer = perform(stand.stranger(), verb, target, PATIENCE).join();
            assertThat(answer instanceof Result.Refused || isLost(answer, true))
                    .as("a person must put it right: %s", answer)
                    .isTrue();
            assertThat(answer.toString()).doesNotContain(stand.secret());
        }
        assertThat(perform(Verb.QUERY, target)).isEqualTo(ABSENT);
        assertThat(inEffect(target)).isFalse();
    }

    @Test
    void somebody_else_in_the_place_of_the_target_is_not_talked_to() throws Exception {
        var astray = stand.astray();
        if (astray.isPresent()) {
            for (var verb : Verb.values()) {
                assertThat(perform(astray.get(), verb, target, PATIENCE).join())
                        .matches(answer -> isLost(answer, true), "lost until a person has put it right");
            }
        }
        assertThat(perform(Verb.QUERY, target)).isEqualTo(ABSENT);
    }

    @Test
    void who_has_too_much_to_do_is_asked_again_later_and_has_done_nothing() throws Exception {
        var busy = stand.busy();
        for (var verb : Verb.values()) {
            var now = Instant.now();
            assertThat(perform(busy, verb, target, PATIENCE).join())
                    .isInstanceOfSatisfying(
                            Result.Busy.class,
                            said -> assertThat(said.notBefore()).isAfter(now));
        }
        assertThat(perform(Verb.QUERY, target)).isEqualTo(ABSENT);
        assertThat(inEffect(target)).isFalse();
    }

    @Test
    void over_a_slow_line_it_is_done() throws Exception {
        try (var line = stand.line()) {
            line.slow();
            var connector = stand.connector(line);
            assertThat(perform(connector, Verb.APPLY, target, PATIENCE).join()).isInstanceOf(Result.Done.class);
            assertThat(perform(connector, Verb.QUERY, target, PATIENCE).join()).isInstanceOf(Result.Done.class);
        }
        assertThat(perform(Verb.RELEASE, target)).isInstanceOf(Result.Done.class);
    }

    @Test
    void a_target_that_hangs_is_no_answer_by_the_deadline() throws Exception {
        try (var line = stand.line()) {
            var connector = stand.connector(line);
            assertThat(perform(connector, Verb.QUERY, target, PATIENCE).join()).isEqualTo(ABSENT);
            line.hang();
            assertThat(perform(connector, Verb.APPLY, target, Duration.ofSeconds(2))
                            .join())
                    .matches(answer -> isLost(answer, false), "lost, and nobody's mistake");
            line.cut();
            assertThat(perform(Verb.QUERY, target)).isEqualTo(ABSENT);
            assertThat(inEffect(target)).isFalse();
            line.mend();
            await().atMost(PATIENCE)
                    .until(() -> perform(connector, Verb.QUERY, target, PATIENCE)
                            .join()
                            .equals(ABSENT));
        }
    }

    @Test
    void an_effect_whose_answer_is_lost_is_found_by_asking() throws Exception {
        try (var line = stand.line()) {
            var connector = stand.connector(line);
            assertThat(perform(connector, Verb.QUERY, target, PATIENCE).join()).isEqualTo(ABSENT);
            line.mute(() -> perform(Verb.QUERY, target) instanceof Result.Done);
            var answer = perform(connector, Verb.APPLY, target, PATIENCE);
            await().atMost(PATIENCE).until(() -> perform(Verb.QUERY, target) instanceof Result.Done);
            line.cut();
            assertThat(answer.join()).isInstanceOf(stand.isFar() ? Result.Lost.class : Result.Done.class);
        }
        assertThat(inEffect(target)).isTrue();
        assertThat(perform(Verb.RELEASE, target)).isInstanceOf(Result.Done.class);
        assertThat(perform(Verb.QUERY, target)).isEqualTo(ABSENT);
    }

    @Test
    void a_target_that_is_restarted_is_used_again_and_has_kept_it() throws Exception {
        assertThat(perform(Verb.APPLY, target)).isInstanceOf(Result.Done.class);
        stand.restart();
        await().atMost(PATIENCE).until(() -> perform(Verb.QUERY, target) instanceof Result.Done);
        assertThat(inEffect(target)).isTrue();
        assertThat(perform(Verb.RELEASE, target)).isInstanceOf(Result.Done.class);
    }

    /** The target said done, and it is not so: what it says is never proof. */
    @Test
    void what_is_undone_at_the_target_is_not_reported_in_force() throws Exception {
        var before = stand.standing(target);
        assertThat(perform(Verb.APPLY, target)).isInstanceOf(Result.Done.class);
        stand.undo(target);
        assertThat(perform(Verb.QUERY, target)).isEqualTo(ABSENT);
        assertThat(perform(Verb.APPLY, target)).isInstanceOf(Result.Done.class);
        assertThat(inEffect(target)).isTrue();
        assertThat(perform(Verb.RELEASE, target)).isInstanceOf(Result.Done.class);
        assertThat(stand.standing(target)).isEqualTo(before);
    }

    /** Not in force is not gone: one of two rules, a mark, or a lock while a process lives on may be left. */
    @Test
    void what_is_undone_in_part_is_let_go_whole() throws Exception {
        var before = stand.standing(target);
        assertThat(perform(Verb.APPLY, target)).isInstanceOf(Result.Done.class);
        stand.undo(target);
        assertThat(perform(Verb.QUERY, target)).isEqualTo(ABSENT);
        assertThat(perform(Verb.RELEASE, target)).isInstanceOfAny(Result.Done.class, Result.Absent.class);
        assertThat(perform(Verb.QUERY, target)).isEqualTo(ABSENT);
        if (stand.isUndoneWhole()) {
            assertThat(stand.standing(target)).isEqualTo(before);
        }
    }
}
