package io.gabion.responders.worker;

import io.gabion.responders.connector.Connector.Result;
import io.gabion.responders.worker.Breaker.Alone;
import io.gabion.responders.worker.Breaker.Asked;
import io.gabion.responders.worker.Breaker.Go;
import io.gabion.responders.worker.Standings.Standing;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Lets calls of one system outside pass: so many at a time, none while it asks to be left alone or does not answer. */
final class Gate {
    private final String name;
    private final Care care;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Breaker breaker;
    private int underWay;

    /** @param random for the jitter; drawn from by one call at a time */
    Gate(String name, Care care, InstantSource clock, RandomGenerator random) {
        this.name = name;
        this.care = care;
        this.clock = clock;
        this.random = random;
        this.breaker = new Breaker(care, random);
    }

    /**
     * What the call answers, or {@link Result.Busy} without one. Never completes exceptionally.
     *
     * @param alone what is said without a call while the system does not answer, by when it is called again
     */
    CompletionStage<Result> pass(Supplier<CompletionStage<Result>> call, Function<Instant, Result> alone) {
        return begin(alone)
                .<CompletionStage<Result>>map(CompletableFuture::completedFuture)
                .orElseGet(() -> called(call).handle(Gate::result).thenApply(this::ended));
    }

    synchronized Standing standing() {
        var now = clock.instant();
        var position = breaker.position(now).name().toLowerCase(Locale.ROOT).replace('_', '-');
        return new Standing(
                name,
                position,
                underWay,
                breaker.losses(),
                breaker.quietUntil(now).orElse(Instant.MIN));
    }

    private static CompletionStage<Result> called(Supplier<CompletionStage<Result>> call) {
        try {
            return Objects.requireNonNull(call.get());
        } catch (RuntimeException | Error e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** What a connector or channel throws is no answer. Its message may quote what the other side has sent. */
    private static Result result(Result said, Throwable bug) {
        if (bug == null) {
            return said == null ? new Result.Lost("a bug: no result") : said;
        }
        var cause = bug instanceof CompletionException ? bug.getCause() : bug;
        return new Result.Lost("a bug: " + cause.getClass().getSimpleName());
    }

    /** An answer without a call, or nothing, and then {@link #ended} is owed. */
    private synchronized Optional<Result> begin(Function<Instant, Result> alone) {
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
            case Alone(var until) -> Optional.of(alone.apply(until));
        };
    }

    private synchronized Result ended(Result result) {
        var now = clock.instant();
        underWay--;
        breaker.answered(result, now);
        return result instanceof Result.Busy(var until) ? new Result.Busy(breaker.bounded(until, now)) : result;
    }
}
