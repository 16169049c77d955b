package io.gabion.loadtests;

import io.gabion.protocol.containment.ContainmentOrder;
import io.gabion.responders.connector.Connector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/** A firewall that is a text file: one blocked address a line. */
final class FileConnector implements Connector {
    private final Path file;
    private final Clock clock = Clock.systemUTC();
    private final Executor writer =
            Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().factory());

    FileConnector(Path file) {
        this.file = file;
    }

    private interface Work {
        Result done() throws IOException;
    }

    private CompletionStage<Result> on(ContainmentOrder order, Work work) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return clock.instant().isAfter(order.deadline()) ? new Result.Lost("too late") : work.done();
                    } catch (IOException | UncheckedIOException e) {
                        return new Result.Lost(e.toString());
                    }
                },
                writer);
    }

    @Override
    public CompletionStage<Result> apply(ContainmentOrder order) {
        return on(order, () -> {
            Files.writeString(file, order.target().value() + "\n", StandardOpenOption.APPEND);
            return new Result.Done();
        });
    }

    @Override
    public CompletionStage<Result> query(ContainmentOrder order) {
        return on(order, () -> holds(order) ? new Result.Done() : new Result.Absent());
    }

    @Override
    public CompletionStage<Result> release(ContainmentOrder order) {
        return on(order, () -> {
            if (!holds(order)) {
                return new Result.Absent();
            }
            var others = Files.readAllLines(file).stream()
                    .filter(address -> !address.equals(order.target().value()))
                    .toList();
            Files.write(file, others);
            return new Result.Done();
        });
    }

    private boolean holds(ContainmentOrder order) throws IOException {
        return Files.readAllLines(file).contains(order.target().value());
    }
}
