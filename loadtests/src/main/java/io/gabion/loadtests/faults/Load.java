package io.gabion.loadtests.faults;

import java.io.IOException;
import java.net.ConnectException;
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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Senders that bring batches from outside, each to its own source, and bring a batch again, to any node, until one has
 * acknowledged it. What was acknowledged is known here only.
 */
final class Load implements AutoCloseable {
    static final int SENDERS = 3;
    private static final int LINES = 12;
    private static final Duration ANSWER = Duration.ofSeconds(20);
    /** Between two batches of a sender, half of it less or more: what recovers should find processors free. */
    private static final Duration PAUSE = Duration.ofMillis(800);

    /** New sources of one run, and all names for them: a node takes 256 names since its start, and other senders need some. */
    private static final int NEW_SOURCES = 50;

    private static final int NEW_NAMES = 200;

    private final List<LabNode> nodes;
    private final String run;
    private final int first;
    private final Instant began = Instant.now();
    private final Tally tally = new Tally();
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final AtomicInteger address;
    private final AtomicInteger newcomers = new AtomicInteger();
    private final AtomicIntegerArray acknowledged = new AtomicIntegerArray(SENDERS);
    private final List<Thread> senders = new ArrayList<>();
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    /** @param first no other run's addresses come from this, 0 to 5,000 */
    Load(List<LabNode> nodes, String run, int first, long seed) {
        this.nodes = nodes;
        this.run = run;
        this.first = first;
        this.address = new AtomicInteger(first << 16);
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

    /**
     * A source that no node has in memory, as far as there are names for it.
     *
     * @param n of those of this run, from 0
     */
    static String newSource(int first, int n) {
        return "new" + (first * NEW_SOURCES + n % NEW_SOURCES) % NEW_NAMES;
    }

    /** What became of all that was brought. */
    Tally tally() {
        return tally;
    }

    /** Since the first batch. */
    Duration took() {
        return Duration.between(began, Instant.now());
    }

    /** Waits until each sender has one acknowledged that it has not now. @return who has not in that time, in words */
    List<String> awaitEach(Duration most) throws InterruptedException {
        int[] before = new int[SENDERS];
        for (int s = 0; s < SENDERS; s++) {
            before[s] = acknowledged.get(s);
        }
        var waiting = new ArrayList<String>();
        long until = System.nanoTime() + most.toNanos();
        do {
            waiting.clear();
            for (int s = 0; s < SENDERS; s++) {
                if (acknowledged.get(s) == before[s]) {
                    waiting.add("sender " + s);
                }
            }
            Thread.sleep(100);
        } while (!waiting.isEmpty() && System.nanoTime() < until);
        return waiting;
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
                var source = random.nextInt(4) == 0 ? newSource(first, newcomers.getAndIncrement()) : "s" + sender;
                if (bring(source, id, lines, random)) {
                    acknowledged.incrementAndGet(sender);
                    if (attack) {
                        tally.attacked(from);
                    }
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

    /** Again and again. @return whether it is acknowledged; not if it is refused for good or the load ends before */
    private boolean bring(String source, String id, String lines, Random random) throws InterruptedException {
        while (true) {
            var node = nodes.get(random.nextInt(nodes.size()));
            int status = status(node, source, id, lines);
            if (status == Tally.ACCEPTED) {
                tally.acknowledged(id);
                return true;
            }
            tally.turnedAway();
            if (Tally.isForGood(status)) {
                tally.refusedForGood(status);
                return false;
            }
            if (stopping.get()) {
                return false;
            }
            Thread.sleep(100);
        }
    }

    /** Of the answer, {@link Tally#NONE} without one. */
    private int status(LabNode node, String source, String id, String lines) throws InterruptedException {
        boolean serves = serves(node);
        try {
            int status = post(client, node, source, id, BodyPublishers.ofString(lines));
            if (status != Tally.ACCEPTED && serves && serves(node)) {
                tally.refused();
            }
            return status;
        } catch (ConnectException e) {
            if (serves && serves(node)) {
                tally.refused();
            }
            return Tally.NONE;
        } catch (IOException e) {
            return Tally.NONE;
        }
    }

    private static boolean serves(LabNode node) {
        try {
            return !node.isLeaving();
        } catch (IOException e) {
            return true;
        }
    }

    /** Whether the node acknowledges a batch. */
    static boolean probe(LabNode node) throws IOException, InterruptedException {
        try (var client =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build()) {
            var id = "probe-" + System.nanoTime();
            var body = BodyPublishers.ofString(lines(0, false, "100.127.0.1"));
            return post(client, node, "probe" + node.number(), id, body) == Tally.ACCEPTED;
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
