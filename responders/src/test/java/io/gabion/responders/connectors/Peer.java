package io.gabion.responders.connectors;

import static org.awaitility.Awaitility.await;

import io.gabion.responders.connector.Connector;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** A server program that a test starts, usually on loopback, and stops with all that it has started. */
public final class Peer {
    private final List<String> command;
    private final Path log;
    private final InetSocketAddress at;
    private Process process;

    public Peer(List<String> command, Path log, int port) {
        this(command, log, new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    /** @param at where it listens when it is ready */
    public Peer(List<String> command, Path log, InetSocketAddress at) {
        this.command = List.copyOf(command);
        this.log = log;
        this.at = at;
    }

    /** Below those that the system itself gives away: nobody takes it by chance before the server does. */
    public static int freePort() throws IOException {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(10_000, 32_768);
            try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return port;
            } catch (BindException e) {
                // Taken; there are others.
            }
        }
    }

    /** Runs one command to its end and returns what it says; it must end with 0. */
    public static String run(String... command) throws IOException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        var text = new String(process.getInputStream().readAllBytes());
        int exit = process.onExit().join().exitValue();
        if (exit != 0) {
            throw new IOException(String.join(" ", command) + " ended with " + exit + ": " + text);
        }
        return text;
    }

    /** Makes a key and a certificate for 127.0.0.1 that vouches for itself, both in PEM. */
    public static void certify(Path folder, String certificate, String key) throws IOException {
        var made = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=mesh"
                + " -addext subjectAltName=IP:127.0.0.1 -out " + folder.resolve(certificate) + " -keyout "
                + folder.resolve(key);
        run(made.split(" "));
    }

    /** A program that a connector brings for the machine it works on, in this folder. */
    public static Path program(String name, Path folder) throws IOException {
        var program = folder.resolve(name);
        try (var in = Connector.class.getResourceAsStream("/connectors/" + name)) {
            Files.copy(in, program);
        }
        run("chmod", "755", program.toString());
        return program;
    }

    public void start() throws IOException {
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        // Whoever ends the test run early ends the server as well.
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        await(log.toString()).atMost(Duration.ofSeconds(60)).until(this::listens);
    }

    /** The server politely, so that it writes down what it knows; what serves its connections at once. */
    public void stop() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroy();
        process.onExit().join();
    }

    private boolean listens() {
        if (!process.isAlive()) {
            throw new IllegalStateException(command.getFirst() + " has ended, see " + log);
        }
        try (var socket = new Socket(at.getAddress(), at.getPort())) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}
