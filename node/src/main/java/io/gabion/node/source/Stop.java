package io.gabion.node.source;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Tells a source's thread to end, wherever it waits. */
final class Stop {
    /** An answer that is under way when the source is stopped is waited for no longer than this. */
    private static final Duration LAST_ANSWER = Duration.ofSeconds(2);

    private final CompletableFuture<Void> called = new CompletableFuture<>();

    void call() {
        called.complete(null);
    }

    /** Runs {@code action} at the stop, or now if that is past. */
    void then(Runnable action) {
        called.thenRun(action);
    }

    boolean isCalled() {
        return called.isDone();
    }

    /** Waits, but not beyond the stop. */
    void pause(Duration time) throws InterruptedException {
        try {
            called.get(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // the time is over
        }
    }

    /** The answer, or {@code otherwise} if it fails or does not come in time. */
    <T> T await(CompletableFuture<T> answer, Duration time, T otherwise) throws InterruptedException {
        try {
            CompletableFuture.anyOf(answer, called).get(time.toNanos(), TimeUnit.NANOSECONDS);
            return answer.get(isCalled() ? LAST_ANSWER.toNanos() : 0, TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return otherwise;
        }
    }
}
