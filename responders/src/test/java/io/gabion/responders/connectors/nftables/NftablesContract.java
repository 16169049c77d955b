package io.gabion.responders.connectors.nftables;

import static io.gabion.responders.connectors.shell.Sshd.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.protocol.containment.Action;
import io.gabion.protocol.containment.ContainmentOrder.Verb;
import io.gabion.responders.connector.Connector.Result;
import io.gabion.responders.connectors.ConnectorContract;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The kernel's firewall in a network namespace of the test's own, and a peer in another. Needs root and nft. */
abstract class NftablesContract extends ConnectorContract {
    private static final String CLIENT = """
            import socket, sys
            socket.create_connection(('10.66.0.1', 8080), 1, (sys.argv[1], 0))
            """;
    private static final String SERVER = """
            import socket
            s = socket.create_server(('10.66.0.1', 8080))
            print('ready', flush=True)
            while True:
                s.accept()
            """;

    protected final String near = "gbn" + ProcessHandle.current().pid();
    protected final String far = "gbf" + ProcessHandle.current().pid();
    protected final ExecutorService executor = Executors.newFixedThreadPool(4);
    private Process server;

    @BeforeEach
    void connects_two_namespaces() throws Exception {
        run("ip", "netns", "add", near);
        run("ip", "netns", "add", far);
        run("ip", "link", "add", "n0", "netns", near, "type", "veth", "peer", "name", "f0", "netns", far);
        run("ip", "-n", near, "addr", "add", "10.66.0.1/24", "dev", "n0");
        for (int n = 1; n <= 2; n++) {
            run("ip", "-n", far, "addr", "add", target(n) + "/24", "dev", "f0");
        }
        run("ip", "-n", near, "link", "set", "n0", "up");
        run("ip", "-n", far, "link", "set", "f0", "up");
        server = new ProcessBuilder("ip", "netns", "exec", near, "python3", "-c", SERVER).start();
        assertThat(server.inputReader().readLine()).isEqualTo("ready");
    }

    @AfterEach
    void removes_the_namespaces() throws Exception {
        executor.shutdownNow();
        server.destroyForcibly().waitFor();
        run("ip", "netns", "del", near);
        run("ip", "netns", "del", far);
    }

    @Override
    protected Action action() {
        return Action.BLOCK_ADDRESS;
    }

    @Override
    protected String target(int n) {
        return "10.66.0." + (10 + n);
    }

    @Override
    protected String nonsense() {
        return "10.66.0.5 }; flush ruleset";
    }

    /** A connection from that address is not answered. */
    @Override
    protected boolean inEffect(String target) throws Exception {
        var client = new ProcessBuilder("ip", "netns", "exec", far, "python3", "-c", CLIENT, target)
                .redirectErrorStream(true)
                .start();
        client.getInputStream().readAllBytes();
        return client.waitFor() != 0;
    }

    @Override
    protected String standing(String target) throws Exception {
        var sets = run("ip", "netns", "exec", near, "nft", "list", "ruleset");
        return sets.lines().filter(line -> line.contains(target)).toList().toString();
    }

    @Override
    protected void undo(String target) throws Exception {
        run("ip", "netns", "exec", near, "nft", "delete element inet gabion blocked4 { " + target + " }");
    }

    @Test
    void an_ipv6_block_is_found_and_released() {
        var address = "2001:db8::9";
        assertThat(perform(Verb.APPLY, address)).isEqualTo(new Result.Done());
        assertThat(perform(Verb.QUERY, address)).isEqualTo(new Result.Done());
        assertThat(perform(Verb.RELEASE, address)).isEqualTo(new Result.Done());
        assertThat(perform(Verb.QUERY, address)).isEqualTo(new Result.Absent());
    }

    @Test
    void an_ipv4_mapped_address_is_the_ipv4_address() {
        assertThat(perform(Verb.APPLY, "::ffff:" + target(1))).isEqualTo(new Result.Done());
        assertThat(perform(Verb.QUERY, target(1))).isEqualTo(new Result.Done());
    }
}
