package io.gabion.detectors.model;

import io.gabion.detectors.model.Scorer.Input;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Workers that each hold one opened model on one native thread, behind a queue of {@value #QUEUE} questions. Who asks waits
 * no longer than the patience it was made with, and gets the reason if there is no answer. A model that failed or was
 * slow rests before it is asked again, so that its trouble costs its askers one wait in that time.
 */
public final class ModelPool implements AutoCloseable {
    static final int QUEUE = 4;
    private static final Duration REST = Duration.ofSeconds(30);

    /** Opens the model, once per worker; again after a failure. */
    @FunctionalInterface
    public interface Opener {
        Judge open() throws IOException;
    }

    /** Scores in the order of what it is given. */
    public interface Judge extends AutoCloseable {
        double[] score(List<? extends Input> inputs) throws IOException;

        @Override
        void close();
    }

    public sealed interface Answer {}

    public record Scores(double[] scores) implements Answer {}

    /** @param reason one of {@code failed}, {@code slow}, {@code busy}, {@code resting} */
    public record Without(String reason) implements Answer {}

    private final ThreadPoolExecutor workers;
    private final ThreadLocal<Judge> own = new ThreadLocal<>();
    private final Opener opener;
    private final Duration patience;
    private final Consumer<String> alarm;
    private final AtomicLong restUntil = new AtomicLong(System.nanoTime());

    /** @param alarm told in one sentence, once for each rest */
    public ModelPool(Opener opener, int workers, Duration patience, Consumer<String> alarm) {
        this.opener = opener;
        this.patience = patience;
        this.alarm = alarm;
        this.workers = new ThreadPoolExecutor(
                workers,
                workers,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(QUEUE),
                r -> Thread.ofPlatform().name("gabion-model").daemon().unstarted(() -> {
                    try {
                        r.run();
                    } finally {
                        drop();
                    }
                }));
    }

    public Answer score(List<? extends Input> inputs) {
        if (System.nanoTime() - restUntil.get() < 0) {
            return new Without("resting");
        }
        try {
            return new Scores(workers.submit(() -> judge(inputs)).get(patience.toMillis(), TimeUnit.MILLISECONDS));
        } catch (RejectedExecutionException e) {
            return new Without("busy");
        } catch (TimeoutException e) {
            return rest("slow", "no answer within " + patience);
        } catch (ExecutionException e) {
            return rest("failed", String.valueOf(e.getCause().getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Without("busy");
        }
    }

    private double[] judge(List<? extends Input> inputs) throws IOException {
        try {
            if (own.get() == null) {
                own.set(opener.open());
            }
            return own.get().score(inputs);
        } catch (IOException | RuntimeException | Error e) {
            drop();
            throw e;
        }
    }

    private void drop() {
        if (own.get() != null) {
            own.get().close();
            own.remove();
        }
    }

    private Without rest(String reason, String why) {
        long now = System.nanoTime();
        long before = restUntil.getAndUpdate(until -> Math.max(until, now + REST.toNanos()));
        if (before - now <= 0) {
            alarm.accept("a model is left out for " + REST.toSeconds() + " s: " + why);
        }
        return new Without(reason);
    }

    /** Takes no more questions; those that it has are answered. */
    @Override
    public void close() {
        workers.shutdown();
    }
}
