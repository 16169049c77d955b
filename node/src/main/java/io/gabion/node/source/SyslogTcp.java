package io.gabion.node.source;

import io.gabion.node.parse.Format;
import io.gabion.node.source.Mailbag.Message;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes syslog over TCP (RFC 6587). While the intake is behind, nothing more is read from any connection, and TCP holds
 * the senders back. There is no acknowledgement in this protocol: what was read and is not durable when the node dies is
 * lost, unless the sender repeats it. A connection beyond the {@link Caps} is closed at once; so is one that says nothing
 * for too long, as if its sender had ended it.
 */
final class SyslogTcp implements AutoCloseable {
    /** After a connection that could not be accepted, such as for want of file descriptors. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    static final String NAME = "syslog-tcp";

    static final int LONGEST = 64 << 10;

    private static final Logger LOG = LoggerFactory.getLogger(SyslogTcp.class);
    private static final int BUFFER = 16 << 10;

    private final ServerSocket server = new ServerSocket();
    private final Mailbag bag = new Mailbag();
    private final Map<Socket, Connection> connections = new ConcurrentHashMap<>();
    private final Caps caps;
    private final Warning full;
    private final Warning greedy;
    private final Carrier carrier;
    private final Thread thread;

    /**
     * @param most connections at a time
     * @param ofPeer connections at a time of one peer, as {@link Peers#key} tells them apart
     * @param first a connection that sends nothing for so long after its beginning is closed
     * @param idle and one that sends nothing for so long later on
     */
    record Caps(int most, int ofPeer, Duration first, Duration idle) {
        /** Idle for long, since a sender may lose the message with which it finds its connection closed. */
        static final Caps DEFAULT = new Caps(256, 32, Duration.ofSeconds(30), Duration.ofMinutes(30));
    }

    private record Connection(String peer, Thread reader) {}

    /** Listens at once. @throws IOException in one line that names the address */
    SyslogTcp(SourceSetting.SyslogTcp setting, Format format, Ingest ingest, Limits limits, Caps caps, String start)
            throws IOException {
        this.caps = caps;
        full = new Warning(
                LOG,
                NAME + ": refused a connection from {}: " + caps.most()
                        + " are open, the most there may be; end some or send through a relay; refused so: {}");
        greedy = new Warning(
                LOG,
                NAME + ": refused a connection from {}: it has " + caps.ofPeer()
                        + " open, the most of one address; see why it opens so many; refused so: {}");
        try {
            server.bind(new InetSocketAddress(InetAddress.getByName(setting.host()), setting.port()));
        } catch (IOException e) {
            server.close();
            throw new IOException(setting.source() + ": " + e.getMessage(), e);
        }
        carrier = new Carrier(NAME, setting.source(), bag, format, () -> "", ingest, limits, start);
        thread = Thread.ofVirtual().name(NAME).start(this::listen);
    }

    InetSocketAddress address() {
        return (InetSocketAddress) server.getLocalSocketAddress();
    }

    private void listen() {
        while (!server.isClosed()) {
            try {
                var socket = server.accept();
                if (isAdmitted(socket.getInetAddress())) {
                    serve(socket);
                } else {
                    socket.close();
                }
            } catch (IOException e) {
                if (!server.isClosed()) {
                    LOG.warn("{}: a connection was not accepted: {}", NAME, e.toString());
                    LockSupport.parkNanos(PAUSE.toNanos());
                }
            }
        }
    }

    /** Whoever has too many is told so even if all are too many: that is the one to look at. */
    private boolean isAdmitted(InetAddress from) {
        var peer = Peers.key(from);
        long ofPeer =
                connections.values().stream().filter(c -> c.peer.equals(peer)).count();
        if (ofPeer >= caps.ofPeer()) {
            greedy.count(Peers.name(from));
            return false;
        }
        if (connections.size() >= caps.most()) {
            full.count(Peers.name(from));
            return false;
        }
        return true;
    }

    private void serve(Socket socket) throws IOException {
        socket.setKeepAlive(true);
        var reader = Thread.ofVirtual().name(NAME + " connection").unstarted(() -> read(socket));
        connections.put(socket, new Connection(Peers.key(socket.getInetAddress()), reader));
        reader.start();
    }

    private void read(Socket socket) {
        var from = Peers.name(socket.getInetAddress());
        try (socket) {
            var in = new BufferedInputStream(new Patient(socket, caps.first(), caps.idle()), BUFFER);
            new Frames(in, LONGEST, new Frames.Sink() {
                        @Override
                        public void message(byte[] text) throws InterruptedException {
                            bag.put(new Message(from, text, ""));
                        }

                        @Override
                        public void fault(String reason, byte[] head) throws InterruptedException {
                            bag.put(new Message(from, head, reason));
                        }
                    })
                    .syslog();
        } catch (IOException e) {
            LOG.debug("{}: the connection from {} broke: {}", NAME, from, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            connections.remove(socket);
        }
    }

    /** Hangs up; what was received is carried on as far as possible. */
    @Override
    public void close() throws IOException {
        server.close();
        try {
            thread.join();
            for (var reader : Map.copyOf(connections).entrySet()) {
                reader.getKey().close();
                reader.getValue().reader.interrupt();
                reader.getValue().reader.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        carrier.close();
    }
}
