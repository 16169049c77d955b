package io.gabion.responders.connectors;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.protocol.containment.ContainmentOrder.Verb;
import org.junit.jupiter.api.Test;

/** What is promised about accounts besides: whoever was contained stays the one, whatever name they and others have by now. */
public abstract class AccountContract<S extends AccountStand> extends ConnectorContract<S> {
    @Test
    void who_is_renamed_while_contained_is_still_found_and_let_go() throws Exception {
        var before = stand.standing(target);
        assertThat(perform(Verb.APPLY, target)).isEqualTo(DONE);
        stand.rename(target, renamed());
        assertThat(perform(Verb.QUERY, target)).isEqualTo(DONE);
        assertThat(perform(Verb.APPLY, target)).isEqualTo(DONE);
        assertThat(inEffect(renamed())).isTrue();
        assertThat(perform(Verb.RELEASE, target)).isEqualTo(DONE);
        assertThat(perform(Verb.QUERY, target)).isEqualTo(ABSENT);
        assertThat(inEffect(renamed())).isFalse();
        stand.rename(renamed(), target);
        assertThat(stand.standing(target)).isEqualTo(before);
    }

    @Test
    void whoever_was_given_the_name_since_is_left_alone() throws Exception {
        assertThat(perform(Verb.APPLY, target)).isEqualTo(DONE);
        stand.rename(target, renamed());
        stand.add(target);
        var stranger = stand.standing(target);
        assertThat(perform(Verb.QUERY, target)).isEqualTo(DONE);
        assertThat(perform(Verb.APPLY, target)).isEqualTo(DONE);
        assertThat(inEffect(target)).isFalse();
        assertThat(inEffect(renamed())).isTrue();
        assertThat(perform(Verb.RELEASE, target)).isEqualTo(DONE);
        assertThat(perform(Verb.QUERY, target)).isEqualTo(ABSENT);
        assertThat(inEffect(renamed())).isFalse();
        assertThat(stand.standing(target)).isEqualTo(stranger);
    }

    @Test
    void who_have_exchanged_their_names_are_each_let_go_for_themselves() throws Exception {
        assertThat(perform(Verb.APPLY, target)).isEqualTo(DONE);
        assertThat(perform(Verb.APPLY, other)).isEqualTo(DONE);
        stand.rename(target, renamed());
        stand.rename(other, target);
        stand.rename(renamed(), other);
        assertThat(perform(Verb.QUERY, target)).isEqualTo(DONE);
        assertThat(perform(Verb.RELEASE, target)).isEqualTo(DONE);
        assertThat(inEffect(other)).isFalse();
        assertThat(inEffect(target)).isTrue();
        assertThat(perform(Verb.QUERY, target)).isEqualTo(ABSENT);
        assertThat(perform(Verb.QUERY, other)).isEqualTo(DONE);
        assertThat(perform(Verb.RELEASE, other)).isEqualTo(DONE);
        assertThat(inEffect(target)).isFalse();
    }

    protected final String renamed() {
        return "was." + target;
    }
}
