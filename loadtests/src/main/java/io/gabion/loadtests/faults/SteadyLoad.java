package io.gabion.loadtests.faults;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Senders that bring one batch after the other, each to a node of its own and from a source of its own. */
final class SteadyLoad implements AutoCloseable {
    private static final Duration AGAIN = Duration.ofMillis(100);
    private static final int ACCEPTED = 202;

    /** What is sent. */
    interface Batches {
        /** @param n counts a sender's batches */
        String make(int sender, long n);
    }

    /** @param millis from the request to the answer */
    record Ack(int lines, double millis) {}

    private final List<Thread> senders = new ArrayList<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private final ConcurrentLinkedQueue<Ack> acks = new ConcurrentLinkedQueue<>();
    private volatile boolean over;

    /** @param pause between an acknowledgement and the sender's next batch */
    SteadyLoad(List<LabNode> nodes, String run, int count, Duration pause, Batches batches) {
        for (int s = 0; s < count; s++) {
            int sender = s;
            var node = nodes.get(s % nodes.size());
            senders.add(Thread.ofVirtual().start(() -> send(sender, node, run, pause, batches)));
        }
    }

    private void send(int sender, LabNode node, String run, Duration pause, Batches batches) {
        try {
            for (long n = 0; !over; n++) {
                var lines = batches.make(sender, n);
                while (!over && !bring(node, run + sender, run + sender + "-" + n, lines)) {
                    Thread.sleep(AGAIN);
                }
                Thread.sleep(pause);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean bring(LabNode node, String source, String id, String lines) throws InterruptedException {
        long began = System.nanoTime();
        try {
            if (Load.post(client, node, source, id, BodyPublishers.ofString(lines)) != ACCEPTED) {
                return false;
            }
        } catch (IOException e) {
            return false;
        }
        acks.add(new Ack((int) lines.lines().count(), (System.nanoTime() - began) / 1e6));
        return true;
    }

    /** What was acknowledged since this was last asked. */
    List<Ack> take() {
        var taken = new ArrayList<Ack>();
        for (var ack = acks.poll(); ack != null; ack = acks.poll()) {
            taken.add(ack);
        }
        return taken;
    }

    @Override
    public void close() {
        over = true;
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
