package io.gabion.loadtests;

import io.gabion.protocol.observation.Observation;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;

/**
 * P5: heap of an asset in memory whose baseline is full, by the live heap of a whole node before and after such assets
 * leave memory; then what is left of them in heap, and on disk, and what they take when they have come back from there.
 * Full is a private address with two weeks of connections to changing destinations.
 */
final class BaselineMemory {
    private static final double GOAL = 8 * 1024;
    private static final String SOURCE = "p5";
    private static final int ASSETS = 2_000;
    /** Others before them, so that a node that has begun to work is what is compared. */
    private static final int WARM = 200;

    private static final int EACH = 350;
    private static final Duration STEP = Duration.ofMinutes(61);
    private static final Duration IDLE = Duration.ofSeconds(40);

    static Report run() throws IOException, InterruptedException {
        try (var place = Workplace.make();
                var mesh = new AssetMesh(place.directory().resolve("data"), IDLE)) {
            bring(mesh, WARM);
            Thread.sleep(IDLE.multipliedBy(3));
            long empty = live();
            bring(mesh, ASSETS);
            for (int i = 0; i < ASSETS; i++) {
                mesh.await(AssetMesh.asset(i), SOURCE, EACH);
            }
            long onDisk = mesh.stored() / ASSETS;
            long full = live();
            Thread.sleep(IDLE.multipliedBy(3));
            long passivated = live();
            step(mesh, ASSETS, EACH);
            for (int i = 0; i < ASSETS; i++) {
                mesh.await(AssetMesh.asset(i), SOURCE, EACH + 1);
            }
            double returned = (live() - passivated) / (double) ASSETS;
            double resident = (full - passivated) / (double) ASSETS;
            double left = (passivated - empty) / (double) ASSETS;
            System.out.printf(
                    "%,d assets: %,.0f bytes of heap each in memory, %,.0f when passivated, %,.0f when back, %,d on disk%n",
                    ASSETS, resident, left, returned, onDisk);
            var more = Map.<String, Object>of(
                    "passivated", Report.rounded(left), "returned", Report.rounded(returned), "on-disk", onDisk);
            var why = "%,.0f bytes a resident asset of %,.0f; %,.0f passivated, %,.0f back, %,d on disk"
                    .formatted(resident, GOAL, left, returned, onDisk);
            boolean met = Math.max(resident, returned) <= GOAL;
            return new Report("P5", resident, "bytes/asset", Map.of(), more, 1, met, why);
        }
    }

    /** All assets take part in each step, so that none has left memory at the end. */
    private static void bring(AssetMesh mesh, int assets) throws InterruptedException {
        for (int step = 0; step < EACH; step++) {
            step(mesh, assets, step);
        }
    }

    private static void step(AssetMesh mesh, int assets, int step) throws InterruptedException {
        var batch = new ArrayList<Observation>(assets);
        var time = AssetMesh.START.plus(STEP.multipliedBy(step));
        for (int i = 0; i < assets; i++) {
            var asset = AssetMesh.asset(assets == WARM ? ASSETS + i : i);
            batch.add(AssetMesh.connection(asset, step * (long) assets + i, step % 40, time));
        }
        mesh.bring(assets == WARM ? "warm" : SOURCE, step + 1, batch);
    }

    private static long live() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private BaselineMemory() {}
}
