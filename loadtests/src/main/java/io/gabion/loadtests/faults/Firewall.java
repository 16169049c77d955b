package io.gabion.loadtests.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** What the kernel itself says about the firewall that nodes act on: what each transaction added to a set, and when. */
final class Firewall implements AutoCloseable {
    private static final String WATCH = "watch.py";

    private final Process watch;
    private final Map<String, List<Instant>> added = new TreeMap<>();

    /**
     * @param prefix of a command that is to run where the firewall is
     * @throws IOException if the kernel cannot be listened to
     */
    static Firewall watch(List<String> prefix) throws IOException {
        var command = new ArrayList<>(prefix);
        try (var script = Objects.requireNonNull(Firewall.class.getResourceAsStream(WATCH))) {
            command.addAll(List.of("python3", "-c", new String(script.readAllBytes(), StandardCharsets.UTF_8)));
        }
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var lines = process.inputReader(StandardCharsets.UTF_8);
        var first = lines.readLine();
        if (!"watching".equals(first)) {
            process.destroyForcibly();
            throw new IOException("the firewall cannot be watched: " + first);
        }
        return new Firewall(process, lines);
    }

    private Firewall(Process watch, BufferedReader lines) {
        this.watch = watch;
        Thread.ofVirtual().start(() -> read(lines));
    }

    private void read(BufferedReader lines) {
        try (lines) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                add(List.of(line.split(" ")), Instant.now());
            }
        } catch (IOException e) {
            // The watch was ended.
        }
    }

    private synchronized void add(List<String> addresses, Instant at) {
        for (var address : addresses) {
            added.computeIfAbsent(address, _ -> new ArrayList<>()).add(at);
        }
    }

    /** When each address was added, once for each transaction. */
    synchronized Map<String, List<Instant>> added() {
        var copy = new TreeMap<String, List<Instant>>();
        added.forEach((address, times) -> copy.put(address, List.copyOf(times)));
        return copy;
    }

    /** Whether the kernel is still listened to. */
    boolean isWatched() {
        return watch.isAlive();
    }

    @Override
    public void close() {
        watch.destroyForcibly();
    }
}
