package io.gabion.responders.connectors.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.protocol.containment.ContainmentOrder.Verb;
import io.gabion.responders.connector.Connector;
import io.gabion.responders.connector.Connector.Result;
import io.gabion.responders.connectors.ConnectorContract;
import io.gabion.responders.connectors.shell.LocalShell;
import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against the kernel, in network namespaces of the test's own. Needs root and nft. */
class NftablesConnectorTest extends ConnectorContract {
    private static final String SERVER = """
            import socket
            s = socket.create_server(('10.66.0.1', 8080))
            print('ready', flush=True)
            while True:
                c = s.accept()[0]
                c.settimeout(2)
                print('accepted', flush=True)
            """;
    private static final String CLIENT = """
            import socket, sys
            s = socket.create_connection(('10.66.0.1', 8080), 1)
            print('connected')
            """;

    private final String near = "gbn" + ProcessHandle.current().pid();
    private final String far = "gbf" + ProcessHandle.current().pid();
    private final ExecutorService executor = Executors.newFixedThreadPool(2);
    private Duration ttl = Duration.ofMinutes(5);

    @Override
    protected Connector connector() {
        var shell = new LocalShell(List.of("ip", "netns", "exec", near), InstantSource.system());
        return new NftablesConnector(shell, executor, InstantSource.system());
    }

    @Override
    protected Instant until() {
        return Instant.now().plus(ttl);
    }

    @BeforeEach
    void connects_two_namespaces() throws Exception {
        run("ip", "netns", "add", near);
        run("ip", "netns", "add", far);
        run("ip", "link", "add", "n0", "netns", near, "type", "veth", "peer", "name", "f0", "netns", far);
        run("ip", "-n", near, "addr", "add", "10.66.0.1/24", "dev", "n0");
        run("ip", "-n", far, "addr", "add", "10.66.0.2/24", "dev", "f0");
        run("ip", "-n", near, "link", "set", "n0", "up");
        run("ip", "-n", far, "link", "set", "f0", "up");
    }

    @AfterEach
    void removes_the_namespaces() throws Exception {
        executor.shutdownNow();
        run("ip", "netns", "del", near);
        run("ip", "netns", "del", far);
    }

    @Test
    void a_blocked_peer_cannot_connect_until_released() throws Exception {
        var server = new ProcessBuilder("ip", "netns", "exec", near, "python3", "-c", SERVER).start();
        try (BufferedReader out = server.inputReader()) {
            assertThat(out.readLine()).isEqualTo("ready");
            assertThat(connects()).isTrue();
            assertThat(perform(Verb.APPLY, "10.66.0.2")).isEqualTo(new Result.Done());
            assertThat(connects()).isFalse();
            assertThat(perform(Verb.RELEASE, "10.66.0.2")).isEqualTo(new Result.Done());
            assertThat(connects()).isTrue();
        } finally {
            server.descendants().forEach(ProcessHandle::destroyForcibly);
            server.destroyForcibly();
        }
    }

    @Test
    void the_kernel_ends_a_block_by_itself() {
        ttl = Duration.ofSeconds(2);
        assertThat(perform(Verb.APPLY, "10.66.0.3")).isEqualTo(new Result.Done());
        assertThat(perform(Verb.QUERY, "10.66.0.3")).isEqualTo(new Result.Done());
        var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        while (perform(Verb.QUERY, "10.66.0.3") instanceof Result.Done && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(perform(Verb.QUERY, "10.66.0.3")).isEqualTo(new Result.Absent());
    }

    private boolean connects() throws Exception {
        var command = List.of("ip", "netns", "exec", far, "python3", "-c", CLIENT);
        return new ProcessBuilder(command).start().waitFor() == 0;
    }

    private static void run(String... command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var text = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor())
                .as(String.join(" ", command) + ": " + text)
                .isZero();
    }
}
