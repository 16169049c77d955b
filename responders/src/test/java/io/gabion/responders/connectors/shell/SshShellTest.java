package io.gabion.responders.connectors.shell;

import static io.gabion.responders.connectors.Peer.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gabion.responders.connectors.Peer;
import io.gabion.responders.connectors.shell.Shell.Output;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What must hold between two orders, with a real sshd. */
class SshShellTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String IDLE = "org.apache.sshd.config.idle-timeout";

    @TempDir
    Path folder;

    private int port;
    private Sshd sshd;

    @BeforeEach
    void starts() throws Exception {
        port = Peer.freePort();
        sshd = new Sshd(folder, "", List.of(), "127.0.0.1", port);
    }

    @AfterEach
    void stops() {
        System.clearProperty(IDLE);
        sshd.close();
    }

    @Test
    void it_is_the_same_session_after_nobody_has_asked_for_anything_for_a_while() throws Exception {
        System.setProperty(IDLE, "1000");
        try (var line = sshd.line()) {
            var shell = sshd.shell(line, Duration.ofHours(1));
            var session = shell.session(deadline());
            await().during(Duration.ofSeconds(4)).atMost(PATIENCE).until(session::isOpen);
            assertThat(shell.session(deadline())).isSameAs(session);
        }
    }

    @Test
    void a_line_that_is_dead_without_a_word_is_noticed_although_nobody_asks() throws Exception {
        try (var line = sshd.line()) {
            var shell = sshd.shell(line, Duration.ofMillis(200));
            var session = shell.session(deadline());
            await().during(Duration.ofSeconds(2)).atMost(PATIENCE).until(session::isOpen);
            line.hang();
            await().atMost(PATIENCE).until(session::isClosed);
            line.mend();
            assertThat(said(shell)).isEqualTo(new Output(0, "here\n"));
        }
    }

    @Test
    void what_somebody_has_set_up_in_this_machines_home_leads_nobody_elsewhere() throws Exception {
        var home = Files.createDirectory(folder.resolve("home"));
        var ssh = Files.createDirectory(
                home.resolve(".ssh"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        var config = Files.writeString(ssh.resolve("config"), "Host *\n  HostName 127.0.0.2\n");
        Files.setPosixFilePermissions(config, PosixFilePermissions.fromString("rw-------"));
        sshd.settings(); // It writes down the host's key.
        assertThat(run(
                        System.getProperty("java.home") + "/bin/java",
                        "-Duser.home=" + home,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Anew.class.getName(),
                        String.valueOf(port),
                        folder.toString()))
                .endsWith("exit=0, text=here\n]\n");
    }

    /** As a node that has just been started: who has looked at his home once does not look again. */
    static final class Anew {
        public static void main(String[] args) throws Exception {
            var folder = Path.of(args[1]);
            int port = Integer.parseInt(args[0]);
            var known = folder.resolve("known_host" + port);
            try (var shell =
                    new SshShell("root", "127.0.0.1", port, folder.resolve("user"), known, InstantSource.system())) {
                System.out.println(said(shell));
            }
        }

        private Anew() {}
    }

    private static Output said(SshShell shell) throws Exception {
        return shell.run(List.of("echo", "here"), "", deadline());
    }

    private static Instant deadline() {
        return Instant.now().plus(PATIENCE);
    }
}
