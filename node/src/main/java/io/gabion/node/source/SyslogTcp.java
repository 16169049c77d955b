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
 * lost, unless the sender repeats it.
 */
final class SyslogTcp implements AutoCloseable {
    /** After a connection that could not be accepted, such as for want of file descriptors. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    static final String NAME = "syslog-tcp";

    /** Connections at a time; a further one is closed at once. */
    static final int CONNECTIONS = 256;

    static final int LONGEST = 64 << 10;

    private static final Logger LOG = LoggerFactory.getLogger(SyslogTcp.class);
    private static final int BUFFER = 16 << 10;

    private final ServerSocket server = new ServerSocket();
    private final Mailbag bag = new Mailbag();
    private final Map<Socket, Thread> connections = new ConcurrentHashMap<>();
    private final Warning full = new Warning(LOG, NAME + ": more than " + CONNECTIONS + " connections, closed: {}");
    private final Carrier carrier;
    private final Thread thread;

    /** Listens at once. @throws IOException in one line that names the address */
    SyslogTcp(SourceSetting.SyslogTcp setting, Format format, Ingest ingest, Limits limits, String start)
            throws IOException {
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
                socket.setKeepAlive(true);
                if (connections.size() < CONNECTIONS) {
                    var reader = Thread.ofVirtual().name(NAME + " connection").unstarted(() -> read(socket));
                    connections.put(socket, reader);
                    reader.start();
                } else {
                    full.count();
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

    private void read(Socket socket) {
        var from = Peers.name(socket.getInetAddress());
        try (socket) {
            var in = new BufferedInputStream(socket.getInputStream(), BUFFER);
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
                reader.getValue().interrupt();
                reader.getValue().join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        carrier.close();
    }
}
