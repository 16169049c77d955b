package io.gabion.responders.connectors;

import static io.gabion.responders.connectors.Peer.run;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gabion.responders.connector.Connector.Result;
import io.gabion.responders.connectors.shell.SshShell;
import io.gabion.responders.connectors.shell.Sshd;
import io.gabion.responders.connectors.syslog.SyslogChannel;
import io.gabion.responders.connectors.webhook.WebhookChannel;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A configured name that leads somewhere else after a while: who answers there is not given anything. */
class RebindingTest {
    private static final String NAME = "desk.fickle.test";
    private static final String HERE = "127.0.0.1";
    private static final String ELSEWHERE = "127.0.0.2";

    @TempDir
    Path directory;

    @BeforeEach
    void the_name_leads_here() {
        FickleNames.lead(NAME, HERE);
    }

    @Test
    void over_ssh_the_host_key_is_the_host() throws Exception {
        var right = Files.createDirectory(directory.resolve("right"));
        var wrong = Files.createDirectory(directory.resolve("wrong"));
        var fooled = wrong.resolve("fooled");
        int port = Peer.freePort();
        try (var _ = new Sshd(right, "", List.of(), HERE, port);
                var _ = new Sshd(wrong, "command=\"touch " + fooled + "\"", List.of(), ELSEWHERE, port)) {
            // It lets everybody in.
            Files.writeString(
                    wrong.resolve("root"),
                    "command=\"touch " + fooled + "\" " + Files.readString(right.resolve("user.pub")));
            var known = Files.writeString(
                    directory.resolve("known"),
                    "[" + NAME + "]:" + port + " " + Files.readString(right.resolve("host.pub")));
            assertThat(said(right, port, known)).isEqualTo("hello\n");
            FickleNames.lead(NAME, ELSEWHERE);
            assertThatThrownBy(() -> said(right, port, known)).isInstanceOf(IOException.class);
            assertThat(fooled).doesNotExist();
        }
    }

    private static String said(Path keys, int port, Path known) throws IOException {
        try (var shell = new SshShell("root", NAME, port, keys.resolve("user"), known, InstantSource.system())) {
            return shell.run(List.of("echo", "hello"), "", Instant.now().plusSeconds(30))
                    .text();
        }
    }

    @Test
    void a_webhook_is_given_to_who_has_the_certificate_for_the_name() throws Exception {
        var trust = certify("right", NAME);
        certify("wrong", NAME);
        var both = directory.resolve("both.pem");
        // Vouched for, but for another name.
        Files.writeString(both, Files.readString(trust) + Files.readString(certify("namesake", "other.fickle.test")));
        var right = desk(HERE, 0, "right");
        try (var hook = new WebhookChannel(
                right.url(NAME),
                "sixteen or more bytes".getBytes(UTF_8),
                Optional.of(PinnedTrust.of(both)),
                InstantSource.system())) {
            assertThat(send(hook)).isEqualTo(new Result.Done());
            assertThat(right.received()).hasSize(1);
            right.close();
            FickleNames.lead(NAME, ELSEWHERE);
            for (var other : List.of("wrong", "namesake")) {
                try (var stranger = desk(ELSEWHERE, right.port(), other)) {
                    assertThat(send(hook)).isInstanceOf(Result.Lost.class);
                    assertThat(stranger.received()).isEmpty();
                }
            }
        }
    }

    private Desk desk(String address, int port, String name) throws IOException {
        return new Desk(address, port, directory.resolve(name + ".pem"), directory.resolve(name + ".key"));
    }

    @Test
    void without_tls_the_address_stays_the_first_one() throws Exception {
        try (var server = new DatagramSocket(0, InetAddress.ofLiteral(HERE));
                var other = new DatagramSocket(server.getLocalPort(), InetAddress.ofLiteral(ELSEWHERE));
                var executor = Executors.newSingleThreadExecutor()) {
            server.setSoTimeout(10_000);
            var channel = new SyslogChannel(
                    new InetSocketAddress(NAME, server.getLocalPort()),
                    SyslogChannel.Transport.UDP,
                    Optional.empty(),
                    "node1",
                    executor,
                    InstantSource.system());
            FickleNames.lead(NAME, ELSEWHERE);
            assertThat(InetAddress.getByName(NAME).getHostAddress()).isEqualTo(ELSEWHERE);
            assertThat(send(channel)).isEqualTo(new Result.Done());
            server.receive(new DatagramPacket(new byte[4_096], 4_096));
            other.setSoTimeout(1);
            assertThatThrownBy(() -> other.receive(new DatagramPacket(new byte[4_096], 4_096)))
                    .isInstanceOf(java.net.SocketTimeoutException.class);
        }
    }

    private static Result send(Channel channel) {
        return channel.send("k", "{}", Instant.now().plusSeconds(30))
                .toCompletableFuture()
                .join();
    }

    private Path certify(String file, String name) throws IOException {
        var at = directory.resolve(file);
        run(("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=mesh"
                        + " -addext subjectAltName=DNS:" + name + " -out " + at + ".pem -keyout " + at + ".key")
                .split(" "));
        return directory.resolve(file + ".pem");
    }
}
