package io.gabion.loadtests.faults;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;

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
    private final Map<Tenancy, Tally> tallies = new EnumMap<>(Tenancy.class);
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final AtomicInteger address;
    private final AtomicInteger newcomers = new AtomicInteger();
    private final List<AtomicInteger> acknowledged = new ArrayList<>();
    private final List<Thread> senders = new ArrayList<>();
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    /** @param first no other run's addresses come from this, 0 to 5,000 */
    Load(List<LabNode> nodes, String run, int first, long seed) {
        this(nodes, run, first, seed, List.of());
    }

    /** One sender of another tenant too, that brings half as much. */
    static Load withNeighbour(List<LabNode> nodes, String run, int first, long seed) {
        return new Load(nodes, run, first, seed, List.of(Tenancy.NEIGHBOURS));
    }

    private Load(List<LabNode> nodes, String run, int first, long seed, List<Tenancy> others) {
        this.nodes = nodes;
        this.run = run;
        this.first = first;
        this.address = new AtomicInteger(first << 16);
        for (var of : Tenancy.values()) {
            tallies.put(of, new Tally());
        }
        var all = new ArrayList<>(Collections.nCopies(SENDERS, Tenancy.OURS));
        all.addAll(others);
        for (int s = 0; s < all.size(); s++) {
            int sender = s;
            acknowledged.add(new AtomicInteger());
            var of = all.get(s);
            // Seeds of ours are as they were without others.
            var random = new Random(of == Tenancy.OURS ? seed * SENDERS + sender : -1 - seed);
            senders.add(Thread.ofPlatform().name("sender " + s).daemon().unstarted(() -> send(of, sender, random)));
        }
        senders.forEach(Thread::start);
    }

    /** What every address of a run begins with. */
    static String prefix(int first) {
        return Tenancy.OURS.prefix(first);
    }

    /**
     * A source that no node has in memory, as far as there are names for it.
     *
     * @param n of those of this run, from 0
     */
    static String newSource(int first, int n) {
        return "new" + (first * NEW_SOURCES + n % NEW_SOURCES) % NEW_NAMES;
    }

    /** What became of all that was brought for the tenant of old. */
    Tally tally() {
        return tallies.get(Tenancy.OURS);
    }

    Tally neighbours() {
        return tallies.get(Tenancy.NEIGHBOURS);
    }

    /** Ids of batches that were acknowledged, whoever brought them. */
    Set<String> batches() {
        return of(Tally::batches);
    }

    /** Addresses whose attempts are all acknowledged, whoever told of them. */
    Set<String> attackers() {
        return of(Tally::attackers);
    }

    private Set<String> of(Function<Tally, Set<String>> what) {
        return tallies.values().stream()
                .flatMap(tally -> what.apply(tally).stream())
                .collect(Collectors.toSet());
    }

    /** Since the first batch. */
    Duration took() {
        return Duration.between(began, Instant.now());
    }

    /** Waits until each sender has one acknowledged that it has not now. @return who has not in that time, in words */
    List<String> awaitEach(Duration most) throws InterruptedException {
        var before = acknowledged.stream().map(AtomicInteger::get).toList();
        var waiting = new ArrayList<String>();
        long until = System.nanoTime() + most.toNanos();
        do {
            waiting.clear();
            for (int s = 0; s < before.size(); s++) {
                if (acknowledged.get(s).get() == before.get(s)) {
                    waiting.add("sender " + s);
                }
            }
            Thread.sleep(100);
        } while (!waiting.isEmpty() && System.nanoTime() < until);
        return waiting;
    }

    private void send(Tenancy of, int sender, Random random) {
        try {
            for (int n = 0; !stopping.get(); n++) {
                var id = run + "-" + sender + "-" + n;
                int drawn = address.incrementAndGet();
                var from = of.prefix(drawn >> 16) + (drawn >> 8 & 255) + "." + (drawn & 255);
                // A single sender begins with one: its run may be short.
                boolean attack = random.nextInt(of.share()) == 0 || of != Tenancy.OURS && n == 0;
                var lines = of.lines(sender, attack, from);
                // One in four comes from a source that nobody has in memory.
                var source = random.nextInt(4) == 0 ? newSource(first, newcomers.getAndIncrement()) : "s" + sender;
                if (bring(of, source, id, lines, random)) {
                    acknowledged.get(sender).incrementAndGet();
                    if (attack) {
                        tallies.get(of).attacked(from);
                    }
                }
                long pause = PAUSE.toMillis() / 2 + random.nextInt((int) PAUSE.toMillis());
                Thread.sleep(of == Tenancy.OURS ? pause : 2 * pause);
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
        return Tenancy.OURS.lines(sender, attack, from);
    }

    /** Nothing comes of it. */
    static String unsuspicious() {
        return lines(0, false, "100.127.0.1");
    }

    /** Again and again. @return whether it is acknowledged; not if it is refused for good or the load ends before */
    private boolean bring(Tenancy of, String source, String id, String lines, Random random)
            throws InterruptedException {
        var tally = tallies.get(of);
        while (true) {
            var node = nodes.get(random.nextInt(nodes.size()));
            int status = status(of, node, source, id, lines);
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
    private int status(Tenancy of, LabNode node, String source, String id, String lines) throws InterruptedException {
        var tally = tallies.get(of);
        boolean serves = serves(node);
        try {
            int status = send(client, node, of, "sources/" + source + "/batches", id, BodyPublishers.ofString(lines));
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
            var body = BodyPublishers.ofString(unsuspicious());
            return post(client, node, "probe" + node.number(), id, body) == Tally.ACCEPTED;
        }
    }

    /** Asks for the end of a containment. @return the status of the answer */
    static int release(HttpClient client, LabNode node, String containment) throws IOException, InterruptedException {
        return send(
                client,
                node,
                Tenancy.OURS,
                "containments/" + URLEncoder.encode(containment, StandardCharsets.UTF_8) + "/release",
                "release-" + System.nanoTime(),
                BodyPublishers.noBody());
    }

    /** What the node says of its sources, or why it does not. */
    static String sources(LabNode node) throws InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            return get(client, node, Tenancy.OURS, Tenancy.OURS.tenant(), "sources")
                    .body();
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** What the node answers to who asks, of a tenant that may be another. */
    static HttpResponse<String> get(HttpClient client, LabNode node, Tenancy asker, String tenant, String what)
            throws IOException, InterruptedException {
        return client.send(request(node, asker, tenant, what).GET().build(), BodyHandlers.ofString());
    }

    /** @return the status of the answer */
    static int post(HttpClient client, LabNode node, String source, String id, BodyPublisher body)
            throws IOException, InterruptedException {
        return send(client, node, Tenancy.OURS, "sources/" + source + "/batches", id, body);
    }

    private static int send(HttpClient client, LabNode node, Tenancy of, String what, String id, BodyPublisher body)
            throws IOException, InterruptedException {
        var request = request(node, of, of.tenant(), what)
                .header("Idempotency-Key", id)
                .POST(body)
                .build();
        return client.send(request, BodyHandlers.ofString()).statusCode();
    }

    private static HttpRequest.Builder request(LabNode node, Tenancy asker, String tenant, String what)
            throws IOException {
        return HttpRequest.newBuilder(URI.create(node.url() + "/api/v1/tenants/" + tenant + "/" + what))
                .header("Authorization", "Bearer " + node.token(asker))
                .timeout(ANSWER);
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
