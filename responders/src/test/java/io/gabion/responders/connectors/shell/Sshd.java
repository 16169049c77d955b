package io.gabion.responders.connectors.shell;

import static io.gabion.responders.connectors.Peer.run;

import io.gabion.responders.connectors.Peer;
import io.gabion.responders.connectors.TcpLine;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** A real sshd, on loopback or in a network namespace, with keys and a folder of its own. Needs root. */
public final class Sshd implements AutoCloseable {
    /** A start-up file of root's shell, however slow, is no part of a test: a shell within a shell does not read it. */
    private static final String CONFIG = """
            ListenAddress %s
            Port %d
            HostKey %s
            AuthorizedKeysFile %s/%%u
            PermitRootLogin prohibit-password
            StrictModes no
            UsePAM no
            PidFile none
            MaxStartups 100
            SetEnv SHLVL=1
            """;

    private final Path folder;
    private final String address;
    private final int port;
    private final Peer server;
    private final List<SshShell> shells = new ArrayList<>();

    /** @param options of an authorized key, such as a forced command, or empty */
    public Sshd(Path folder, String options) throws IOException {
        this(folder, options, List.of(), "127.0.0.1", Peer.freePort());
    }

    /** @param prefix put before the server's command, such as {@code ip netns exec NAME}, where it has this address */
    public Sshd(Path folder, String options, List<String> prefix, String address, int port) throws IOException {
        this.folder = folder;
        this.address = address;
        this.port = port;
        for (var key : List.of("host", "other-host", "user", "other-user")) {
            run("ssh-keygen", "-q", "-t", "ecdsa", "-N", "", "-f", file(key).toString());
        }
        // sshd reads a key as the user whose it is.
        run("chmod", "755", folder.toString());
        Files.createDirectories(Path.of("/run/sshd"));
        var key = Files.readString(file("user.pub"));
        Files.writeString(file("root"), options.isEmpty() ? key : options + " " + key);
        var config = Files.writeString(file("sshd_config"), CONFIG.formatted(address, port, file("host"), folder));
        var command = new ArrayList<>(prefix);
        command.addAll(List.of("/usr/sbin/sshd", "-D", "-e", "-f", config.toString()));
        server = new Peer(command, file("sshd.out"), new InetSocketAddress(address, port));
        server.start();
    }

    /** Lets the same key into another account, without options. */
    public void admit(String user) throws IOException {
        Files.copy(file("user.pub"), file(user));
    }

    public void restart() throws IOException {
        server.stop();
        server.start();
    }

    public TcpLine line() {
        return new TcpLine(new InetSocketAddress(address, port));
    }

    public SshShell shell() throws IOException {
        return shell("root", address, port, "host", "user");
    }

    public SshShell shell(String user) throws IOException {
        return shell(user, address, port, "host", "user");
    }

    public SshShell shell(TcpLine line) throws IOException {
        return shell("root", "127.0.0.1", line.port(), "host", "user");
    }

    SshShell shell(TcpLine line, Duration heartbeat) throws IOException {
        return shell("root", "127.0.0.1", line.port(), "host", "user", heartbeat);
    }

    /** As a node's settings name it, in one line of YAML. */
    public String settings() throws IOException {
        shell(); // It writes down the host's key.
        return "{host: '%s', port: %d, user: root, key: %s, knownHosts: %s}"
                .formatted(address, port, file("user"), file("known_host" + port));
    }

    /** With a key that nobody knows. */
    public SshShell stranger() throws IOException {
        return shell("root", address, port, "host", "other-user");
    }

    /** Expects another host key than the server shows. */
    public SshShell astray() throws IOException {
        return shell("root", address, port, "other-host", "user");
    }

    private SshShell shell(String user, String where, int at, String host, String key) throws IOException {
        return shell(user, where, at, host, key, SshShell.HEARTBEAT);
    }

    private SshShell shell(String user, String where, int at, String host, String key, Duration heartbeat)
            throws IOException {
        var known = Files.writeString(
                file("known_" + host + at), "[" + where + "]:" + at + " " + Files.readString(file(host + ".pub")));
        var shell = new SshShell(user, where, at, file(key), known, InstantSource.system(), heartbeat);
        shells.add(shell);
        return shell;
    }

    private Path file(String name) {
        return folder.resolve(name);
    }

    @Override
    public void close() {
        shells.forEach(SshShell::close);
        server.stop();
    }
}
