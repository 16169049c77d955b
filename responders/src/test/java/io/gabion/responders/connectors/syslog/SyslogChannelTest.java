package io.gabion.responders.connectors.syslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gabion.responders.connector.Connector.Result;
import io.gabion.responders.connectors.Peer;
import io.gabion.responders.connectors.PinnedTrust;
import io.gabion.responders.connectors.syslog.SyslogChannel.Transport;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Against a real rsyslogd. */
class SyslogChannelTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String NOTICE = "{\"incident\":\"i1\",\"reason\":\"line one\nline two\"}";

    private static final String CONFIG = """
            global(workDirectory="%1$s" maxMessageSize="64k" defaultNetstreamDriverCAFile="%1$s/log.pem"
                   defaultNetstreamDriverCertFile="%1$s/log.pem" defaultNetstreamDriverKeyFile="%1$s/log.key")
            module(load="imtcp" streamDriver.name="gtls" streamDriver.mode="1" streamDriver.authMode="anon")
            module(load="imudp")
            module(load="imptcp")
            template(name="all" type="string" string="%%inputname%% %%protocol-version%% %%app-name%% %%structured-data%% %%msg%%\\n")
            ruleset(name="keep") { action(type="omfile" file="%1$s/kept" template="all") }
            input(type="imtcp" address="127.0.0.1" port="%2$d" ruleset="keep" name="TLS")
            input(type="imptcp" address="127.0.0.1" port="%3$d" ruleset="keep" name="TCP")
            input(type="imudp" address="127.0.0.1" port="%3$d" ruleset="keep" name="UDP")
            """;

    @TempDir
    Path directory;

    private final ExecutorService executor = Executors.newFixedThreadPool(2);
    private int sealed;
    private int plain;
    private Peer server;

    @BeforeEach
    void starts_a_server() throws Exception {
        sealed = Peer.freePort();
        plain = Peer.freePort();
        Peer.certify(directory, "log.pem", "log.key");
        var config = Files.writeString(directory.resolve("conf"), CONFIG.formatted(directory, sealed, plain));
        server = new Peer(
                List.of("/usr/sbin/rsyslogd", "-n", "-f", config.toString(), "-i", directory + "/pid"),
                directory.resolve("out"),
                plain);
        server.start();
    }

    @AfterEach
    void stops_it() {
        server.stop();
        executor.shutdownNow();
    }

    @ParameterizedTest
    @EnumSource
    void a_message_arrives_whole(Transport transport) throws Exception {
        assertThat(send(channel(transport, "127.0.0.1", "log.pem"))).isEqualTo(new Result.Done());
        awaitKept(1);
        assertThat(Files.readString(directory.resolve("kept")))
                .isEqualTo(transport + " 1 gabion [gabion@32473 key=\"k\\]\"] " + NOTICE.replace('\n', ' ') + "\n");
    }

    @Test
    void many_over_tls_all_arrive() throws Exception {
        var channel = channel(Transport.TLS, "127.0.0.1", "log.pem");
        for (int i = 0; i < 50; i++) {
            assertThat(send(channel)).isEqualTo(new Result.Done());
        }
        awaitKept(50);
    }

    @Test
    void another_certificate_or_another_name_is_not_talked_to() throws Exception {
        Peer.certify(directory, "other.pem", "other.key");
        assertThat(send(channel(Transport.TLS, "127.0.0.1", "other.pem"))).isInstanceOf(Result.Lost.class);
        // The certificate is for 127.0.0.1.
        assertThat(send(channel(Transport.TLS, "localhost", "log.pem"))).isInstanceOf(Result.Lost.class);
        assertThat(send(channel(Transport.TLS, "127.0.0.1", "log.pem"))).isEqualTo(new Result.Done());
        awaitKept(1);
    }

    @Test
    void who_speaks_no_tls_is_not_talked_to() throws Exception {
        sealed = plain;
        assertThat(channel(Transport.TLS, "127.0.0.1", "log.pem")
                        .send("k]", NOTICE, Instant.now().plusSeconds(3))
                        .toCompletableFuture()
                        .join())
                .isInstanceOf(Result.Lost.class);
    }

    /** It writes in its own time, and may make the file only then. */
    private void awaitKept(int messages) {
        var kept = directory.resolve("kept");
        await().atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(NoSuchFileException.class)
                .until(() ->
                        Files.readString(kept).chars().filter(c -> c == '\n').count() == messages);
    }

    private Result send(SyslogChannel channel) {
        return channel.send("k]", NOTICE, Instant.now().plus(PATIENCE))
                .toCompletableFuture()
                .join();
    }

    private SyslogChannel channel(Transport transport, String host, String trust) throws Exception {
        boolean tls = transport == Transport.TLS;
        return new SyslogChannel(
                new InetSocketAddress(host, tls ? sealed : plain),
                transport,
                tls ? Optional.of(PinnedTrust.of(directory.resolve(trust))) : Optional.empty(),
                "node1",
                executor,
                InstantSource.system());
    }
}
