package io.gabion.responders.connectors.syslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gabion.responders.connector.Connector.Result;
import io.gabion.responders.connectors.PinnedTrust;
import io.gabion.responders.connectors.syslog.SyslogChannel.Transport;
import java.net.InetSocketAddress;
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

    @TempDir
    Path directory;

    private final ExecutorService executor = Executors.newFixedThreadPool(2);
    private Rsyslog server;

    @BeforeEach
    void starts_a_server() throws Exception {
        server = new Rsyslog(directory);
    }

    @AfterEach
    void stops_it() {
        server.close();
        executor.shutdownNow();
    }

    @ParameterizedTest
    @EnumSource
    void a_message_arrives_whole(Transport transport) throws Exception {
        assertThat(send(channel(transport, "127.0.0.1", "log.pem"))).isEqualTo(new Result.Done());
        await().atMost(PATIENCE)
                .until(
                        server::kept,
                        List.of(transport + " 1 gabion [gabion@32473 key=\"k\\]\"] " + NOTICE.replace('\n', ' '))
                                ::equals);
    }

    @Test
    void many_over_tls_all_arrive() throws Exception {
        var channel = channel(Transport.TLS, "127.0.0.1", "log.pem");
        for (int i = 0; i < 50; i++) {
            assertThat(send(channel)).isEqualTo(new Result.Done());
        }
        await().atMost(PATIENCE).until(() -> server.kept().size() == 50);
    }

    @Test
    void a_certificate_for_another_name_is_not_talked_to() throws Exception {
        // It is for 127.0.0.1.
        assertThat(send(channel(Transport.TLS, "localhost", "log.pem"))).isInstanceOf(Result.Lost.class);
        assertThat(send(channel(Transport.TLS, "127.0.0.1", "log.pem"))).isEqualTo(new Result.Done());
        await().atMost(PATIENCE).until(() -> server.kept().size() == 1);
    }

    @Test
    void who_speaks_no_tls_is_not_talked_to() throws Exception {
        assertThat(channel(Transport.TLS, "127.0.0.1", server.plain, "log.pem")
                        .send("k]", NOTICE, Instant.now().plusSeconds(3))
                        .toCompletableFuture()
                        .join())
                .isInstanceOf(Result.Lost.class);
    }

    private Result send(SyslogChannel channel) {
        return channel.send("k]", NOTICE, Instant.now().plus(PATIENCE))
                .toCompletableFuture()
                .join();
    }

    private SyslogChannel channel(Transport transport, String host, String trust) throws Exception {
        return channel(transport, host, transport == Transport.TLS ? server.sealed : server.plain, trust);
    }

    private SyslogChannel channel(Transport transport, String host, int port, String trust) throws Exception {
        return new SyslogChannel(
                new InetSocketAddress(host, port),
                transport,
                transport == Transport.TLS ? Optional.of(PinnedTrust.of(directory.resolve(trust))) : Optional.empty(),
                "node1",
                executor,
                InstantSource.system());
    }
}
