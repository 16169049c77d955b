package io.gabion.responders.connectors;

import io.gabion.protocol.containment.ContainmentOrder;
import io.gabion.responders.connector.Connector.Result;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Runs the blocking work of a connector on its own threads, as {@link io.gabion.responders.connector.Connector} asks:
 * nothing begins after the deadline, and there is an answer by then, whatever the work does.
 *
 * @param executor bounded: an order it rejects is answered with {@link Result.Busy}
 */
public record Calls(Executor executor, InstantSource clock) {
    private static final Duration PAUSE = Duration.ofSeconds(1);

    public CompletionStage<Result> submit(ContainmentOrder order, Work work) {
        long left = Duration.between(clock.instant(), order.deadline()).toMillis();
        if (left <= 0) {
            return answered(new Result.Lost("deadline passed"));
        }
        try {
            return CompletableFuture.supplyAsync(() -> attempt(order, work), executor)
                    .completeOnTimeout(new Result.Lost("deadline passed"), left, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            return answered(busy());
        }
    }

    /** Not done, and worth another attempt after a pause. */
    public Result busy() {
        return new Result.Busy(clock.instant().plus(PAUSE));
    }

    public static CompletionStage<Result> answered(Result result) {
        return CompletableFuture.completedFuture(result);
    }

    private Result attempt(ContainmentOrder order, Work work) {
        // It may have waited for a thread.
        if (!clock.instant().isBefore(order.deadline())) {
            return new Result.Lost("deadline passed");
        }
        try {
            return work.run();
        } catch (IOException e) {
            return Mistaken.lost(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Result.Lost("interrupted");
        } catch (RuntimeException e) {
            // Its message may quote what the other side has sent.
            return new Result.Lost(
                    "an answer that makes no sense: " + e.getClass().getSimpleName());
        }
    }

    /** An exception is no answer. Its message is journaled, so it must hold no secret. */
    public interface Work {
        Result run() throws IOException, InterruptedException;
    }
}
