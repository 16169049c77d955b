package io.gabion.node.source;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/** Brings the batches of one source, each until it is durable. */
final class Delivery {
    private final String source;
    private final Ingest ingest;
    private final Limits limits;
    private final Stop stop;

    Delivery(String source, Ingest ingest, Limits limits, Stop stop) {
        this.source = source;
        this.ingest = ingest;
        this.limits = limits;
        this.stop = stop;
    }

    /** True once the batch is durable; false only if the source is stopped before. */
    boolean bring(Ingest.Batch batch) throws InterruptedException {
        return untilAnswered(() -> ingest.bring(source, batch), taken -> taken ? Optional.of(true) : Optional.empty())
                .isPresent();
    }

    /** The position of the last durable batch; empty only if the source is stopped before. */
    Optional<String> position() throws InterruptedException {
        return untilAnswered(() -> ingest.position(source), Optional::of);
    }

    private <T> Optional<T> untilAnswered(Supplier<CompletionStage<T>> question, Function<T, Optional<T>> accepted)
            throws InterruptedException {
        var wait = limits.firstRetry();
        while (!stop.isCalled()) {
            var answer = stop.await(ask(question), limits.answer(), Optional.<T>empty())
                    .flatMap(accepted);
            if (answer.isPresent()) {
                return answer;
            }
            stop.pause(wait);
            wait = min(wait.multipliedBy(2), limits.lastRetry());
        }
        return Optional.empty();
    }

    private static <T> CompletableFuture<Optional<T>> ask(Supplier<CompletionStage<T>> question) {
        try {
            return question.get().thenApply(Optional::ofNullable).toCompletableFuture();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static Duration min(Duration some, Duration other) {
        return some.compareTo(other) < 0 ? some : other;
    }
}
