package io.gabion.responders.worker;

import io.gabion.protocol.containment.ContainmentOrder;
import io.gabion.protocol.containment.ContainmentOrder.Verb;
import io.gabion.responders.connector.Connector;
import io.gabion.responders.worker.Breaker.Alone;
import io.gabion.responders.worker.Breaker.Asked;
import io.gabion.responders.worker.Breaker.Go;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;

/**
 * Calls one target with care: so many calls at a time, none while it asks to be left alone or does not answer. What is not
 * called is told as busy; a reading that cannot be had is told as lost, so that nobody waits for it in silence.
 */
public final class Worker implements Workforce {
    private final String name;
    private final Connector connector;
    private final Care care;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Breaker breaker;
    private int underWay;

    /** @param random for the jitter; drawn from by one call at a time */
    public Worker(String name, Connector connector, Care care, InstantSource clock, RandomGenerator random) {
        this.name = name;
        this.connector = connector;
        this.care = care;
        this.clock = clock;
        this.random = random;
        this.breaker = new Breaker(care, random);
    }

    @Override
    public CompletionStage<Result> apply(ContainmentOrder order) {
        return perform(order);
    }

    @Override
    public CompletionStage<Result> query(ContainmentOrder order) {
        return perform(order);
    }

    @Override
    public CompletionStage<Result> release(ContainmentOrder order) {
        return perform(order);
    }

    @Override
    public CompletionStage<Result> perform(ContainmentOrder order) {
        return begin(order)
                .<CompletionStage<Result>>map(CompletableFuture::completedFuture)
                .orElseGet(() -> called(order).handle(Worker::result).thenApply(this::ended));
    }

    private CompletionStage<Result> called(ContainmentOrder order) {
        try {
            return Objects.requireNonNull(connector.perform(order));
        } catch (RuntimeException | Error e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** What a connector throws is no answer. Its message may quote what the other side has sent. */
    private static Result result(Result said, Throwable bug) {
        if (bug == null) {
            return said == null ? new Result.Lost("a bug: no result") : said;
        }
        var cause = bug instanceof CompletionException ? bug.getCause() : bug;
        return new Result.Lost("a bug: " + cause.getClass().getSimpleName());
    }

    /** An answer without a call, or nothing, and then {@link #ended} is owed. */
    private synchronized Optional<Result> begin(ContainmentOrder order) {
        var now = clock.instant();
        if (underWay >= care.calls()) {
            var again = now.plusMillis(500 + random.nextInt(500));
            return Optional.of(new Result.Busy(again));
        }
        return switch (breaker.ask(now)) {
            case Go _ -> {
                underWay++;
                yield Optional.empty();
            }
            case Asked(var until) -> Optional.of(new Result.Busy(until));
            case Alone(var until) ->
                Optional.of(
                        order.verb() == Verb.QUERY
                                ? new Result.Lost(name + " does not answer: not asked again before " + until)
                                : new Result.Busy(until));
        };
    }

    private synchronized Result ended(Result result) {
        var now = clock.instant();
        underWay--;
        breaker.answered(result, now);
        return result instanceof Result.Busy(var until) ? new Result.Busy(breaker.bounded(until, now)) : result;
    }

    @Override
    public synchronized List<Standing> standings() {
        var now = clock.instant();
        var position = breaker.position(now).name().toLowerCase(Locale.ROOT).replace('_', '-');
        return List.of(new Standing(
                name,
                position,
                underWay,
                breaker.losses(),
                breaker.quietUntil(now).orElse(Instant.MIN)));
    }
}
