package io.gabion.responders.connectors.syslog;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gabion.responders.connector.Connector.Result;
import io.gabion.responders.connectors.Channel;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * RFC 5424 messages to one receiver. TCP (RFC 6587) and TLS (RFC 5425) frame them by octet count. Syslog has no
 * acknowledgement: done means handed to the network. A receiver of TCP or TLS is given a moment to close its end as well,
 * which it does once it has read all.
 */
public final class SyslogChannel implements Channel {
    /** Facility local0, severity warning. */
    private static final int PRIORITY = 16 * 8 + 4;

    private static final int FAREWELL_MILLIS = 1_000;
    private static final int MAX_FAREWELL = 4_096;

    public enum Transport {
        UDP,
        TCP,
        TLS
    }

    private final InetSocketAddress receiver;
    private final Optional<SSLContext> trust;
    private final Transport transport;
    private final String hostname;
    private final Executor executor;
    private final InstantSource clock;

    /**
     * @param receiver by TLS its name must be the certificate's, and it is looked up each time; otherwise nothing says whether it
     *     is the receiver but its address, which is resolved already
     * @param trust for TLS
     */
    public SyslogChannel(
            InetSocketAddress receiver,
            Transport transport,
            Optional<SSLContext> trust,
            String hostname,
            Executor executor,
            InstantSource clock) {
        if ((transport == Transport.TLS) != trust.isPresent()) {
            throw new IllegalArgumentException("trust is for TLS");
        }
        this.receiver = receiver;
        this.trust = trust;
        this.transport = transport;
        this.hostname = hostname;
        this.executor = executor;
        this.clock = clock;
    }

    @Override
    public CompletionStage<Result> send(String key, String json, Instant deadline) {
        var left = Duration.between(clock.instant(), deadline);
        if (!left.isPositive()) {
            return CompletableFuture.completedFuture(new Result.Lost("deadline passed"));
        }
        try {
            return CompletableFuture.supplyAsync(() -> deliver(message(key, json), deadline), executor)
                    .completeOnTimeout(new Result.Lost("deadline passed"), left.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.completedFuture(
                    new Result.Busy(clock.instant().plusSeconds(1)));
        }
    }

    private Result deliver(byte[] message, Instant deadline) {
        long left = Duration.between(clock.instant(), deadline).toMillis();
        if (left <= 0) {
            return new Result.Lost("deadline passed");
        }
        try {
            switch (transport) {
                case UDP -> {
                    try (var socket = new DatagramSocket()) {
                        socket.send(new DatagramPacket(message, message.length, receiver));
                    }
                }
                case TCP -> stream(message, (int) Math.min(left, Integer.MAX_VALUE));
                case TLS -> sealed(message, (int) Math.min(left, Integer.MAX_VALUE));
            }
            return new Result.Done();
        } catch (IOException e) {
            return new Result.Lost(String.valueOf(e.getMessage()));
        }
    }

    private void stream(byte[] message, int millis) throws IOException {
        try (var socket = new Socket()) {
            socket.connect(receiver, millis);
            hand(socket, message);
        }
    }

    private void sealed(byte[] message, int millis) throws IOException {
        try (var plain = new Socket()) {
            plain.connect(new InetSocketAddress(receiver.getHostString(), receiver.getPort()), millis);
            plain.setSoTimeout(millis);
            var sockets = trust.orElseThrow().getSocketFactory();
            try (var socket =
                    (SSLSocket) sockets.createSocket(plain, receiver.getHostString(), receiver.getPort(), true)) {
                var parameters = socket.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                socket.setSSLParameters(parameters);
                socket.startHandshake();
                hand(socket, message);
            }
        }
    }

    /** What the receiver has said meanwhile is read: to close over it would reset the connection, and the message be lost. */
    private static void hand(Socket socket, byte[] message) throws IOException {
        socket.getOutputStream().write(frame(message));
        socket.shutdownOutput();
        socket.setSoTimeout(FAREWELL_MILLIS);
        try {
            socket.getInputStream().readNBytes(MAX_FAREWELL);
        } catch (SocketTimeoutException e) {
            // It keeps its end open.
        }
    }

    private static byte[] frame(byte[] message) {
        var head = (message.length + " ").getBytes(UTF_8);
        var frame = new byte[head.length + message.length];
        System.arraycopy(head, 0, frame, 0, head.length);
        System.arraycopy(message, 0, frame, head.length, message.length);
        return frame;
    }

    private byte[] message(String key, String json) {
        var time = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        var quoted = key.replace("\\", "\\\\").replace("\"", "\\\"").replace("]", "\\]");
        var head =
                "<" + PRIORITY + ">1 " + time + " " + hostname + " gabion - - [gabion@32473 key=\"" + quoted + "\"] ";
        return (head + json.replace('\n', ' ').replace('\r', ' ')).getBytes(UTF_8);
    }
}
