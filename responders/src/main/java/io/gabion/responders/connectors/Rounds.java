package io.gabion.responders.connectors;

import io.gabion.protocol.containment.ContainmentOrder;
import io.gabion.responders.connector.Connector.Result;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Carries out together what has come in while others were being carried out, one round after the other: for targets where
 * many take hardly longer than one. Otherwise as {@link Calls}: nothing begins after its deadline, and there is an answer
 * by then. The first deadline of a round ends all of it: who has too little time left is not begun.
 */
public final class Rounds {
    /** Orders of one round. */
    public static final int TOGETHER = 128;

    /** Orders that wait for a round; further ones are told to come again. */
    public static final int WAITING = 256;

    /** Who has less time left than this is told to come again: the others would be ended with it. */
    static final Duration ENOUGH = Duration.ofSeconds(1);

    private final Executor executor;
    private final InstantSource clock;
    private final Work work;
    private final Deque<Asked> waiting = new ArrayDeque<>();
    private boolean underWay;

    /** One order, and who waits for its answer. */
    public record Asked(ContainmentOrder order, CompletableFuture<Result> answer) {
        public void is(Result result) {
            answer.complete(result);
        }
    }

    /** An order that is left without an answer is lost, and an exception is no answer to any that has none yet. */
    public interface Work {
        /** @param deadline the earliest of theirs */
        void round(List<Asked> asked, Instant deadline) throws IOException, InterruptedException;
    }

    /** @param executor of which one thread at most is taken; if it rejects that, the orders are answered with Busy */
    public Rounds(Executor executor, InstantSource clock, Work work) {
        this.executor = executor;
        this.clock = clock;
        this.work = work;
    }

    public CompletionStage<Result> submit(ContainmentOrder order) {
        long left = Duration.between(clock.instant(), order.deadline()).toMillis();
        if (left <= 0) {
            return Calls.answered(new Result.Lost("deadline passed"));
        }
        var asked = new Asked(order, new CompletableFuture<>());
        synchronized (this) {
            if (waiting.size() >= WAITING) {
                return Calls.answered(busy());
            }
            waiting.add(asked);
            if (!underWay) {
                try {
                    executor.execute(this::rounds);
                    underWay = true;
                } catch (RejectedExecutionException e) {
                    waiting.remove(asked);
                    return Calls.answered(busy());
                }
            }
        }
        return asked.answer().completeOnTimeout(new Result.Lost("deadline passed"), left, TimeUnit.MILLISECONDS);
    }

    private Result busy() {
        return new Calls(executor, clock).busy();
    }

    private void rounds() {
        for (var next = next(); !next.isEmpty(); next = next()) {
            var lost = new Result.Lost("no answer");
            try {
                var deadline = next.stream()
                        .map(asked -> asked.order().deadline())
                        .min(Comparator.naturalOrder())
                        .orElseThrow();
                work.round(next, deadline);
            } catch (IOException e) {
                lost = Mistaken.lost(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                lost = new Result.Lost("interrupted");
            } catch (RuntimeException | Error e) {
                lost = new Result.Lost("a bug: " + e.getClass().getSimpleName());
            }
            for (var asked : next) {
                asked.is(lost);
            }
        }
    }

    private synchronized List<Asked> next() {
        var next = new ArrayList<Asked>();
        while (next.size() < TOGETHER && !waiting.isEmpty()) {
            var asked = waiting.remove();
            var latest = asked.order().deadline().minus(ENOUGH);
            if (clock.instant().isAfter(latest)) {
                asked.is(busy());
            } else {
                next.add(asked);
            }
        }
        underWay = !next.isEmpty();
        return next;
    }
}
