package io.gabion.responders.containment;

import java.time.Duration;
import java.time.Instant;

/**
 * What keeps a target from being released and contained in turn: it is contained again at once if that happens once, and after a
 * rest if it goes on.
 *
 * @param released the deadline of the last release; {@link Instant#MIN} if it was applied since
 * @param returns how often in a row it was applied again within {@link #SOON} of its release
 */
record Rest(Instant released, int returns) {
    static final Duration SOON = Duration.ofMinutes(5);
    static final Rest NONE = new Rest(Instant.MIN, 0);

    Rest released(Instant deadline) {
        return new Rest(deadline, returns);
    }

    Rest applied(Instant deadline) {
        if (released.equals(Instant.MIN)) {
            return this;
        }
        return new Rest(Instant.MIN, deadline.isAfter(released.plus(SOON)) ? 0 : returns + 1);
    }

    /** Before then it is not applied. */
    Instant until(Duration grace) {
        return returns == 0 || released.equals(Instant.MIN) ? Instant.MIN : released.plus(grace);
    }
}
