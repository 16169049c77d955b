package io.gabion.responders.connectors.account;

import static io.gabion.responders.connectors.shell.Sshd.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.protocol.containment.Action;
import io.gabion.protocol.containment.ContainmentOrder.Verb;
import io.gabion.responders.connector.Connector;
import io.gabion.responders.connector.Connector.Result;
import io.gabion.responders.connectors.ConnectorContract;
import io.gabion.responders.connectors.Line;
import io.gabion.responders.connectors.TcpLine;
import io.gabion.responders.connectors.shell.Shell;
import io.gabion.responders.connectors.shell.Sshd;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against this machine's own accounts: users that the test makes and removes, through a key that can do nothing else. */
class LinuxAccountConnectorTest extends ConnectorContract {
    private static final InstantSource CLOCK = InstantSource.system();

    private final ExecutorService executor = Executors.newFixedThreadPool(4);
    private final List<String> users = new ArrayList<>();
    private Sshd sshd;
    private Shell shell;

    @TempDir
    Path folder;

    @BeforeEach
    void starts_sshd() throws Exception {
        var program = folder.resolve("gabion-account");
        try (var in = LinuxAccountConnector.class.getResourceAsStream("/connectors/gabion-account")) {
            Files.copy(in, program);
        }
        run("chmod", "755", program.toString());
        sshd = new Sshd(folder, "restrict,command=\"" + program + "\"");
        shell = sshd.shell();
    }

    @AfterEach
    void removes_what_it_made() throws Exception {
        sshd.close();
        executor.shutdownNow();
        for (var user : users) {
            run("userdel", "-f", user);
            Files.deleteIfExists(Path.of("/var/lib/gabion/accounts", user));
        }
    }

    @Override
    protected Action action() {
        return Action.LOCK_ACCOUNT;
    }

    @Override
    protected String target(int n) {
        var user = "gb" + ProcessHandle.current().pid() + "x" + n;
        if (!users.contains(user)) {
            try {
                run("useradd", "-p", "*", "-M", "-d", "/", "-s", "/bin/sh", user);
                sshd.admit(user);
                users.add(user);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        return user + "@web1";
    }

    @Override
    protected String nonsense() {
        return "alice; touch /tmp/gabion-was-here@web1";
    }

    private Connector connector(Shell over) {
        return new LinuxAccountConnector(over, List.of("gabion-account"), "web1", executor, CLOCK);
    }

    @Override
    protected Connector connector() {
        return connector(shell);
    }

    @Override
    protected Line line() {
        return sshd.line();
    }

    @Override
    protected Connector connector(Line line) {
        try {
            return connector(sshd.shell((TcpLine) line));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected Connector stranger() {
        try {
            return connector(sshd.stranger());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A login of the user's own is refused. */
    @Override
    protected boolean inEffect(String target) throws Exception {
        try (var own = sshd.shell(user(target))) {
            return own.run(List.of("true"), "", Instant.now().plus(PATIENCE)).exit() != 0;
        } catch (IOException e) {
            return true;
        }
    }

    @Override
    protected String standing(String target) throws Exception {
        return run("getent", "shadow", user(target));
    }

    @Override
    protected void undo(String target) throws Exception {
        run("usermod", "-e", "", user(target));
    }

    @Override
    protected void restart() throws Exception {
        sshd.stop();
        sshd.start();
    }

    private static String user(String target) {
        return target.substring(0, target.indexOf('@'));
    }

    @Test
    void a_changed_host_key_is_not_talked_to() throws Exception {
        var astray = connector(sshd.astray());
        assertThat(perform(astray, Verb.APPLY, target(1), PATIENCE).join()).isInstanceOf(Result.Lost.class);
        assertThat(perform(Verb.QUERY, target(1))).isEqualTo(new Result.Absent());
    }

    @Test
    void an_expiry_of_its_own_comes_back_with_the_release() throws Exception {
        run("usermod", "-e", "2099-01-02", user(target(1)));
        lives_and_ends(target(1));
        assertThat(standing(target(1))).contains(":47119:");
    }

    @Test
    void who_was_locked_by_others_stays_so() throws Exception {
        run("usermod", "-e", "1", user(target(1)));
        var before = standing(target(1));
        assertThat(perform(Verb.QUERY, target(1))).isEqualTo(new Result.Absent());
        assertThat(perform(Verb.APPLY, target(1))).isEqualTo(new Result.Done());
        assertThat(perform(Verb.RELEASE, target(1))).isEqualTo(new Result.Done());
        assertThat(standing(target(1))).isEqualTo(before);
        assertThat(inEffect(target(1))).isTrue();
    }

    @Test
    void what_runs_under_the_account_ends() throws Exception {
        var user = user(target(1));
        var session = new ProcessBuilder("setpriv", "--reuid", user, "--regid", user, "--clear-groups", "sleep", "600")
                .start();
        assertThat(perform(Verb.APPLY, target(1))).isEqualTo(new Result.Done());
        assertThat(session.waitFor()).isEqualTo(128 + 9);
        assertThat(perform(Verb.RELEASE, target(1))).isEqualTo(new Result.Done());
    }

    @Test
    void accounts_of_the_system_or_of_another_realm_are_refused() {
        for (var target : List.of("root@web1", "daemon@web1", "nobody@web1", "nosuchuser@web1", "root@web2", "root")) {
            assertThat(perform(Verb.APPLY, target)).isInstanceOf(Result.Refused.class);
        }
    }

    @Test
    void the_key_can_do_nothing_else() throws Exception {
        var output = shell.run(List.of("id"), "", Instant.now().plus(PATIENCE));
        assertThat(output.text()).startsWith("refused").doesNotContain("uid=");
    }
}
