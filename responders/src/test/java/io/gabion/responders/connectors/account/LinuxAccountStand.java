package io.gabion.responders.connectors.account;

import static io.gabion.responders.connectors.Peer.run;

import io.gabion.protocol.containment.Action;
import io.gabion.responders.connector.Connector;
import io.gabion.responders.connectors.AccountStand;
import io.gabion.responders.connectors.Line;
import io.gabion.responders.connectors.Peer;
import io.gabion.responders.connectors.TcpLine;
import io.gabion.responders.connectors.shell.Shell;
import io.gabion.responders.connectors.shell.Sshd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * This machine's own accounts: users that are made here and removed in the end, through a key that can do nothing else.
 * Needs root and sshd.
 */
public final class LinuxAccountStand implements AccountStand {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String REALM = "web1";

    final Sshd sshd;
    final Shell shell;
    private final ExecutorService executor = Executors.newFixedThreadPool(4);
    private final Set<String> users = new HashSet<>();
    /** All names there ever were. */
    private final Set<String> everybody = new HashSet<>();

    public LinuxAccountStand(Path folder) throws IOException {
        sshd = new Sshd(folder, "restrict,command=\"" + Peer.program("gabion-account", folder) + "\"");
        shell = sshd.shell();
    }

    Connector over(Shell way) {
        return over(way, executor);
    }

    private static Connector over(Shell way, Executor by) {
        return new LinuxAccountConnector(way, List.of("gabion-account"), REALM, by, InstantSource.system());
    }

    @Override
    public Connector busy() {
        return over(shell, FULL);
    }

    @Override
    public Action action() {
        return Action.LOCK_ACCOUNT;
    }

    @Override
    public String target() throws IOException {
        var target = "gb" + ProcessHandle.current().pid() + "x" + users.size() + "@" + REALM;
        add(target);
        return target;
    }

    @Override
    public void add(String target) throws IOException {
        var user = user(target);
        run("useradd", "-p", "*", "-M", "-d", "/", "-s", "/bin/sh", user);
        admit(user);
    }

    @Override
    public void rename(String target, String to) throws IOException {
        run("usermod", "-l", user(to), user(target));
        run("groupmod", "-n", user(to), user(target));
        users.remove(user(target));
        admit(user(to));
    }

    void remove(String target) throws IOException {
        run("userdel", "-f", user(target));
        users.remove(user(target));
    }

    private void admit(String user) throws IOException {
        users.add(user);
        if (everybody.add(user)) {
            sshd.admit(user);
        }
    }

    @Override
    public String nonsense() {
        return "alice; touch /tmp/gabion-was-here@" + REALM;
    }

    @Override
    public Connector connector() {
        return over(shell);
    }

    @Override
    public Line line() {
        return sshd.line();
    }

    @Override
    public Connector connector(Line line) throws IOException {
        return over(sshd.shell((TcpLine) line));
    }

    @Override
    public Optional<Connector> astray() throws IOException {
        return Optional.of(over(sshd.astray()));
    }

    @Override
    public Connector stranger() throws IOException {
        return over(sshd.stranger());
    }

    /** A login of the user's own. */
    @Override
    public Sight look(String target) throws IOException {
        try (var own = sshd.shell(user(target))) {
            boolean in =
                    own.run(List.of("true"), "", Instant.now().plus(PATIENCE)).exit() == 0;
            return new Sight(!in, in ? "logged in" : "login without a shell");
        } catch (IOException e) {
            return new Sight(true, "login refused: " + e.getMessage());
        }
    }

    @Override
    public String standing(String target) throws IOException {
        return run("getent", "shadow", user(target));
    }

    @Override
    public void undo(String target) throws IOException {
        run("usermod", "-e", "", user(target));
    }

    @Override
    public void restart() throws IOException {
        sshd.restart();
    }

    @Override
    public void close() throws IOException {
        sshd.close();
        executor.shutdownNow();
        for (var user : users) {
            run("userdel", "-f", user);
        }
        for (var user : everybody) {
            Files.deleteIfExists(state(user));
        }
    }

    /** What the machine keeps about a lock. */
    static Path state(String user) {
        return Path.of("/var/lib/gabion/accounts", user);
    }

    static String user(String target) {
        return target.substring(0, target.indexOf('@'));
    }
}
