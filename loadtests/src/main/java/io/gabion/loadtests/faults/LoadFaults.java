package io.gabion.loadtests.faults;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** One sender among others that means ill. */
final class LoadFaults {
    private static final int TIMES = 20;
    private static final Duration FLOOD = Duration.ofSeconds(30);
    private static final byte[] MEGABYTE = new byte[1 << 20];
    private static final Set<Integer> POLITE = Set.of(202, 429, 503);

    /** Twenty times what the others bring, for as long as it is let. */
    static void flood(Lab lab, Random random) throws IOException, InterruptedException {
        long until = System.nanoTime() + FLOOD.toNanos();
        var answers = new TreeSet<Integer>();
        try (var client = HttpClient.newHttpClient();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var senders = new ArrayList<Future<Set<Integer>>>();
            for (int t = 0; t < TIMES * Load.SENDERS; t++) {
                var node = Fault.any(lab, random);
                var source = "hostile" + t % 2;
                senders.add(threads.submit(() -> {
                    var seen = new TreeSet<Integer>();
                    while (System.nanoTime() < until) {
                        var body = BodyPublishers.ofString(Load.lines(7, false, "100.127.0.2"));
                        seen.add(answer(client, node, source, body));
                    }
                    return seen;
                }));
            }
            for (var sender : senders) {
                answers.addAll(sender.get());
            }
        } catch (ExecutionException e) {
            throw new IOException("a flood is not answered: " + e.getCause(), e);
        }
        demand("a flood", answers, POLITE);
    }

    /** A body far over the limit, then bodies that are no log. */
    static void garbage(Lab lab, Random random) throws IOException, InterruptedException {
        var seen = new TreeSet<Integer>();
        try (var client = HttpClient.newHttpClient()) {
            var node = Fault.any(lab, random);
            var huge = BodyPublishers.ofByteArrays(Collections.nCopies(100, MEGABYTE));
            demand("100 MiB", Set.of(turnedDown(client, node, huge)), Set.of(413));
            for (int n = 0; n < 50; n++) {
                var bytes = new byte[1 + random.nextInt(60_000)];
                random.nextBytes(bytes);
                seen.add(answer(client, Fault.any(lab, random), "hostile0", BodyPublishers.ofByteArray(bytes)));
            }
        }
        demand("garbage", seen, POLITE);
    }

    /** Who goes on sending is cut off, and may not see the answer. */
    private static int turnedDown(HttpClient client, LabNode node, BodyPublisher body)
            throws IOException, InterruptedException {
        var life = node.began();
        try {
            return answer(client, node, "hostile0", body);
        } catch (IOException e) {
            if (!node.isAlive() || !node.began().equals(life)) {
                throw new IOException("a node ended of a large body", e);
            }
            return 413;
        }
    }

    private static int answer(HttpClient client, LabNode node, String source, BodyPublisher body)
            throws IOException, InterruptedException {
        return Load.post(client, node, source, "hostile-" + System.nanoTime(), body);
    }

    private static void demand(String what, Set<Integer> answers, Set<Integer> allowed) throws IOException {
        var others = new TreeSet<>(answers);
        others.removeAll(allowed);
        if (!others.isEmpty()) {
            throw new IOException(what + " is answered with " + others);
        }
    }

    private LoadFaults() {}
}
