package io.gabion.responders.containment;

import io.gabion.protocol.containment.ContainmentEvent.Claimed;
import java.time.Instant;

/**
 * What was done at the target in one life.
 *
 * @param attempt claims so far
 * @param drifts how often it was found gone though nobody here let it go
 * @param kept until when the target was told to keep it; {@link Instant#MAX} if it was not told
 * @param marked whether something of it may be there. Not in force may be in force in part: an account that is locked while a
 *     process lives on, one of two rules. So it ends by a release that was answered, not by a reading
 */
record Dealings(int attempt, int drifts, Instant kept, boolean marked) {
    static final Dealings NONE = new Dealings(0, 0, Instant.MAX, false);

    Dealings applied(Claimed e, Instant until) {
        return new Dealings(e.attempt(), drifts, until, marked);
    }

    Dealings released(Claimed e) {
        return new Dealings(e.attempt(), drifts, kept, marked);
    }

    Dealings drifted() {
        return new Dealings(attempt, drifts + 1, kept, marked);
    }

    Dealings kept(Instant until) {
        return new Dealings(attempt, drifts, until, marked);
    }

    Dealings marked(boolean mayBe) {
        return new Dealings(attempt, drifts, kept, mayBe);
    }
}
