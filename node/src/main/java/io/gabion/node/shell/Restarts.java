package io.gabion.node.shell;

import io.gabion.protocol.entity.EntityId;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * How long an entity waits before it comes into memory again. One that left in order does not wait. After each that
 * did not, the wait doubles, from {@link #FIRST} to {@link #LONGEST}; an entity that lived for longer than that begins
 * anew.
 */
final class Restarts {
    static final Duration FIRST = Duration.ofSeconds(1);
    static final Duration LONGEST = Duration.ofSeconds(30);

    /** Of more, those are forgotten that began longer ago than {@link #LONGEST}: they live, or moved away. */
    private static final int MOST = 10_000;

    private record Life(Instant began, Duration waited) {
        boolean isSteady(Instant now) {
            return began.plus(LONGEST).isBefore(now);
        }
    }

    /** Whose life began last comes last. */
    private final SequencedMap<EntityId, Life> lives = new LinkedHashMap<>();

    /** To be asked once for each life, before it begins. */
    synchronized Duration wait(EntityId id, Instant now) {
        var life = next(lives.remove(id), now);
        lives.put(id, life);
        while (lives.size() > MOST && lives.firstEntry().getValue().isSteady(now)) {
            lives.pollFirstEntry();
        }
        return life.waited();
    }

    private static Life next(Life last, Instant now) {
        if (last == null) {
            return new Life(now, Duration.ZERO);
        }
        var doubled = last.waited().multipliedBy(2);
        var wait = last.isSteady(now) || last.waited().isZero()
                ? FIRST
                : doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
        return new Life(now.plus(wait), wait);
    }

    synchronized void leftInOrder(EntityId id) {
        lives.remove(id);
    }

    synchronized int size() {
        return lives.size();
    }
}
