package io.gabion.node.rehearsal;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Made-up attacks on a {@link Stage}, while the node has nothing better to do. The way from a line to an effect is long and
 * seldom gone: a node that has just started would go it uncompiled, when it matters for the first time.
 */
public final class Rehearsal implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Rehearsal.class);
    /** The compilers have done by then what they will; about 13 s of processor time. */
    private static final int ATTACKS = 500;

    private static final Duration PAUSE = Duration.ofMillis(120);
    /** Of one core, what the node may have used in a pause and still counts as idle. */
    private static final double IDLE = 0.6;
    /** A node that is never idle needs none: its own work is compiled. */
    private static final Duration LIMIT = Duration.ofMinutes(30);

    private final Path directory;
    private final Thread thread;
    private volatile boolean closing;
    private volatile int attacks;

    private Rehearsal(Path directory) {
        this.directory = directory;
        thread = Thread.ofPlatform().daemon().name("rehearsal").unstarted(this::run);
    }

    /** @param data of the node; a directory of it is used meanwhile */
    public static Rehearsal begin(Path data) {
        var rehearsal = new Rehearsal(data.resolve("rehearsal"));
        rehearsal.thread.start();
        return rehearsal;
    }

    /** How many were answered so far. */
    public int attacks() {
        return attacks;
    }

    private void run() {
        long end = System.nanoTime() + LIMIT.toNanos();
        try {
            awaitIdle(end);
            if (closing) {
                return;
            }
            try (var stage = Stage.build(directory)) {
                while (attacks < ATTACKS && !closing && System.nanoTime() < end) {
                    stage.attack(attacks);
                    attacks++;
                    awaitIdle(end);
                }
            }
        } catch (IOException e) {
            if (closing) {
                return; // It was interrupted.
            }
            LOG.info("The rehearsal is over early, the first answers will be slower: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitIdle(long end) throws InterruptedException {
        long used;
        do {
            long before = processorTime();
            Thread.sleep(PAUSE);
            used = processorTime() - before;
        } while (used > IDLE * PAUSE.toNanos() && !closing && System.nanoTime() < end);
    }

    /** Nanoseconds, of the whole process. */
    private static long processorTime() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    /** Whatever is under way: who ends does not wait for an answer that may not come. */
    @Override
    public void close() {
        closing = true;
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
