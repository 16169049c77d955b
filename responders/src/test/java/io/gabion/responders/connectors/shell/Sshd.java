package io.gabion.responders.connectors.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gabion.responders.connectors.TcpLine;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** A real sshd on loopback, with keys and a folder of its own. Needs root. */
public final class Sshd {
    private final Path folder;
    private final int port;
    private final List<SshShell> shells = new ArrayList<>();
    private Process server;

    /** @param options of an authorized key, such as a forced command, or empty */
    public Sshd(Path folder, String options) throws Exception {
        this.folder = folder;
        for (var key : List.of("host", "other-host", "user", "other-user")) {
            run("ssh-keygen", "-q", "-t", "ecdsa", "-N", "", "-f", file(key).toString());
        }
        Files.createDirectories(Path.of("/run/sshd"));
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        var key = Files.readString(file("user.pub"));
        Files.writeString(file("root"), options.isEmpty() ? key : options + " " + key);
        start();
    }

    /** Lets the same key into another account, without options. */
    public void admit(String user) throws IOException {
        Files.copy(file("user.pub"), file(user));
    }

    public void start() throws IOException {
        var config = Files.writeString(file("sshd_config"), """
                ListenAddress 127.0.0.1
                Port %d
                HostKey %s
                AuthorizedKeysFile %s/%%u
                PermitRootLogin prohibit-password
                StrictModes no
                UsePAM no
                PidFile none
                MaxStartups 100
                """.formatted(port, file("host"), folder));
        server = new ProcessBuilder("/usr/sbin/sshd", "-D", "-e", "-f", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(file("sshd.out").toFile())
                .start();
        await().atMost(Duration.ofSeconds(30)).until(this::listens);
    }

    public void stop() throws InterruptedException {
        server.descendants().forEach(ProcessHandle::destroyForcibly);
        server.destroyForcibly().waitFor();
    }

    public TcpLine line() {
        return new TcpLine(port);
    }

    public SshShell shell() throws IOException {
        return shell("root", port, "host", "user");
    }

    public SshShell shell(String user) throws IOException {
        return shell(user, port, "host", "user");
    }

    public SshShell shell(TcpLine line) throws IOException {
        return shell("root", line.port(), "host", "user");
    }

    /** With a key that nobody knows. */
    public SshShell stranger() throws IOException {
        return shell("root", port, "host", "other-user");
    }

    /** Expects another host key than the server shows. */
    public SshShell astray() throws IOException {
        return shell("root", port, "other-host", "user");
    }

    private SshShell shell(String user, int at, String host, String key) throws IOException {
        var known = Files.writeString(
                file("known_" + host + at), "[127.0.0.1]:" + at + " " + Files.readString(file(host + ".pub")));
        var shell = new SshShell(user, "127.0.0.1", at, file(key), known, InstantSource.system());
        shells.add(shell);
        return shell;
    }

    private Path file(String name) {
        return folder.resolve(name);
    }

    private boolean listens() {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    public void close() throws InterruptedException {
        shells.forEach(SshShell::close);
        stop();
    }

    /** Runs one command to its end and returns what it says; it must end with 0. */
    public static String run(String... command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        var text = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor())
                .as(String.join(" ", command) + ": " + text)
                .isZero();
        return text;
    }
}
