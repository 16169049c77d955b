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
 * @param tries calls in a row for the same, to apply it or to release it, since it was read in force as wanted
 * @param rest of the lives before it too
 */
record Dealings(int attempt, int drifts, int unknowns, Instant kept, boolean marked, int tries, Rest rest) {
    static Dealings after(Rest rest) {
        return new Dealings(0, 0, 0, Instant.MAX, false, 0, rest);
    }

    Dealings applied(Claimed e, Instant until) {
        return new Dealings(
                e.attempt(), drifts, unknowns, until, marked, triesFor(true) + 1, rest.applied(e.deadline()));
    }

    Dealings released(Claimed e) {
        return new Dealings(
                e.attempt(), drifts, unknowns, kept, marked, triesFor(false) + 1, rest.released(e.deadline()));
    }

    Dealings verified() {
        return new Dealings(attempt, drifts, 0, kept, true, 0, rest);
    }

    Dealings drifted() {
        return new Dealings(attempt, drifts + 1, unknowns, kept, marked, tries, rest);
    }

    Dealings unknown() {
        return new Dealings(attempt, drifts, Math.min(unknowns + 1, Pauses.DOUBLINGS), kept, marked, tries, rest);
    }

    Dealings kept(Instant until) {
        return new Dealings(attempt, drifts, unknowns, until, marked, tries, rest);
    }

    Dealings marked(boolean mayBe) {
        return new Dealings(attempt, drifts, unknowns, kept, mayBe, tries, rest);
    }

    /** Calls in a row, the last of all among them, to have it in force, or gone. */
    int triesFor(boolean wanted) {
        return wanted == isReleased() ? 0 : tries;
    }

    /** Whether the last call was to release it. */
    private boolean isReleased() {
        return attempt > 0 && !rest.released().equals(Instant.MIN);
    }
}
