package io.gabion.responders.connectors.shell;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gabion.responders.connectors.Mistaken;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.keyverifier.KnownHostsServerKeyVerifier;
import org.apache.sshd.client.keyverifier.RejectAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.keyprovider.FileKeyPairProvider;
import org.apache.sshd.core.CoreModuleProperties;

/**
 * Another machine, over one SSH session that stays open, however long nobody asks for anything; one that is dead without a word is
 * noticed by then. A host key that is not known is rejected. What is set up for people on this machine, in {@code ~/.ssh}, is no matter.
 */
public final class SshShell implements Shell, AutoCloseable {
    /** Another host key than is known, or a key that is not accepted. */
    private static final Set<Integer> MISTAKEN = Set.of(
            SshConstants.SSH2_DISCONNECT_HOST_KEY_NOT_VERIFIABLE,
            SshConstants.SSH2_DISCONNECT_NO_MORE_AUTH_METHODS_AVAILABLE);

    static final Duration HEARTBEAT = Duration.ofSeconds(15);
    /** Heartbeats without an answer, and the session ends. */
    private static final int UNANSWERED = 3;

    private final SshClient client = SshClient.setUpDefaultClient();
    private final String user;
    private final String host;
    private final int port;
    private final InstantSource clock;
    private ClientSession session;

    public SshShell(String user, String host, int port, Path key, Path knownHosts, InstantSource clock) {
        this(user, host, port, key, knownHosts, clock, HEARTBEAT);
    }

    SshShell(String user, String host, int port, Path key, Path knownHosts, InstantSource clock, Duration heartbeat) {
        this.user = user;
        this.host = host;
        this.port = port;
        this.clock = clock;
        client.setServerKeyVerifier(new KnownHostsServerKeyVerifier(RejectAllServerKeyVerifier.INSTANCE, knownHosts));
        client.setKeyIdentityProvider(new FileKeyPairProvider(key));
        client.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
        CoreModuleProperties.IDLE_TIMEOUT.set(client, Duration.ZERO);
        CoreModuleProperties.HEARTBEAT_INTERVAL.set(client, heartbeat);
        CoreModuleProperties.HEARTBEAT_NO_REPLY_MAX.set(client, UNANSWERED);
        client.start();
    }

    /** The far side kills the command as well, should this side or the line fail. */
    @Override
    public Output run(List<String> command, String input, Instant deadline) throws IOException {
        try (var out = new Capped()) {
            int exit = exchange(command, input, out, out, deadline);
            return new Output(exit, out.text());
        }
    }

    /** Standard output alone, as it comes. Where {@code to} fails, the session ends. */
    public int stream(List<String> command, String input, OutputStream to, Instant deadline) throws IOException {
        return exchange(command, input, to, OutputStream.nullOutputStream(), deadline);
    }

    private int exchange(List<String> command, String input, OutputStream to, OutputStream errors, Instant deadline)
            throws IOException {
        var open = session(deadline);
        var limit = String.format(
                Locale.ROOT, "timeout -s KILL %.3f ", left(deadline).toMillis() / 1000.0);
        try (var channel = open.createExecChannel(limit + quoted(command))) {
            channel.setIn(new ByteArrayInputStream(input.getBytes(UTF_8)));
            channel.setOut(to);
            channel.setErr(errors);
            channel.open().verify(left(deadline));
            var events = channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), left(deadline));
            if (events.contains(ClientChannelEvent.TIMEOUT) || channel.getExitStatus() == null) {
                channel.close(true);
                open.close(true); // The line may be dead without a word: the next command makes a new one.
                throw new InterruptedIOException(
                        events.contains(ClientChannelEvent.TIMEOUT)
                                ? "no exit status by the deadline"
                                : "the line ended before the command did");
            }
            return channel.getExitStatus();
        }
    }

    synchronized ClientSession session(Instant deadline) throws IOException {
        if (session == null || !session.isOpen()) {
            var fresh = client.connect(user, host, port).verify(left(deadline)).getSession();
            try {
                fresh.auth().verify(left(deadline));
            } catch (IOException e) {
                fresh.close(true);
                throw e instanceof SshException said && MISTAKEN.contains(said.getDisconnectCode())
                        ? new Mistaken(e.getMessage(), e)
                        : e;
            }
            session = fresh;
        }
        return session;
    }

    Duration left(Instant deadline) throws IOException {
        var left = Duration.between(clock.instant(), deadline);
        if (left.toMillis() <= 0) {
            throw new InterruptedIOException("deadline passed");
        }
        return left;
    }

    static String quoted(List<String> words) {
        return words.stream()
                .map(word -> "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
    }

    @Override
    public void close() {
        client.stop();
    }

    private static final class Capped extends OutputStream {
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

        @Override
        public synchronized void write(int b) {
            if (kept.size() < MAX_OUTPUT) {
                kept.write(b);
            }
        }

        synchronized String text() {
            return kept.toString(UTF_8);
        }
    }
}
