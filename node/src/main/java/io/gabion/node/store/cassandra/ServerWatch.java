package io.gabion.node.store.cassandra;

import com.datastax.oss.driver.api.core.DriverException;
import io.gabion.node.store.Causes;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Asks the servers again while a node runs: one that was away may come back, or another join, that is not fit to be relied
 * upon, and clocks drift apart.
 */
final class ServerWatch implements AutoCloseable {
    private static final Duration EVERY = Duration.ofMinutes(1);

    /** Throws, in one line, what is wrong with them. */
    interface Look {
        void at() throws IOException;
    }

    private final Look look;
    private final Consumer<String> warn;
    private final ScheduledExecutorService rounds = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("gabion-servers").factory());
    private String said = "";

    ServerWatch(Look look, Consumer<String> warn) {
        this.look = look;
        this.warn = warn;
    }

    ServerWatch start() {
        rounds.scheduleWithFixedDelay(this::round, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
        return this;
    }

    /** What it has said it says again only after all was well, or something else wrong. */
    void round() {
        try {
            look.at();
            said = "";
        } catch (DriverException e) {
            // One that is away is told of by whoever needs it.
        } catch (IOException | RuntimeException e) { // What is thrown here ends the rounds.
            var why = Causes.inOneLine(e);
            if (!why.equals(said)) {
                said = why;
                warn.accept(said);
            }
        }
    }

    @Override
    public void close() {
        rounds.shutdownNow();
    }
}
