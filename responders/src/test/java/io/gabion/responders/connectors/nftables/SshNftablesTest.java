package io.gabion.responders.connectors.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.protocol.containment.ContainmentOrder.Verb;
import io.gabion.responders.connector.Connector;
import io.gabion.responders.connector.Connector.Result;
import io.gabion.responders.connectors.ConnectorContract;
import io.gabion.responders.connectors.shell.Shell;
import io.gabion.responders.connectors.shell.SshShell;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same contract over SSH: a real sshd on loopback, the firewall in a network namespace. Needs root, sshd and nft. */
class SshNftablesTest extends ConnectorContract {
    private static final InstantSource CLOCK = InstantSource.system();

    private final String namespace = "gbs" + ProcessHandle.current().pid();
    private final ExecutorService executor = Executors.newFixedThreadPool(2);
    private Path knownHosts;
    private int port;
    private Process server;
    private SshShell ssh;

    @TempDir
    Path folder;

    @Override
    protected Connector connector() {
        return connector(ssh);
    }

    private Connector connector(Shell over) {
        Shell inside = (command, input, deadline) -> {
            var words = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
            words.addAll(command);
            return over.run(words, input, deadline);
        };
        return new NftablesConnector(inside, executor, CLOCK);
    }

    @BeforeEach
    void starts_sshd() throws Exception {
        run("ip", "netns", "add", namespace);
        run(
                "ssh-keygen",
                "-q",
                "-t",
                "ecdsa",
                "-N",
                "",
                "-f",
                folder.resolve("host").toString());
        run(
                "ssh-keygen",
                "-q",
                "-t",
                "ecdsa",
                "-N",
                "",
                "-f",
                folder.resolve("user").toString());
        Files.createDirectories(Path.of("/run/sshd"));
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Files.copy(folder.resolve("user.pub"), folder.resolve("authorized"));
        knownHosts = trust("host");
        start();
        ssh = shell(knownHosts);
    }

    private void start() throws Exception {
        var config = Files.writeString(folder.resolve("sshd_config"), """
                ListenAddress 127.0.0.1
                Port %d
                HostKey %s
                AuthorizedKeysFile %s
                PermitRootLogin prohibit-password
                StrictModes no
                UsePAM no
                PidFile none
                """.formatted(
                        port, folder.resolve("host"), folder.resolve("authorized")));
        server = new ProcessBuilder("/usr/sbin/sshd", "-D", "-e", "-f", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("sshd.out").toFile())
                .start();
        var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!listens()) {
            assertThat(System.nanoTime())
                    .as(() -> "sshd does not listen: " + folder)
                    .isLessThan(end);
            Thread.onSpinWait();
        }
    }

    private boolean listens() {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private SshShell shell(Path hosts) {
        return new SshShell("root", "127.0.0.1", port, folder.resolve("user"), hosts, CLOCK);
    }

    private Path trust(String key) throws IOException {
        var text = Files.readString(folder.resolve(key + ".pub"));
        return Files.writeString(folder.resolve("known_" + key), "[127.0.0.1]:" + port + " " + text);
    }

    @AfterEach
    void stops_sshd() throws Exception {
        ssh.close();
        executor.shutdownNow();
        stop();
        run("ip", "netns", "del", namespace);
    }

    private void stop() throws InterruptedException {
        server.descendants().forEach(ProcessHandle::destroyForcibly);
        server.destroyForcibly().waitFor();
    }

    @Test
    void a_changed_host_key_is_not_talked_to() throws Exception {
        run(
                "ssh-keygen",
                "-q",
                "-t",
                "ecdsa",
                "-N",
                "",
                "-f",
                folder.resolve("other").toString());
        try (var stranger = shell(trust("other"))) {
            ssh.close();
            ssh = stranger;
            assertThat(perform(Verb.APPLY, "10.66.0.21")).isInstanceOf(Result.Lost.class);
        }
        ssh = shell(knownHosts);
        assertThat(perform(Verb.QUERY, "10.66.0.21")).isEqualTo(new Result.Absent());
    }

    @Test
    void a_wrong_key_is_no_answer_and_nothing_is_done() throws Exception {
        Files.writeString(folder.resolve("authorized"), "");
        assertThat(perform(Verb.APPLY, "10.66.0.22")).isInstanceOf(Result.Lost.class);
        Files.write(folder.resolve("authorized"), Files.readAllBytes(folder.resolve("user.pub")));
        assertThat(perform(Verb.QUERY, "10.66.0.22")).isEqualTo(new Result.Absent());
    }

    @Test
    void a_server_that_comes_back_is_used_again() throws Exception {
        assertThat(perform(Verb.APPLY, "10.66.0.23")).isEqualTo(new Result.Done());
        stop();
        assertThat(perform(Verb.QUERY, "10.66.0.23")).isInstanceOf(Result.Lost.class);
        start();
        assertThat(perform(Verb.QUERY, "10.66.0.23")).isEqualTo(new Result.Done());
    }

    @Test
    void a_command_that_hangs_is_killed_on_the_far_side() throws Exception {
        var mark = folder.resolve("still-running").toString();
        var hangs = List.of("sh", "-c", "sleep 2; touch " + mark);
        assertThat(org.assertj.core.api.Assertions.catchThrowable(
                        () -> ssh.run(hangs, "", Instant.now().plusMillis(1_000))))
                .isInstanceOf(IOException.class);
        var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(3);
        while (System.nanoTime() < end) {
            assertThat(Path.of(mark)).doesNotExist();
            Thread.onSpinWait();
        }
    }

    private static void run(String... command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var text = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor())
                .as(String.join(" ", command) + ": " + text)
                .isZero();
    }
}
