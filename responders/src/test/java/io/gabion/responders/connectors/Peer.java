package io.gabion.responders.connectors;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A server program that a test starts on loopback, on a port of its own, and stops. */
public final class Peer {
    private final List<String> command;
    private final Path log;
    private final int port;
    private Process process;

    public Peer(List<String> command, Path log, int port) {
        this.command = List.copyOf(command);
        this.log = log;
        this.port = port;
    }

    public static int freePort() throws IOException {
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    public void start() throws IOException {
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        await(log.toString()).atMost(Duration.ofSeconds(60)).until(this::listens);
    }

    /** Politely, so that it writes down what it knows. */
    public void stop() throws InterruptedException {
        process.destroy();
        process.waitFor();
    }

    private boolean listens() {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}
