package io.gabion.responders.worker;

import io.gabion.responders.connector.Connector.Result;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Decides for one target, or receiver of notices, whether it is called now. Losses in a row open it; when the pause is over one call tries, and
 * its answer closes it or doubles the pause. Any answer is a sign of life, a refusal too. Not safe for several threads.
 */
final class Breaker {
    /** Nobody comes back at the same moment as all others. */
    private static final double JITTER = 0.25;

    /** What one who asks is told. */
    sealed interface Leave {}

    record Go() implements Leave {}

    /** The target itself asked for it. */
    record Asked(Instant until) implements Leave {}

    /** It does not answer. */
    record Alone(Instant until) implements Leave {}

    private final Care care;
    private final RandomGenerator random;
    private int losses;
    private int pauses;
    private boolean tried;
    private Duration last = Duration.ZERO;
    private Instant opened = Instant.MIN;
    private Instant asked = Instant.MIN;

    Breaker(Care care, RandomGenerator random) {
        this.care = care;
        this.random = random;
    }

    enum Position {
        CLOSED,
        OPEN,
        /** One call tries. */
        HALF_OPEN
    }

    Position position(Instant now) {
        return losses < care.losses()
                ? Position.CLOSED
                : tried || !now.isBefore(opened) ? Position.HALF_OPEN : Position.OPEN;
    }

    int losses() {
        return losses;
    }

    /** Until when nothing is called, if so. */
    Optional<Instant> quietUntil(Instant now) {
        var until = position(now) == Position.OPEN && opened.isAfter(asked) ? opened : asked;
        return until.isAfter(now) ? Optional.of(until) : Optional.empty();
    }

    Leave ask(Instant now) {
        return switch (position(now)) {
            case OPEN -> new Alone(spread(opened, last));
            case HALF_OPEN -> {
                if (tried) {
                    yield new Alone(spread(now.plus(care.pause()), care.pause()));
                }
                if (asked.isAfter(now)) {
                    yield new Asked(spread(asked, care.pause()));
                }
                tried = true;
                yield new Go();
            }
            case CLOSED -> asked.isAfter(now) ? new Asked(spread(asked, care.pause())) : new Go();
        };
    }

    void answered(Result result, Instant now) {
        switch (result) {
            case Result.Lost _ -> lost(now);
            case Result.Busy(var until) -> {
                alive();
                asked = bounded(until, now).isAfter(asked) ? bounded(until, now) : asked;
            }
            case Result.Done _, Result.Absent _, Result.Refused _ -> alive();
        }
    }

    /** Who asks for days does not get them. */
    Instant bounded(Instant until, Instant now) {
        var latest = now.plus(care.asked());
        return until.isAfter(latest) ? latest : until;
    }

    private void alive() {
        losses = 0;
        pauses = 0;
        tried = false;
    }

    private void lost(Instant now) {
        boolean wasOpen = losses >= care.losses();
        losses = Math.min(losses + 1, care.losses());
        // Calls that began before it was left alone say nothing new.
        if (losses < care.losses() || wasOpen && !tried) {
            return;
        }
        tried = false;
        last = pause();
        opened = now.plus(last);
        pauses++;
    }

    private Duration pause() {
        var pause = care.pause().multipliedBy(1L << Math.min(pauses, 16));
        return pause.compareTo(care.longest()) < 0 ? pause : care.longest();
    }

    private Instant spread(Instant until, Duration pause) {
        return until.plusMillis((long) (random.nextDouble() * JITTER * pause.toMillis()));
    }
}
