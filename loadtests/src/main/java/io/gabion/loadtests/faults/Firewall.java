package io.gabion.loadtests.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** What the kernel itself says about the firewall that nodes act on: every element that was added to a set, and when. */
final class Firewall implements AutoCloseable {
    private static final Pattern ADDED =
            Pattern.compile("add element \\S+ \\S+ \\S+ \\{ ([0-9a-fA-F.:]+)[^0-9a-fA-F.:].*");

    private static final Duration ONE = Duration.ofMillis(100);

    private final Process monitor;
    private final Map<String, List<Instant>> added = new TreeMap<>();

    /** @param prefix of a command that is to run where the firewall is */
    static Firewall watch(List<String> prefix) throws IOException {
        var command = new ArrayList<>(prefix);
        command.addAll(List.of("stdbuf", "-oL", "nft", "monitor", "new", "elements"));
        return new Firewall(
                new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    private Firewall(Process monitor) {
        this.monitor = monitor;
        Thread.ofVirtual().start(this::read);
    }

    private void read() {
        try (var lines = new BufferedReader(new InputStreamReader(monitor.getInputStream(), StandardCharsets.UTF_8))) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                var element = ADDED.matcher(line);
                if (element.matches()) {
                    add(element.group(1), Instant.now());
                }
            }
        } catch (IOException e) {
            // The monitor was ended.
        }
    }

    /** One transaction that adds, deletes and adds again is told as two additions, one right after the other. */
    private synchronized void add(String address, Instant at) {
        var times = added.computeIfAbsent(address, _ -> new ArrayList<>());
        if (times.isEmpty() || times.getLast().plus(ONE).isBefore(at)) {
            times.add(at);
        }
    }

    /** When each address was added, once for each transaction. */
    synchronized Map<String, List<Instant>> added() {
        var copy = new TreeMap<String, List<Instant>>();
        added.forEach((address, times) -> copy.put(address, List.copyOf(times)));
        return copy;
    }

    @Override
    public void close() {
        monitor.destroyForcibly();
    }
}
