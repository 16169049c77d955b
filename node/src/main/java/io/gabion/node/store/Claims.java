package io.gabion.node.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Who may call the world for an entity: one claim for each, taken before the call. A successor waits until the end of
 * the claim that stands, puts its own in its place and looks at the world before it calls.
 */
public interface Claims {
    /** Two nodes' clocks may be so far apart: what one has waited out has ended by the other's. */
    Duration APART = Duration.ofSeconds(4);

    /**
     * Claims are ordered by epoch, then attempt. Two with the same epoch and attempt are of one owner.
     *
     * @param until the call has ended by then; kept in milliseconds
     */
    record Claim(long epoch, long attempt, Instant until) {
        public Claim {
            until = Instant.ofEpochMilli(until.toEpochMilli());
        }

        boolean follows(Claim other) {
            return epoch > other.epoch || epoch == other.epoch && attempt > other.attempt;
        }
    }

    sealed interface Outcome {}

    /** Durably the caller's. */
    record Taken() implements Outcome {}

    /** Nothing was changed: this one stands. */
    record Held(Claim by) implements Outcome {}

    /**
     * Takes the claim if what stands is {@code instead}, or already is {@code wanted}. Fails if it cannot be known
     * whether it was taken: then nothing may be called. Asking again is harmless.
     *
     * @throws IllegalArgumentException if {@code wanted} does not follow {@code instead}
     */
    CompletionStage<Outcome> take(String entity, Optional<Claim> instead, Claim wanted);

    /** What stands. */
    CompletionStage<Optional<Claim>> standing(String entity);

    /** To be called by every implementation first. */
    static void check(Optional<Claim> instead, Claim wanted) {
        if (instead.isPresent() && !wanted.follows(instead.get())) {
            throw new IllegalArgumentException(wanted + " does not follow " + instead.get());
        }
    }
}
