package io.gabion.node.source;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gabion.protocol.intake.DeadLetter;
import io.gabion.protocol.observation.Source;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How many connections there may be, of whom, and for how long they may say nothing. */
class SyslogTcpCapsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Duration SHORT = Duration.ofMillis(200);

    private final RecordingIngest ingest = new RecordingIngest();
    private final List<Socket> open = new ArrayList<>();
    private SyslogTcp tcp;

    @AfterEach
    void stop() throws IOException {
        for (var socket : open) {
            socket.close();
        }
        if (tcp != null) {
            tcp.close();
        }
    }

    @Test
    void one_peer_that_opens_all_it_can_does_not_shut_out_another() throws IOException {
        start(SyslogTcp.Caps.DEFAULT);
        for (int i = 0; i < SyslogTcp.Caps.DEFAULT.ofPeer(); i++) {
            connect(1);
        }
        for (int i = SyslogTcp.Caps.DEFAULT.ofPeer(); i < SyslogTcp.Caps.DEFAULT.most(); i++) {
            assertHungUp(connect(1));
        }
        send(connect(2), "one\n");
        await().atMost(PATIENCE).until(() -> ingest.texts().contains("one"));
        send(open.getFirst(), "two\n");
        await().atMost(PATIENCE).until(() -> ingest.texts().contains("two"));
    }

    @Test
    void there_are_so_many_connections_and_a_further_one_finds_room_when_one_has_ended() throws IOException {
        start(SyslogTcp.Caps.DEFAULT);
        for (int i = 0; i < SyslogTcp.Caps.DEFAULT.most(); i++) {
            connect(1 + i / SyslogTcp.Caps.DEFAULT.ofPeer());
        }
        assertHungUp(connect(100));
        send(open.get(SyslogTcp.Caps.DEFAULT.most() - 1), "one\n");
        await().atMost(PATIENCE).until(() -> ingest.texts().contains("one"));
        open.getFirst().close();
        await().atMost(PATIENCE).ignoreExceptionsInstanceOf(IOException.class).until(() -> {
            try (var further = new Socket(address(1), port(), address(101), 0)) {
                send(further, "two\n");
            }
            return ingest.texts().contains("two");
        });
    }

    @Test
    void a_connection_that_never_says_anything_is_closed() throws IOException {
        start(new SyslogTcp.Caps(1, 1, SHORT, LONG));
        assertHungUp(connect(1));
        assertThat(ingest.deadLetters()).isEmpty();
    }

    @Test
    void a_connection_that_falls_silent_is_closed_and_half_a_message_is_a_dead_letter() throws IOException {
        start(new SyslogTcp.Caps(1, 1, LONG, SHORT));
        var socket = connect(1);
        send(socket, "one\nhalf");
        assertHungUp(socket);
        await().atMost(PATIENCE).until(() -> !ingest.deadLetters().isEmpty());
        assertThat(ingest.texts()).containsExactly("one");
        assertThat(ingest.deadLetters())
                .containsExactly(new DeadLetter(
                        new Source("syslog-tcp/127.0.0.1", 2), "the connection ended within a message", "half"));
        await().atMost(PATIENCE).ignoreExceptionsInstanceOf(IOException.class).until(() -> {
            try (var next = new Socket(address(1), port(), address(1), 0)) {
                send(next, "two\n");
            }
            return ingest.texts().contains("two");
        });
    }

    @Test
    void an_octet_counted_message_that_is_too_long_may_not_fall_silent_either() throws IOException {
        start(new SyslogTcp.Caps(1, 1, LONG, SHORT.multipliedBy(10)));
        var socket = connect(1);
        send(socket, "9999999 " + "x".repeat(100_000));
        assertHungUp(socket);
        await().atMost(PATIENCE).until(() -> !ingest.deadLetters().isEmpty());
    }

    @Test
    void the_caps_are_as_stated() {
        assertThat(SyslogTcp.Caps.DEFAULT)
                .isEqualTo(new SyslogTcp.Caps(256, 32, Duration.ofSeconds(30), Duration.ofMinutes(30)));
    }

    @Test
    void an_address_of_the_same_ipv6_network_is_the_same_peer() throws IOException {
        var one = Peers.key(InetAddress.getByName("2001:db8:0:1::1"));
        assertThat(Peers.key(InetAddress.getByName("2001:db8:0:1:ffff::2"))).isEqualTo(one);
        assertThat(Peers.key(InetAddress.getByName("2001:db8:0:2::1"))).isNotEqualTo(one);
        assertThat(Peers.key(InetAddress.getByName("192.0.2.1")))
                .isNotEqualTo(Peers.key(InetAddress.getByName("192.0.2.2")));
    }

    private void start(SyslogTcp.Caps caps) throws IOException {
        tcp = new SyslogTcp(
                new SourceSetting.SyslogTcp("127.0.0.1", 0), new TextFormat(), ingest, Limits.DEFAULT, caps, "a");
    }

    /** From an address of its own: all of 127.0.0.0/8 are this machine's. */
    private Socket connect(int host) throws IOException {
        var socket = new Socket(address(1), port(), address(host), 0);
        socket.setSoTimeout((int) PATIENCE.toMillis());
        open.add(socket);
        return socket;
    }

    private int port() {
        return tcp.address().getPort();
    }

    private static InetAddress address(int host) throws IOException {
        return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) host});
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    }

    private static void assertHungUp(Socket socket) throws IOException {
        assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
}
