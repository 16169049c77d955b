package io.gabion.responders.connectors.ldap;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import io.gabion.protocol.containment.ContainmentOrder.Verb;
import io.gabion.responders.connector.Connector.Result;
import io.gabion.responders.connectors.LastingAccountContract;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class LdapAccountConnectorTest extends LastingAccountContract<LdapStand> {
    @Override
    protected LdapStand open(Path folder) throws Exception {
        return new LdapStand(folder);
    }

    @Test
    void who_may_read_and_not_write_is_refused() throws Exception {
        refuses(stand.reader());
    }

    @Test
    void what_else_is_described_stays() throws Exception {
        stand.change(LdapStand.dn(target), new Modification(ModificationType.ADD, "description", "what she does"));
        lives_and_ends(target);
        assertThat(stand.standing(target)).contains("what she does");
    }

    @Test
    void a_lock_of_others_stays_after_the_release() throws Exception {
        for (var theirs : List.of("000001010000Z", "20260102030405Z")) {
            stand.change(
                    LdapStand.dn(target), new Modification(ModificationType.REPLACE, "pwdAccountLockedTime", theirs));
            var before = stand.standing(target);
            assertThat(perform(Verb.QUERY, target)).isEqualTo(ABSENT);
            assertThat(perform(Verb.APPLY, target)).isEqualTo(DONE);
            assertThat(perform(Verb.QUERY, target)).isEqualTo(DONE);
            assertThat(perform(Verb.RELEASE, target)).isEqualTo(DONE);
            assertThat(stand.standing(target)).isEqualTo(before);
        }
    }

    /** The attributes are there, and the directory's policy does not heed them. */
    @Test
    void a_lock_that_locks_nobody_out_is_not_in_force() throws Exception {
        assertThat(perform(Verb.APPLY, target)).isEqualTo(DONE);
        heeds("FALSE");
        try {
            assertThat(inEffect(target)).isFalse();
            assertThat(perform(Verb.QUERY, target)).isEqualTo(ABSENT);
        } finally {
            heeds("TRUE");
        }
    }

    private void heeds(String locks) throws Exception {
        stand.change(LdapStand.POLICY, new Modification(ModificationType.REPLACE, "pwdLockout", locks));
    }

    @Test
    void who_is_not_in_the_directory_or_of_another_realm_is_refused() {
        var name = target.substring(0, target.indexOf('@'));
        for (var value : List.of("nosuch@corp", name + "@other", name)) {
            assertThat(perform(Verb.APPLY, value)).isInstanceOf(Result.Refused.class);
        }
    }

    /** Under the name that is asked for it may be anybody, under the other one somebody who is protected. */
    @Test
    void an_entry_with_two_names_is_not_locked_under_one_of_them() throws Exception {
        var both = new Modification(ModificationType.ADD, "uid", "ceo" + target.substring(0, target.indexOf('@')));
        stand.change(LdapStand.dn(target), both);
        assertThat(perform(Verb.APPLY, target)).isEqualTo(new Result.Refused("the account has other names"));
        assertThat(inEffect(target)).isFalse();
    }

    @Test
    void what_was_given_another_name_since_is_let_go() throws Exception {
        assertThat(perform(Verb.APPLY, target)).isEqualTo(DONE);
        stand.change(LdapStand.dn(target), new Modification(ModificationType.ADD, "uid", "second"));
        assertThat(perform(Verb.RELEASE, target)).isEqualTo(DONE);
        assertThat(inEffect(target)).isFalse();
    }
}
