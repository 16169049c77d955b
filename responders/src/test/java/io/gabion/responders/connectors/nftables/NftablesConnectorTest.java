package io.gabion.responders.connectors.nftables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gabion.protocol.containment.ContainmentOrder.Verb;
import io.gabion.responders.connector.Connector;
import io.gabion.responders.connector.Connector.Result;
import io.gabion.responders.connectors.Line;
import io.gabion.responders.connectors.ShellLine;
import io.gabion.responders.connectors.shell.LocalShell;
import io.gabion.responders.connectors.shell.Shell;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** On this machine: the shell is the line, and what it may do is the credential. */
class NftablesConnectorTest extends NftablesContract {
    private Duration ttl = Duration.ofMinutes(5);

    private Connector over(Shell shell) {
        return new NftablesConnector(shell, executor, InstantSource.system());
    }

    private Shell shell(String... more) {
        var prefix = new ArrayList<>(List.of("ip", "netns", "exec", near));
        prefix.addAll(List.of(more));
        return new LocalShell(prefix, InstantSource.system());
    }

    @Override
    protected Connector connector() {
        return over(shell());
    }

    @Override
    protected Line line() {
        return new ShellLine(shell());
    }

    @Override
    protected Connector connector(Line line) {
        return over((ShellLine) line);
    }

    @Override
    protected Connector stranger() {
        return over(shell("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
    }

    /** The kernel does not restart under a test. */
    @Override
    protected void restart() {}

    @Override
    protected Instant until() {
        return Instant.now().plus(ttl);
    }

    @Test
    void the_kernel_ends_a_block_by_itself() {
        ttl = Duration.ofSeconds(3);
        assertThat(perform(Verb.APPLY, target(1))).isEqualTo(new Result.Done());
        await().atMost(PATIENCE).until(() -> perform(Verb.QUERY, target(1)).equals(new Result.Absent()));
    }
}
