package io.gabion.node.source;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.gabion.protocol.intake.DeadLetter;
import io.gabion.protocol.observation.Source;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SyslogTest {
    private final RecordingIngest ingest = new RecordingIngest();
    private AutoCloseable running;

    @AfterEach
    void stop() throws Exception {
        ingest.release();
        if (running != null) {
            running.close();
        }
    }

    @Test
    void tcp_brings_messages_of_both_framings_with_the_peer_and_a_number() throws Exception {
        var tcp = tcp("a");
        send(tcp, "one\ntwo\n");
        await().until(() -> ingest.texts().size() == 2);
        send(tcp, "5 three4 four");
        await().until(() -> ingest.texts().size() == 4);
        assertThat(ingest.texts()).containsExactly("one", "two", "three", "four");
        assertThat(ingest.sources).containsExactly("syslog-tcp:127.0.0.1:0");
        assertThat(ingest.observations())
                .extracting(o -> o.source())
                .containsExactly(
                        new Source("syslog-tcp/127.0.0.1", 1),
                        new Source("syslog-tcp/127.0.0.1", 2),
                        new Source("syslog-tcp/127.0.0.1", 3),
                        new Source("syslog-tcp/127.0.0.1", 4));
    }

    @Test
    void tcp_makes_a_bad_frame_a_dead_letter_and_hangs_up() throws Exception {
        var tcp = tcp("a");
        try (var socket = connect(tcp)) {
            socket.getOutputStream().write("3 oneX".getBytes(ISO_8859_1));
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
        send(tcp, "half");
        await().until(() -> ingest.deadLetters().size() == 2);
        assertThat(ingest.texts()).containsExactly("one");
        assertThat(ingest.deadLetters())
                .containsExactly(
                        new DeadLetter(
                                new Source("syslog-tcp/127.0.0.1", 2),
                                "no octet count where one is due; the connection was closed",
                                "X"),
                        new DeadLetter(
                                new Source("syslog-tcp/127.0.0.1", 3),
                                "the connection ended within a message",
                                "half"));
    }

    @Test
    void tcp_stops_reading_while_the_intake_is_behind_and_loses_nothing() throws Exception {
        ingest.hold();
        var tcp = tcp("a");
        int messages = 50_000;
        var sent = new AtomicLong();
        var sender = Thread.ofVirtual().start(() -> {
            try (var socket = connect(tcp)) {
                for (int i = 0; i < messages; i++) {
                    var text = (i + " " + "x".repeat(1_000) + "\n").getBytes(ISO_8859_1);
                    // a letter first, so that the number is no octet count
                    socket.getOutputStream().write('m');
                    socket.getOutputStream().write(text);
                    sent.addAndGet(text.length);
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        await().until(() -> sent.get() > Mailbag.BYTES / 2);
        var before = new AtomicLong(-1);
        await().pollInterval(Duration.ofMillis(200)).until(() -> before.getAndSet(sent.get()) == sent.get());
        // the mailbag, and what the system holds for both ends
        assertThat(sent.get()).isLessThan(Mailbag.BYTES + (16 << 20));
        assertThat(sender.isAlive()).isTrue();
        ingest.release();
        await().atMost(Duration.ofSeconds(30)).until(() -> ingest.texts().size() == messages);
        assertThat(ingest.texts())
                .extracting(text -> Integer.parseInt(text.substring(1, text.indexOf(' '))))
                .isEqualTo(IntStream.range(0, messages).boxed().toList());
    }

    @Test
    void what_was_received_before_an_orderly_stop_is_brought() throws Exception {
        var tcp = tcp("a");
        ingest.refuse(10);
        send(tcp, "one\ntwo\n");
        await().until(() -> !ingest.brought.isEmpty());
        tcp.close();
        assertThat(ingest.texts()).containsExactly("one", "two");
    }

    @Test
    void numbers_go_on_after_a_restart_and_no_key_is_used_again() throws Exception {
        var tcp = tcp("a");
        send(tcp, "one\n");
        await().until(() -> ingest.texts().size() == 1);
        tcp.close();
        // As if the answer to the last batch had been lost with its position.
        ingest.remember("");
        send(tcp("b"), "two\n");
        await().until(() -> ingest.texts().size() == 2);
        running.close();
        send(tcp("c"), "three\n");
        await().until(() -> ingest.texts().size() == 3);
        assertThat(ingest.observations().getLast().source()).isEqualTo(new Source("syslog-tcp/127.0.0.1", 2));
        assertThat(ingest.broughtKeys()).doesNotHaveDuplicates();
    }

    @Test
    void udp_brings_one_message_a_datagram() throws Exception {
        var udp = udp();
        send(udp, "one\n");
        send(udp, "");
        send(udp, "2 x");
        await().until(() -> ingest.texts().size() == 2);
        assertThat(ingest.texts()).containsExactly("one", "2 x");
        assertThat(ingest.observations().getLast().source()).isEqualTo(new Source("syslog-udp/127.0.0.1", 2));
        assertThat(udp.counts()).isEqualTo(new SyslogUdp.Counts(2, 0));
    }

    @Test
    void udp_counts_what_it_drops_while_the_intake_is_behind() throws Exception {
        ingest.hold();
        var udp = udp();
        var text = "x".repeat(60_000);
        await().pollInterval(Duration.ofMillis(1)).until(() -> {
            send(udp, text);
            return udp.counts().dropped() > 0;
        });
        ingest.release();
        long kept = udp.counts().received() - udp.counts().dropped();
        assertThat(kept).isBetween(100L, 200L);
        // Some may be on their way still, and find room now.
        await().until(() -> ingest.texts().size() >= kept);
        await().untilAsserted(() -> assertThat(ingest.texts())
                .hasSize((int) (udp.counts().received() - udp.counts().dropped())));
    }

    @Test
    void an_address_that_is_taken_is_said_in_one_line() throws Exception {
        var port = tcp("a").address().getPort();
        var taken = new SourceSetting.SyslogTcp("127.0.0.1", port);
        assertThatThrownBy(() ->
                        new SyslogTcp(taken, new TextFormat(), ingest, Limits.DEFAULT, SyslogTcp.Caps.DEFAULT, "b"))
                .isInstanceOf(IOException.class)
                .hasMessage("syslog-tcp:127.0.0.1:" + port + ": Address already in use");
    }

    private SyslogTcp tcp(String start) throws IOException {
        var tcp = new SyslogTcp(
                new SourceSetting.SyslogTcp("127.0.0.1", 0),
                new TextFormat(),
                ingest,
                Limits.DEFAULT,
                SyslogTcp.Caps.DEFAULT,
                start);
        running = tcp;
        return tcp;
    }

    private SyslogUdp udp() throws IOException {
        var udp = new SyslogUdp(
                new SourceSetting.SyslogUdp("127.0.0.1", 0), new TextFormat(), ingest, Limits.DEFAULT, "a");
        running = udp;
        return udp;
    }

    private static Socket connect(SyslogTcp tcp) throws IOException {
        return new Socket("127.0.0.1", tcp.address().getPort());
    }

    private static void send(SyslogTcp tcp, String text) throws IOException {
        try (var socket = connect(tcp)) {
            socket.getOutputStream().write(text.getBytes(ISO_8859_1));
        }
    }

    private static void send(SyslogUdp udp, String text) throws IOException {
        try (var socket = new DatagramSocket()) {
            var bytes = text.getBytes(ISO_8859_1);
            var to = new InetSocketAddress("127.0.0.1", udp.address().getPort());
            socket.send(new DatagramPacket(bytes, bytes.length, to));
        } catch (SocketException e) {
            throw new IOException("cannot send " + text.length() + " bytes", e);
        }
    }
}
