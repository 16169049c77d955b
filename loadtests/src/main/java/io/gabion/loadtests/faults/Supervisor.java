package io.gabion.loadtests.faults;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Starts nodes again that have ended, as the machine's own supervisor would. */
final class Supervisor implements AutoCloseable {
    private static final int ROUND = 3;

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();

    Supervisor(List<LabNode> nodes) {
        thread.scheduleWithFixedDelay(() -> nodes.forEach(Supervisor::look), ROUND, ROUND, TimeUnit.SECONDS);
    }

    private static void look(LabNode node) {
        try {
            if (!node.isAlive()) {
                node.start();
            }
        } catch (IOException e) {
            System.err.println("faults: node " + node.number() + " does not start: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
