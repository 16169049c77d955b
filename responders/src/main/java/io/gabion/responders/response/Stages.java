package io.gabion.responders.response;

import io.gabion.protocol.response.Plan.Contain;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/**
 * A release in stages: what disturbs most ends first, and what disturbs less outlasts it by the playbook's {@code every}.
 * When a hold ends is decided when it is asked for, so no alarm is needed for it, and none can be lost.
 */
final class Stages {
    /**
     * The step with the time for which it is wanted now: its ttl, or less, so that it ends before whatever disturbs less.
     * Who comes so late that little of that is left is held for one stage all the same, if the ttl allows it.
     */
    static Contain held(Run run, Contain step, Instant now) {
        return run.plan()
                .stage()
                .map(every -> step.lasting(seconds(now, end(run, step, every, now))))
                .orElse(step);
    }

    /** As {@link #held}, and later than it was asked for before: to its containment it is another wish. */
    static Contain heldAgain(Run run, Contain step, Instant now) {
        var again = held(run, step, now);
        long before = run.course().until(step).map(until -> seconds(now, until)).orElse(0L);
        return before < again.ttlSeconds() ? again : step.lasting(Math.min(before + 1, step.ttlSeconds()));
    }

    private static Instant end(Run run, Contain step, Duration every, Instant now) {
        var latest = now.plusSeconds(step.ttlSeconds());
        var first = run.plan().steps().stream()
                .filter(other -> other instanceof Contain milder && isMilder(milder, step))
                .flatMap(milder -> outlasting(run, (Contain) milder, every, now).stream())
                .min(Comparator.naturalOrder())
                .map(until -> until.minus(every))
                .orElse(latest);
        var soonest = now.plus(every);
        return earlier(latest, first.isBefore(soonest) ? soonest : first);
    }

    /** When a step ends that was begun, or if it is begun now; nothing if it never is. */
    private static Optional<Instant> outlasting(Run run, Contain step, Duration every, Instant now) {
        return run.isBegun(step)
                ? run.course().until(step)
                : Optional.of(step).filter(run::isWanted).map(s -> end(run, s, every, now));
    }

    /** What only looks holds nobody. */
    private static boolean isMilder(Contain other, Contain step) {
        int disruption = other.does().disruption();
        return disruption > 0 && disruption < step.does().disruption();
    }

    private static long seconds(Instant now, Instant until) {
        return Duration.between(now, until).toSeconds();
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private Stages() {}
}
