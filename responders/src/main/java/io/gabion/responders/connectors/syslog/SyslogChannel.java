package io.gabion.responders.connectors.syslog;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gabion.responders.connector.Connector.Result;
import io.gabion.responders.connectors.Channel;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * RFC 5424 messages to one receiver. TCP frames them by octet count (RFC 6587). Syslog has no acknowledgement: done
 * means handed to the network.
 */
public final class SyslogChannel implements Channel {
    /** Facility local0, severity warning. */
    private static final int PRIORITY = 16 * 8 + 4;

    public enum Transport {
        UDP,
        TCP
    }

    private final String host;
    private final int port;
    private final Transport transport;
    private final String hostname;
    private final Executor executor;
    private final InstantSource clock;

    public SyslogChannel(
            String host, int port, Transport transport, String hostname, Executor executor, InstantSource clock) {
        this.host = host;
        this.port = port;
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
            var receiver = new InetSocketAddress(host, port);
            if (transport == Transport.UDP) {
                try (var socket = new DatagramSocket()) {
                    socket.send(new DatagramPacket(message, message.length, receiver));
                }
            } else {
                try (var socket = new Socket()) {
                    socket.connect(receiver, (int) Math.min(left, Integer.MAX_VALUE));
                    socket.getOutputStream().write(frame(message));
                }
            }
            return new Result.Done();
        } catch (IOException e) {
            return new Result.Lost(String.valueOf(e.getMessage()));
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
