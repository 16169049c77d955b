package io.gabion.detectors.model;

import io.gabion.detectors.model.Scorer.Input;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
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
 *
 * <p>A native call cannot be stopped. Workers that are in one when the patience ends are left behind, with what waits for
 * them, and new ones with sessions of their own take their place; once {@value #LEFT_BEHIND} lots hang at a time the model is
 * not asked until one of them has come back.
 */
public final class ModelPool implements AutoCloseable {
    static final int QUEUE = 4;
    static final int LEFT_BEHIND = 3;
    /** How long a model that failed or was slow is left out. */
    public static final Duration REST = Duration.ofSeconds(30);

    /** Opens the model, once per worker; again after a failure. */
    @FunctionalInterface
    public interface Opener {
        Judge open() throws IOException;
    }

    /** Scores in the order of what it is given. */
    public interface Judge extends AutoCloseable {
        double[] score(List<? extends Input> inputs) throws IOException;

        /** Of each input, the places of what made its score high, if that can be told. */
        default List<List<Integer>> standingOut(List<? extends Input> inputs) throws IOException {
            return inputs.stream().map(_ -> List.<Integer>of()).toList();
        }

        @Override
        void close();
    }

    public sealed interface Answer {}

    public record Scores(double[] scores) implements Answer {}

    /** @param reason one of {@code failed}, {@code slow}, {@code busy}, {@code resting}, {@code hung} */
    public record Without(String reason) implements Answer {}

    private interface Task<T> {
        T of(Judge judge) throws IOException;
    }

    private final ThreadLocal<Judge> own = new ThreadLocal<>();
    private final List<ThreadPoolExecutor> left = new ArrayList<>();
    private final int size;
    private final Duration rest;
    private final Opener opener;
    private final Duration patience;
    private final Consumer<String> alarm;
    private final AtomicLong restUntil = new AtomicLong(System.nanoTime());
    private volatile ThreadPoolExecutor workers;
    private volatile boolean closed;

    /** @param alarm told why, once for each rest */
    public ModelPool(Opener opener, int workers, Duration patience, Consumer<String> alarm) {
        this(opener, workers, patience, REST, alarm);
    }

    ModelPool(Opener opener, int workers, Duration patience, Duration rest, Consumer<String> alarm) {
        this.opener = opener;
        this.size = workers;
        this.patience = patience;
        this.rest = rest;
        this.alarm = alarm;
        this.workers = fresh();
    }

    private ThreadPoolExecutor fresh() {
        return new ThreadPoolExecutor(
                size,
                size,
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
        return switch (ask(judge -> judge.score(inputs))) {
            case Given<double[]>(var scores) -> new Scores(scores);
            case None<double[]>(var reason) -> reason;
        };
    }

    /** See {@link Judge#standingOut}; nothing of each if the model does not answer. */
    public List<List<Integer>> standingOut(List<? extends Input> inputs) {
        return switch (ask(judge -> judge.standingOut(inputs))) {
            case Given<List<List<Integer>>>(var places) -> places;
            case None<List<List<Integer>>> _ ->
                inputs.stream().map(_ -> List.<Integer>of()).toList();
        };
    }

    private sealed interface Said<T> {}

    private record Given<T>(T answer) implements Said<T> {}

    private record None<T>(Without reason) implements Said<T> {}

    private <T> Said<T> ask(Task<T> task) {
        if (System.nanoTime() - restUntil.get() < 0) {
            return new None<>(new Without("resting"));
        }
        if (workers.isShutdown()) {
            replace();
        }
        var asked = workers;
        Future<T> answer;
        try {
            answer = asked.submit(() -> judge(task));
        } catch (RejectedExecutionException e) {
            return new None<>(new Without(asked.isShutdown() && asked == workers && !closed ? "hung" : "busy"));
        }
        try {
            return new Given<>(answer.get(patience.toMillis(), TimeUnit.MILLISECONDS));
        } catch (CancellationException e) {
            return new None<>(new Without("busy"));
        } catch (TimeoutException e) {
            leave(asked);
            return new None<>(rest("slow", "no answer within " + patience));
        } catch (ExecutionException e) {
            return new None<>(rest("failed", String.valueOf(e.getCause().getMessage())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new None<>(new Without("busy"));
        }
    }

    private <T> T judge(Task<T> task) throws IOException {
        try {
            if (own.get() == null) {
                own.set(opener.open());
            }
            return task.of(own.get());
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

    /** What waits is answered at once; a session ends when its call comes back, if it does. */
    private synchronized void leave(ThreadPoolExecutor hung) {
        if (hung != workers) {
            return;
        }
        for (var waiting : hung.shutdownNow()) {
            ((Future<?>) waiting).cancel(false);
        }
        left.removeIf(ThreadPoolExecutor::isTerminated);
        left.add(hung);
        replace();
    }

    private synchronized void replace() {
        left.removeIf(ThreadPoolExecutor::isTerminated);
        if (!closed && workers.isShutdown() && left.size() < LEFT_BEHIND) {
            workers = fresh();
        }
    }

    private Without rest(String reason, String why) {
        long now = System.nanoTime();
        long before = restUntil.getAndUpdate(until -> Math.max(until, now + rest.toNanos()));
        if (before - now <= 0) {
            alarm.accept(why);
        }
        return new Without(reason);
    }

    /** Takes no more questions; those that it has are answered. */
    @Override
    public synchronized void close() {
        closed = true;
        workers.shutdown();
    }
}
