package io.gabion.responders.containment;

import io.gabion.protocol.containment.ContainmentEvent.Claimed;
import java.time.Instant;

/**
 * What was done at the target in one life.
 *
 * @param attempt claims so far
 * @param drifts how often it was found gone though nobody here let it go
 * @param unknowns how often in a row it was or stayed unknown, since it was read in force; no more than make a difference
 * @param kept until when the target was told to keep it; {@link Instant#MAX} if it was not told
 * @param marked whether something of it may be there. Not in force may be in force in part: an account that is locked while a
 *     process lives on, one of two rules. So it ends by a release that was answered, not by a reading
 * @param rest of the lives before it too
 */
record Dealings(int attempt, int drifts, int unknowns, Instant kept, boolean marked, Rest rest) {
    static Dealings after(Rest rest) {
        return new Dealings(0, 0, 0, Instant.MAX, false, rest);
    }

    Dealings applied(Claimed e, Instant until) {
        return new Dealings(e.attempt(), drifts, unknowns, until, marked, rest.applied(e.deadline()));
    }

    Dealings released(Claimed e) {
        return new Dealings(e.attempt(), drifts, unknowns, kept, marked, rest.released(e.deadline()));
    }

    Dealings verified() {
        return new Dealings(attempt, drifts, 0, kept, true, rest);
    }

    Dealings drifted() {
        return new Dealings(attempt, drifts + 1, unknowns, kept, marked, rest);
    }

    Dealings unknown() {
        return new Dealings(attempt, drifts, Math.min(unknowns + 1, Pauses.DOUBLINGS), kept, marked, rest);
    }

    Dealings kept(Instant until) {
        return new Dealings(attempt, drifts, unknowns, until, marked, rest);
    }

    Dealings marked(boolean mayBe) {
        return new Dealings(attempt, drifts, unknowns, kept, mayBe, rest);
    }
}
