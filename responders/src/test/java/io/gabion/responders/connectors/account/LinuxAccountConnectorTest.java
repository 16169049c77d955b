package io.gabion.responders.connectors.account;

import static io.gabion.responders.connectors.Peer.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gabion.protocol.containment.ContainmentOrder.Verb;
import io.gabion.responders.connector.Connector.Result;
import io.gabion.responders.connectors.AccountContract;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LinuxAccountConnectorTest extends AccountContract<LinuxAccountStand> {
    private String user;

    @Override
    protected LinuxAccountStand open(Path folder) throws Exception {
        return new LinuxAccountStand(folder);
    }

    @BeforeEach
    void finds_the_user() {
        user = LinuxAccountStand.user(target);
    }

    @Test
    void an_expiry_of_its_own_comes_back_with_the_release() throws Exception {
        run("usermod", "-e", "2099-01-02", user);
        lives_and_ends(target);
        assertThat(stand.standing(target)).contains(":47118:");
    }

    @Test
    void who_was_locked_by_others_stays_so() throws Exception {
        run("usermod", "-e", "1", user);
        var before = stand.standing(target);
        assertThat(perform(Verb.QUERY, target)).isEqualTo(ABSENT);
        assertThat(perform(Verb.APPLY, target)).isEqualTo(DONE);
        assertThat(perform(Verb.RELEASE, target)).isEqualTo(DONE);
        assertThat(stand.standing(target)).isEqualTo(before);
        assertThat(inEffect(target)).isTrue();
    }

    @Test
    void what_runs_under_the_account_ends() throws Exception {
        var session = new ProcessBuilder("setpriv", "--reuid", user, "--regid", user, "--clear-groups", "sleep", "600")
                .start();
        assertThat(perform(Verb.APPLY, target)).isEqualTo(DONE);
        assertThat(session.waitFor()).isEqualTo(128 + 9);
        assertThat(perform(Verb.RELEASE, target)).isEqualTo(DONE);
    }

    /** Something starts it again and again: the account is locked, and not contained. */
    @Test
    void who_is_locked_and_has_a_process_again_is_let_go_whole() throws Exception {
        var before = stand.standing(target);
        assertThat(perform(Verb.APPLY, target)).isEqualTo(DONE);
        var session = new ProcessBuilder("setpriv", "--reuid", user, "--regid", user, "--clear-groups", "sleep", "600")
                .start();
        try {
            await().atMost(PATIENCE).until(() -> perform(Verb.QUERY, target).equals(ABSENT));
            assertThat(perform(Verb.RELEASE, target)).isEqualTo(DONE);
            assertThat(stand.standing(target)).isEqualTo(before);
        } finally {
            session.destroyForcibly().waitFor();
        }
    }

    @Test
    void accounts_of_the_system_or_of_another_realm_are_refused() {
        for (var value : List.of("root@web1", "daemon@web1", "nobody@web1", "nosuchuser@web1", "root@web2", "root")) {
            assertThat(perform(Verb.APPLY, value)).isInstanceOf(Result.Refused.class);
        }
    }

    @Test
    void the_key_can_do_nothing_else() throws Exception {
        var output = stand.shell.run(List.of("id"), "", Instant.now().plus(PATIENCE));
        assertThat(output.text()).startsWith("refused").doesNotContain("uid=");
    }

    /** What runs under the one runs under the other. */
    @Test
    void an_account_that_shares_its_number_is_refused_and_what_runs_under_it_lives() throws Exception {
        var number = run("id", "-u", user).strip();
        var other = user + "y";
        run("useradd", "-o", "-u", number, "-p", "*", "-M", "-d", "/", other);
        var session = new ProcessBuilder("setpriv", "--reuid", other, "--clear-groups", "sleep", "600").start();
        try {
            assertThat(perform(Verb.APPLY, target)).isEqualTo(new Result.Refused("two accounts have the same number"));
            assertThat(session.isAlive()).isTrue();
        } finally {
            session.destroyForcibly().waitFor();
            run("userdel", "-f", other);
        }
    }

    @Test
    void what_shares_its_number_only_since_it_was_locked_is_let_go() throws Exception {
        var before = stand.standing(target);
        assertThat(perform(Verb.APPLY, target)).isEqualTo(DONE);
        var other = user + "z";
        run("useradd", "-o", "-u", run("id", "-u", user).strip(), "-p", "*", "-M", "-d", "/", other);
        try {
            assertThat(perform(Verb.RELEASE, target)).isEqualTo(DONE);
            assertThat(stand.standing(target)).isEqualTo(before);
        } finally {
            run("userdel", "-f", other);
        }
    }

    @Test
    void who_is_held_under_two_names_is_let_go_with_the_last() throws Exception {
        run("usermod", "-e", "2099-01-02", user);
        assertThat(perform(Verb.APPLY, target)).isEqualTo(DONE);
        stand.rename(target, renamed());
        assertThat(perform(Verb.QUERY, renamed())).isEqualTo(ABSENT);
        assertThat(perform(Verb.APPLY, renamed())).isEqualTo(DONE);
        assertThat(perform(Verb.RELEASE, target)).isEqualTo(DONE);
        assertThat(perform(Verb.QUERY, target)).isEqualTo(ABSENT);
        assertThat(perform(Verb.QUERY, renamed())).isEqualTo(DONE);
        assertThat(perform(Verb.RELEASE, renamed())).isEqualTo(DONE);
        assertThat(stand.standing(renamed())).contains(":47118:");
    }

    /** Neither they nor whoever has the name by now. */
    @Test
    void who_was_let_in_by_hand_under_another_name_is_not_locked_again() throws Exception {
        assertThat(perform(Verb.APPLY, target)).isEqualTo(DONE);
        stand.rename(target, renamed());
        stand.undo(renamed());
        stand.add(target);
        assertThat(perform(Verb.QUERY, target)).isEqualTo(ABSENT);
        assertThat(perform(Verb.APPLY, target)).isInstanceOf(Result.Refused.class);
        assertThat(inEffect(target)).isFalse();
        assertThat(inEffect(renamed())).isFalse();
        assertThat(perform(Verb.RELEASE, target)).isEqualTo(DONE);
    }

    @Test
    void whoever_is_given_the_name_of_an_account_that_is_gone_is_not_locked_for_it() throws Exception {
        assertThat(perform(Verb.APPLY, target)).isEqualTo(DONE);
        stand.rename(target, renamed());
        stand.add(target);
        stand.remove(renamed());
        assertThat(perform(Verb.QUERY, target)).isEqualTo(ABSENT);
        assertThat(perform(Verb.APPLY, target)).isEqualTo(new Result.Refused("who was locked under this name is gone"));
        assertThat(perform(Verb.RELEASE, target)).isEqualTo(ABSENT);
        assertThat(perform(Verb.APPLY, target)).isEqualTo(DONE);
        assertThat(perform(Verb.RELEASE, target)).isEqualTo(DONE);
    }

    /** The version before knew the expiry only. */
    @Test
    void a_lock_of_the_version_before_is_let_go_as_it_was() throws Exception {
        var file = LinuxAccountStand.state(user);
        assertThat(perform(Verb.APPLY, target)).isEqualTo(DONE);
        Files.writeString(file, Files.readAllLines(file).getFirst() + "\n");
        assertThat(perform(Verb.QUERY, target)).isEqualTo(DONE);
        assertThat(perform(Verb.APPLY, target)).isEqualTo(DONE);
        assertThat(perform(Verb.RELEASE, target)).isEqualTo(DONE);
        assertThat(inEffect(target)).isFalse();
        assertThat(perform(Verb.QUERY, target)).isEqualTo(ABSENT);
    }
}
