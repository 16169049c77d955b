package io.gabion.loadtests;

import io.gabion.node.Policies;
import io.gabion.node.Wiring;
import io.gabion.node.parse.Formats;
import io.gabion.node.parse.Parsed;
import io.gabion.node.shell.Fence;
import io.gabion.node.shell.Mesh;
import io.gabion.node.shell.Pace;
import io.gabion.node.source.Ingest.Batch;
import io.gabion.node.source.MeshIngest;
import io.gabion.node.store.embedded.EmbeddedStore;
import io.gabion.node.tenant.Envelopes;
import io.gabion.node.tenant.Keys;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.Source;
import io.gabion.responders.playbook.Playbooks;
import io.gabion.responders.response.Notices;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * P6: observations acknowledged per second, every acknowledgement after a sync that many share. Sources bring parsed
 * batches to their intakes as long as the intakes take them: what is not absorbed yet slows them down. Beside it, one
 * record at a time with a sync for each.
 */
final class DurableIntake {
    private static final double GOAL = 100_000;
    private static final int SOURCES = 4;
    private static final int BATCH = 2_000;
    private static final Duration WARM = Duration.ofSeconds(20);
    private static final Duration MEASURED = Duration.ofSeconds(20);
    private static final Duration ALONE = Duration.ofSeconds(5);
    private static final Duration AGAIN = Duration.ofMillis(5);

    private final MeshIngest ingest;
    private final List<Observation> observations;
    private final AtomicLong acknowledged = new AtomicLong();
    private volatile boolean over;

    static Report run(int runs, long seed) throws IOException, InterruptedException {
        var rates = new ArrayList<Double>();
        var alone = new ArrayList<Double>();
        var observations = observations(seed);
        System.out.printf("%3s %22s %22s%n", "run", "gabion, acked/s", "one sync each, acked/s");
        for (int run = 1; run <= runs; run++) {
            try (var place = Workplace.make()) {
                alone.add(oneByOne(place.directory().resolve("log")));
                rates.add(throughMesh(place.directory().resolve("data"), observations));
            }
            System.out.printf("%3d %,22.0f %,22.0f%n", run, rates.getLast(), alone.getLast());
        }
        double ours = Report.median(rates);
        var peers = Map.of("one-fdatasync-each", Report.median(alone));
        var why = "%,.0f acked/s of %,.0f, sustained with detection behind it, %d sources of %d a batch"
                .formatted(ours, GOAL, SOURCES, BATCH);
        return new Report("P6", ours, "observations/s", peers, Map.of(), runs, ours >= GOAL, why);
    }

    private DurableIntake(MeshIngest ingest, List<Observation> observations) {
        this.ingest = ingest;
        this.observations = observations;
    }

    private static double throughMesh(Path data, List<Observation> observations)
            throws IOException, InterruptedException {
        try (var store = EmbeddedStore.open(data)) {
            var envelopes = new Envelopes(new Keys(data));
            var mesh = Mesh.start(store, envelopes, Fence.ONE_NODE, Clock.systemUTC(), Pace.USUAL);
            new Wiring(Playbooks.bundled(), Policies.observing(), Map.of(), Notices.NOBODY).register(mesh);
            mesh.wakeUnfinished().toCompletableFuture().join();
            var bench = new DurableIntake(new MeshIngest(mesh, new Tenant("default")), observations);
            double rate = bench.measure();
            mesh.stop().toCompletableFuture().join();
            return rate;
        }
    }

    private double measure() throws InterruptedException {
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < SOURCES; i++) {
            var source = "source-" + i;
            threads.add(Thread.ofVirtual().start(() -> bring(source)));
        }
        Thread.sleep(WARM);
        long begin = System.nanoTime();
        long before = acknowledged.get();
        Thread.sleep(MEASURED);
        double rate = (acknowledged.get() - before) / ((System.nanoTime() - begin) / 1e9);
        over = true;
        for (var thread : threads) {
            thread.join();
        }
        return rate;
    }

    private void bring(String source) {
        for (int n = 0; !over; n++) {
            int from = n * BATCH % (observations.size() - BATCH);
            var batch = new Batch(
                    String.valueOf(n), String.valueOf(n), observations.subList(from, from + BATCH), List.of());
            try {
                while (!over
                        && !ingest.bring(source, batch).toCompletableFuture().join()) {
                    Thread.sleep(AGAIN);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            acknowledged.addAndGet(BATCH);
        }
    }

    private static List<Observation> observations(long seed) {
        var format = Formats.named("syslog").orElseThrow();
        var observations = new ArrayList<Observation>();
        long number = 0;
        for (var line : SshdLog.make(200_000, seed, Instant.now())) {
            var bytes = SshdLog.text(line).getBytes(StandardCharsets.US_ASCII);
            if (format.parse(new Source("sshd", ++number), bytes, 0, bytes.length) instanceof Parsed.Seen(var seen)) {
                observations.add(seen);
            }
        }
        return observations;
    }

    private static double oneByOne(Path file) throws IOException {
        var record = ByteBuffer.allocate(300);
        long begin = System.nanoTime();
        long count = 0;
        try (var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            for (; System.nanoTime() - begin < ALONE.toNanos(); count++) {
                channel.write(record.rewind());
                channel.force(false);
            }
        }
        return count / ((System.nanoTime() - begin) / 1e9);
    }
}
