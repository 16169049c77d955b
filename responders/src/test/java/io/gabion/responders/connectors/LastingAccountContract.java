package io.gabion.responders.connectors;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.protocol.containment.ContainmentOrder.Verb;
import io.gabion.responders.connector.Connector.Result;
import org.junit.jupiter.api.Test;

/** What is promised besides where the account itself stays as it was made until it is let go: locked, or disabled. */
public abstract class LastingAccountContract<S extends MarkedAccountStand> extends MarkedAccountContract<S> {
    @Test
    void who_is_held_under_two_names_is_let_go_with_the_last() throws Exception {
        assertThat(perform(Verb.APPLY, target)).isEqualTo(DONE);
        stand.rename(target, renamed());
        assertThat(perform(Verb.QUERY, renamed())).isEqualTo(ABSENT);
        assertThat(perform(Verb.APPLY, renamed())).isEqualTo(DONE);
        assertThat(perform(Verb.QUERY, renamed())).isEqualTo(DONE);
        assertThat(perform(Verb.RELEASE, target)).isEqualTo(DONE);
        assertThat(perform(Verb.QUERY, target)).isEqualTo(ABSENT);
        assertThat(perform(Verb.QUERY, renamed())).isEqualTo(DONE);
        assertThat(inEffect(renamed())).isTrue();
        assertThat(perform(Verb.RELEASE, renamed())).isEqualTo(DONE);
        assertThat(inEffect(renamed())).isFalse();
        assertThat(stand.marks(renamed())).isEmpty();
    }

    /** Neither they nor whoever has the name by now. */
    @Test
    void who_was_let_in_by_hand_under_another_name_is_not_contained_again() throws Exception {
        assertThat(perform(Verb.APPLY, target)).isEqualTo(DONE);
        stand.rename(target, renamed());
        stand.undo(renamed());
        assertThat(perform(Verb.QUERY, target)).isEqualTo(ABSENT);
        assertThat(perform(Verb.APPLY, target)).isInstanceOf(Result.Refused.class);
        stand.add(target);
        assertThat(perform(Verb.APPLY, target)).isInstanceOf(Result.Refused.class);
        assertThat(inEffect(target)).isFalse();
        assertThat(inEffect(renamed())).isFalse();
        assertThat(perform(Verb.RELEASE, target)).isEqualTo(DONE);
        assertThat(stand.marks(renamed())).isEmpty();
    }

    /** What was locked under the name before has ended: it holds nothing any more. */
    @Test
    void who_is_contained_anew_is_let_go_whoever_an_old_mark_names() throws Exception {
        var before = stand.standing(target);
        assertThat(perform(Verb.APPLY, other)).isEqualTo(DONE);
        stand.mark(target, stand.marks(other));
        assertThat(perform(Verb.RELEASE, other)).isEqualTo(DONE);
        assertThat(perform(Verb.APPLY, target)).isEqualTo(DONE);
        assertThat(perform(Verb.RELEASE, target)).isEqualTo(DONE);
        assertThat(inEffect(target)).isFalse();
        assertThat(stand.standing(target)).isEqualTo(before);
    }
}
