package io.gabion.responders.connectors;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.protocol.containment.ContainmentOrder.Verb;
import io.gabion.responders.connector.Connector.Result;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What is promised besides where who was contained is known by a mark on the account itself. */
public abstract class MarkedAccountContract<S extends MarkedAccountStand> extends AccountContract<S> {
    private static final int ROUNDS = 40;

    @Test
    void a_mark_goes_with_the_containment_also_from_who_is_renamed() throws Exception {
        assertThat(perform(Verb.APPLY, target)).isEqualTo(DONE);
        stand.rename(target, renamed());
        stand.add(target);
        assertThat(perform(Verb.RELEASE, target)).isEqualTo(DONE);
        assertThat(stand.marks(renamed())).isEmpty();
        assertThat(stand.marks(target)).isEmpty();
    }

    /** Whoever has the name may be marked between the look for the name and the look for the mark. */
    @Test
    void who_is_marked_while_looked_for_is_not_taken_for_another() throws Exception {
        for (int millis = 0; millis < ROUNDS; millis++) {
            var later = CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS);
            var one = perform(stand.connector(), Verb.APPLY, target, PATIENCE);
            var another = CompletableFuture.supplyAsync(() -> perform(Verb.APPLY, target), later);
            assertThat(another.join()).isEqualTo(DONE);
            assertThat(one.join()).isEqualTo(DONE);
            assertThat(perform(Verb.RELEASE, target)).isEqualTo(DONE);
        }
    }

    /** As the version before made it, which named nobody. */
    @Test
    void a_mark_without_a_name_is_of_whoever_has_the_name_and_is_let_go() throws Exception {
        var before = stand.standing(target);
        assertThat(perform(Verb.APPLY, target)).isEqualTo(DONE);
        stand.mark(target, nameless(stand.marks(target)));
        assertThat(stand.marks(target)).hasSize(1);
        assertThat(perform(Verb.QUERY, target)).isEqualTo(DONE);
        assertThat(perform(Verb.APPLY, target)).isEqualTo(DONE);
        assertThat(perform(Verb.RELEASE, target)).isEqualTo(DONE);
        assertThat(perform(Verb.QUERY, target)).isEqualTo(ABSENT);
        assertThat(inEffect(target)).isFalse();
        assertThat(stand.standing(target)).isEqualTo(before);
    }

    /** It may be anybody, and who must not be contained is known by the name that is asked for. */
    @Test
    void a_mark_that_somebody_has_put_on_another_account_contains_nobody() throws Exception {
        var before = stand.standing(other);
        stand.mark(other, forged());
        assertThat(perform(Verb.QUERY, target)).isEqualTo(ABSENT);
        assertThat(perform(Verb.APPLY, target)).isInstanceOf(Result.Refused.class);
        assertThat(inEffect(other)).isFalse();
        assertThat(inEffect(target)).isFalse();
        assertThat(perform(Verb.RELEASE, target)).isEqualTo(DONE);
        assertThat(stand.standing(other)).isEqualTo(before);
        assertThat(perform(Verb.APPLY, target)).isEqualTo(DONE);
        assertThat(perform(Verb.RELEASE, target)).isEqualTo(DONE);
    }

    @Test
    void a_mark_on_another_account_is_not_looked_at_while_the_right_one_carries_it() throws Exception {
        assertThat(perform(Verb.APPLY, target)).isEqualTo(DONE);
        stand.mark(other, stand.marks(target));
        assertThat(perform(Verb.QUERY, target)).isEqualTo(DONE);
        assertThat(perform(Verb.APPLY, target)).isEqualTo(DONE);
        assertThat(perform(Verb.RELEASE, target)).isEqualTo(DONE);
        assertThat(inEffect(target)).isFalse();
        assertThat(inEffect(other)).isFalse();
    }

    /** Nobody knows which is the right one. */
    @Test
    void of_several_who_carry_the_mark_none_is_believed_or_let_go() throws Exception {
        assertThat(perform(Verb.APPLY, target)).isEqualTo(DONE);
        stand.rename(target, renamed());
        stand.mark(other, stand.marks(renamed()));
        for (var verb : Verb.values()) {
            assertThat(perform(verb, target)).as(verb.name()).isInstanceOfAny(Result.Refused.class, Result.Lost.class);
        }
        assertThat(inEffect(renamed())).isTrue();
        assertThat(inEffect(other)).isFalse();
        stand.mark(other, List.of());
        assertThat(perform(Verb.RELEASE, target)).isEqualTo(DONE);
        assertThat(inEffect(renamed())).isFalse();
    }

    /** What would contain the target, as far as it is a mark. */
    private List<String> forged() throws Exception {
        assertThat(perform(Verb.APPLY, target)).isEqualTo(DONE);
        var marks = stand.marks(target);
        assertThat(perform(Verb.RELEASE, target)).isEqualTo(DONE);
        return marks;
    }

    private static List<String> nameless(List<String> marks) {
        return marks.stream().filter(mark -> !mark.contains(" for=")).toList();
    }
}
