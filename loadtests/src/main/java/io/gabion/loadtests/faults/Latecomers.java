package io.gabion.loadtests.faults;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Bring batches to one node only, each for a source of its own, and give up what it does not take. What it takes has to be kept. */
final class Latecomers implements AutoCloseable {
    private static final long PAUSE = 500;

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final LabNode node;
    private final Tally tally;
    private final long until;
    private final List<Future<Void>> bringing;

    /** For so long from now on. */
    Latecomers(LabNode node, Tally tally, List<String> sources, Duration time) {
        this.node = node;
        this.tally = tally;
        this.until = System.nanoTime() + time.toNanos();
        this.bringing = sources.stream()
                .map(source -> threads.submit(() -> bring(source)))
                .toList();
    }

    private Void bring(String source) throws InterruptedException {
        while (System.nanoTime() < until) {
            var id = "late-" + System.nanoTime();
            try {
                var lines = BodyPublishers.ofString(Load.unsuspicious());
                if (Load.post(client, node, source, id, lines) == Tally.ACCEPTED) {
                    tally.owed(id);
                }
            } catch (IOException e) {
                // It may sleep, or end.
            }
            Thread.sleep(PAUSE);
        }
        return null;
    }

    /** Waits for the answers. @throws IOException if one of them could bring nothing, for a fault of its own */
    @Override
    public void close() throws IOException {
        threads.close();
        client.close();
        for (var one : bringing) {
            if (one.state() == Future.State.FAILED) {
                throw new IOException("nobody brought anything: " + one.exceptionNow(), one.exceptionNow());
            }
        }
    }
}
