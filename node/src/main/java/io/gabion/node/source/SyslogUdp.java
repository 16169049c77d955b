package io.gabion.node.source;

import io.gabion.node.parse.Format;
import io.gabion.node.source.Mailbag.Message;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes syslog over UDP (RFC 5426), one message a datagram. Nobody can hold a sender back: a message for which there is
 * no room is dropped and counted. What the system drops before it is received, nobody counts here.
 */
final class SyslogUdp implements AutoCloseable {
    static final String NAME = "syslog-udp";

    private static final Logger LOG = LoggerFactory.getLogger(SyslogUdp.class);

    /** More than UDP can carry. */
    private static final int LONGEST = 64 << 10;

    /** Asked of the system, which may give less. */
    private static final int SYSTEM_BUFFER = 4 << 20;

    private final DatagramSocket socket = new DatagramSocket(null);
    private final Mailbag bag = new Mailbag();
    private final LongAdder received = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private final Warning behind = new Warning(LOG, NAME + ": the intake is behind, messages dropped: {}");
    private final Carrier carrier;
    private final Thread thread;

    /** Messages since the start; {@code received} counts the dropped ones too. */
    record Counts(long received, long dropped) {}

    /** Listens at once. @throws IOException in one line that names the address */
    SyslogUdp(SourceSetting.SyslogUdp setting, Format format, Ingest ingest, Limits limits, String start)
            throws IOException {
        try {
            socket.setReceiveBufferSize(SYSTEM_BUFFER);
            socket.bind(new InetSocketAddress(InetAddress.getByName(setting.host()), setting.port()));
        } catch (IOException e) {
            socket.close();
            throw new IOException(setting.source() + ": " + e.getMessage(), e);
        }
        carrier = new Carrier(NAME, setting.source(), bag, format, () -> "", ingest, limits, start);
        thread = Thread.ofPlatform().daemon().name(NAME).start(this::listen);
    }

    InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    Counts counts() {
        long lost = dropped.sum();
        return new Counts(received.sum(), lost);
    }

    private void listen() {
        var packet = new DatagramPacket(new byte[LONGEST], LONGEST);
        while (!socket.isClosed()) {
            try {
                packet.setLength(LONGEST);
                socket.receive(packet);
                take(packet);
            } catch (IOException e) {
                if (!socket.isClosed()) {
                    LOG.warn("{}: nothing received: {}", NAME, e.toString());
                }
            }
        }
    }

    private void take(DatagramPacket packet) {
        int length = Frames.endOf(packet.getData(), packet.getLength());
        if (length == 0) {
            return;
        }
        received.increment();
        var text = Arrays.copyOf(packet.getData(), length);
        if (!bag.offer(new Message(Peers.name(packet.getAddress()), text, ""))) {
            dropped.increment();
            behind.count();
        }
    }

    /** Receives no more; what was received is carried on as far as possible. */
    @Override
    public void close() {
        socket.close();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        carrier.close();
    }
}
