package io.gabion.responders.connectors.nftables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.gabion.protocol.containment.ContainmentOrder.Verb;
import io.gabion.responders.connector.Connector;
import io.gabion.responders.connector.Connector.Result;
import io.gabion.responders.connectors.Line;
import io.gabion.responders.connectors.TcpLine;
import io.gabion.responders.connectors.shell.Shell;
import io.gabion.responders.connectors.shell.SshShell;
import io.gabion.responders.connectors.shell.Sshd;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same contract over SSH: a real sshd on loopback, the firewall in a network namespace. Needs root, sshd and nft. */
class SshNftablesTest extends NftablesContract {
    private Sshd sshd;
    private SshShell ssh;

    @TempDir
    Path folder;

    @BeforeEach
    void starts_sshd() throws Exception {
        sshd = new Sshd(folder, "");
        ssh = sshd.shell();
    }

    @AfterEach
    void stops_sshd() throws Exception {
        sshd.close();
    }

    private Connector over(Shell shell) {
        Shell inside = (command, input, deadline) -> {
            var words = new ArrayList<>(List.of("ip", "netns", "exec", near));
            words.addAll(command);
            return shell.run(words, input, deadline);
        };
        return new NftablesConnector(inside, executor, InstantSource.system());
    }

    @Override
    protected Connector connector() {
        return over(ssh);
    }

    @Override
    protected Line line() {
        return sshd.line();
    }

    @Override
    protected Connector connector(Line line) {
        try {
            return over(sshd.shell((TcpLine) line));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected Connector stranger() {
        try {
            return over(sshd.stranger());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected void restart() throws Exception {
        sshd.stop();
        sshd.start();
    }

    @Test
    void a_changed_host_key_is_not_talked_to() throws Exception {
        assertThat(perform(over(sshd.astray()), Verb.APPLY, target(1), PATIENCE).join())
                .isInstanceOf(Result.Lost.class);
        assertThat(perform(Verb.QUERY, target(1))).isEqualTo(new Result.Absent());
    }

    @Test
    void a_command_that_hangs_is_killed_on_the_far_side() throws Exception {
        var mark = folder.resolve("still-running");
        var hangs = List.of("sh", "-c", "sleep 2; touch " + mark);
        assertThat(catchThrowable(() -> ssh.run(hangs, "", Instant.now().plusMillis(1_000))))
                .isInstanceOf(IOException.class);
        var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(3);
        while (System.nanoTime() < end) {
            assertThat(mark).doesNotExist();
            Thread.onSpinWait();
        }
    }
}
