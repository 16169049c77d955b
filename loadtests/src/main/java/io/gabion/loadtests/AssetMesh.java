package io.gabion.loadtests;

import io.gabion.detectors.Profiles;
import io.gabion.node.Policies;
import io.gabion.node.Wiring;
import io.gabion.node.asset.Asset;
import io.gabion.node.shell.Membership;
import io.gabion.node.shell.Mesh;
import io.gabion.node.shell.Pace;
import io.gabion.node.source.Ingest.Batch;
import io.gabion.node.source.MeshIngest;
import io.gabion.node.store.embedded.EmbeddedStore;
import io.gabion.node.tenant.Envelopes;
import io.gabion.node.tenant.Keys;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.Observation.Actor;
import io.gabion.protocol.observation.Observation.Authentication;
import io.gabion.protocol.observation.Observation.Network;
import io.gabion.protocol.observation.Observation.Process;
import io.gabion.protocol.observation.OcsfClass;
import io.gabion.protocol.observation.Source;
import io.gabion.responders.playbook.Playbooks;
import io.gabion.responders.response.Notices;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A whole node in this process, given connections of private addresses that were parsed before. */
final class AssetMesh implements AutoCloseable {
    static final Instant START = Instant.parse("2026-01-05T08:00:00Z");
    private static final Duration AGAIN = Duration.ofMillis(20);
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final Tenant TENANT = new Tenant("default");

    private final EmbeddedStore store;
    private final Envelopes envelopes;
    private final Mesh mesh;
    private final MeshIngest ingest;

    /** @param idle until an asset that has nothing to do leaves memory */
    AssetMesh(Path data, Duration idle) throws IOException {
        store = EmbeddedStore.open(data);
        envelopes = new Envelopes(new Keys(data));
        var pace = new Pace(Pace.USUAL.resend(), Pace.USUAL.save(), idle);
        mesh = Mesh.start(store, envelopes, new Membership.Alone(), Wiring.messages(), Clock.systemUTC(), pace);
        new Wiring(Playbooks.bundled(), Policies.observing(), Map.of(), Notices.NOBODY).register(mesh);
        mesh.wakeUnfinished().toCompletableFuture().join();
        ingest = new MeshIngest(mesh, TENANT);
    }

    /** Returns when the batch is durable; assets fold it later. */
    void bring(String source, long number, List<Observation> observations) throws InterruptedException {
        var batch = new Batch(String.valueOf(number), String.valueOf(number), observations, List.of());
        while (!ingest.bring(source, batch).toCompletableFuture().join()) {
            Thread.sleep(AGAIN);
        }
    }

    /** Waits until the asset's durable checkpoint holds this batch of the source. */
    void await(AssetRef asset, String source, long batch) throws IOException, InterruptedException {
        var id = new EntityId(TENANT, "asset", asset.toString());
        var entity = new Asset(id, Profiles.standard());
        var intake = new EntityId(TENANT, "intake", source);
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            // A store that is busy is asked again.
            var saved = store.checkpoints()
                    .load(id.toString())
                    .exceptionally(_ -> Optional.empty())
                    .toCompletableFuture()
                    .join();
            long mark = saved.map(c -> envelopes.openCheckpoint(id, c.sequence(), c.keyId(), c.payload()))
                    .map(state -> entity.read(state).marks().getOrDefault(intake, 0L))
                    .orElse(0L);
            if (mark >= batch) {
                return;
            }
            Thread.sleep(AGAIN);
        }
        throw new IOException(id + " does not hold batch " + batch);
    }

    /** What the checkpoints of all assets take, in bytes. */
    long stored() {
        var bytes = new AtomicLong();
        store.checkpoints()
                .each((id, checkpoint) -> bytes.addAndGet(checkpoint.payload().length))
                .toCompletableFuture()
                .join();
        return bytes.get();
    }

    static AssetRef asset(int number) {
        return new AssetRef(
                Kind.ADDRESS, "10." + (number >> 16 & 0xff) + "." + (number >> 8 & 0xff) + "." + (number & 0xff));
    }

    /** A connection to one of {@code destinations} public addresses. */
    static Observation connection(AssetRef from, long line, int destination, Instant time) {
        var to = "198.51." + (destination >> 8 & 0xff) + "." + (destination & 0xff);
        return new Observation(
                new Source("conn.log", line),
                time,
                OcsfClass.NETWORK_ACTIVITY,
                0,
                "zeek",
                List.of(from),
                Actor.NONE,
                Process.NONE,
                new Network(from.name(), 40_000, to, 443, "tcp", 1_000 + line % 9_000, 5_000, "SF"),
                Authentication.NONE,
                Map.of());
    }

    /** CPU seconds of this process so far. */
    static double cpu() {
        var bean = (com.sun.management.OperatingSystemMXBean)
                java.lang.management.ManagementFactory.getOperatingSystemMXBean();
        return bean.getProcessCpuTime() / (double) TimeUnit.SECONDS.toNanos(1);
    }

    @Override
    public void close() throws IOException {
        mesh.stop().toCompletableFuture().join();
        store.close();
    }
}
