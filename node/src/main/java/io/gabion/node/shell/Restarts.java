package io.gabion.node.shell;

import io.gabion.protocol.entity.EntityId;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How long an entity waits before it comes into memory again. One that left in order does not wait. After each that
 * did not, the wait doubles, from {@link #FIRST} to {@link #LONGEST}; an entity that lived for longer than that begins
 * anew.
 */
final class Restarts {
    static final Duration FIRST = Duration.ofSeconds(1);
    static final Duration LONGEST = Duration.ofSeconds(30);

    private record Life(Instant began, Duration waited) {}

    private final Map<EntityId, Life> lives = new ConcurrentHashMap<>();

    /** To be asked once for each life, before it begins. */
    Duration wait(EntityId id, Instant now) {
        return lives.compute(id, (_, last) -> next(last, now)).waited();
    }

    private static Life next(Life last, Instant now) {
        if (last == null) {
            return new Life(now, Duration.ZERO);
        }
        var steady = last.began().plus(LONGEST).isBefore(now);
        var doubled = last.waited().multipliedBy(2);
        var wait = steady || last.waited().isZero() ? FIRST : doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
        return new Life(now.plus(wait), wait);
    }

    void leftInOrder(EntityId id) {
        lives.remove(id);
    }
}
