package io.gabion.loadtests.faults;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Senders that bring batches from outside, each to its own source, and bring a batch again, to any node, until one has
 * acknowledged it. What was acknowledged is known here only.
 */
final class Load implements AutoCloseable {
    static final int SENDERS = 3;
    private static final int ACCEPTED = 202;
    private static final int LINES = 12;
    private static final Duration ANSWER = Duration.ofSeconds(20);
    /** Between two batches of a sender, half of it less or more: what recovers should find processors free. */
    private static final Duration PAUSE = Duration.ofMillis(800);

    private final List<LabNode> nodes;
    private final String run;
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final Set<String> attackers = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final AtomicInteger address = new AtomicInteger();
    private final List<Thread> senders = new ArrayList<>();
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final AtomicInteger turnedAway = new AtomicInteger();
    private final AtomicLong longestGap = new AtomicLong();
    private volatile Instant lastAck = Instant.now();

    /** @param first no other run's addresses come from this, 0 to 5,000 */
    Load(List<LabNode> nodes, String run, int first, long seed) {
        this.nodes = nodes;
        this.run = run;
        this.address.set(first << 16);
        for (int s = 0; s < SENDERS; s++) {
            int sender = s;
            senders.add(Thread.ofPlatform()
                    .name("sender " + s)
                    .daemon()
                    .start(() -> send(sender, new Random(seed * SENDERS + sender))));
        }
    }

    /** What every address of a run begins with. */
    static String prefix(int first) {
        return (100 + first / 64) + "." + (64 + first % 64) + ".";
    }

    /** Ids of batches. */
    Set<String> acknowledged() {
        return Set.copyOf(acknowledged);
    }

    /** Addresses whose attempts are all acknowledged. */
    Set<String> attackers() {
        return Set.copyOf(attackers);
    }

    Instant lastAck() {
        return lastAck;
    }

    /** How often a node did not acknowledge what it was brought. */
    int turnedAway() {
        return turnedAway.get();
    }

    /** The longest time in which no sender got an acknowledgement. */
    Duration longestGap() {
        return Duration.ofMillis(longestGap.get());
    }

    private void send(int sender, Random random) {
        try {
            for (int n = 0; !stopping.get(); n++) {
                var id = run + "-" + sender + "-" + n;
                int drawn = address.incrementAndGet();
                var from = prefix(drawn >> 16) + (drawn >> 8 & 255) + "." + (drawn & 255);
                boolean attack = random.nextInt(6) == 0;
                var lines = lines(sender, attack, from);
                // One in four comes from a source that nobody has in memory.
                var source = random.nextInt(4) == 0 ? "s" + id : "s" + sender;
                while (!bring(source, id, lines, random)) {
                    turnedAway.incrementAndGet();
                    if (stopping.get()) {
                        return;
                    }
                    Thread.sleep(100);
                }
                acknowledged.add(id);
                var now = Instant.now();
                longestGap.accumulateAndGet(Duration.between(lastAck, now).toMillis(), Math::max);
                lastAck = now;
                if (attack) {
                    attackers.add(from);
                }
                Thread.sleep(PAUSE.toMillis() / 2 + random.nextInt((int) PAUSE.toMillis()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Somebody guesses the password of one account of a machine. */
    static String lines(String machine, String account, String from) {
        var lines = new StringBuilder();
        for (int n = 0; n < LINES; n++) {
            lines.append("%s %s sshd[%d]: Failed password for %s from %s port 4022 ssh2%n"
                    .formatted(Instant.now(), machine, 1_000 + n, account, from));
        }
        return lines.toString();
    }

    static String lines(int sender, boolean attack, String from) {
        var lines = new StringBuilder();
        for (int n = 0; n < LINES; n++) {
            lines.append("%s web%d sshd[%d]: %s password for u%d from %s port 4022 ssh2%n"
                    .formatted(Instant.now(), sender, 1_000 + n, attack ? "Failed" : "Accepted", n % 3, from));
        }
        return lines.toString();
    }

    private boolean bring(String source, String id, String lines, Random random) throws InterruptedException {
        var node = nodes.get(random.nextInt(nodes.size()));
        try {
            return post(client, node, source, id, BodyPublishers.ofString(lines)) == ACCEPTED;
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether the node acknowledges a batch. */
    static boolean probe(LabNode node) throws IOException, InterruptedException {
        try (var client =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build()) {
            var id = "probe-" + System.nanoTime();
            var body = BodyPublishers.ofString(lines(0, false, "100.127.0.1"));
            return post(client, node, "probe" + node.number(), id, body) == ACCEPTED;
        }
    }

    /** Asks for the end of a containment. @return the status of the answer */
    static int release(HttpClient client, LabNode node, String containment) throws IOException, InterruptedException {
        return send(
                client,
                node,
                "containments/" + URLEncoder.encode(containment, StandardCharsets.UTF_8) + "/release",
                "release-" + System.nanoTime(),
                BodyPublishers.noBody());
    }

    /** What the node says of its sources, or why it does not. */
    static String sources(LabNode node) throws InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create(node.url() + "/api/v1/tenants/default/sources"))
                    .header("Authorization", "Bearer " + node.token())
                    .timeout(ANSWER)
                    .build();
            return client.send(request, BodyHandlers.ofString()).body();
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** @return the status of the answer */
    static int post(HttpClient client, LabNode node, String source, String id, BodyPublisher body)
            throws IOException, InterruptedException {
        return send(client, node, "sources/" + source + "/batches", id, body);
    }

    private static int send(HttpClient client, LabNode node, String what, String id, BodyPublisher body)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(node.url() + "/api/v1/tenants/default/" + what))
                .header("Authorization", "Bearer " + node.token())
                .header("Idempotency-Key", id)
                .timeout(ANSWER)
                .POST(body)
                .build();
        return client.send(request, BodyHandlers.ofString()).statusCode();
    }

    /** Waits for what is under way. */
    @Override
    public void close() {
        stopping.set(true);
        for (var sender : senders) {
            try {
                sender.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        client.close();
    }
}
