package io.gabion.detectors;

import io.gabion.protocol.asset.AssetRef;
import java.time.Instant;
import java.util.Optional;

/** A detector whose memory time alone changes too: something is judged when no event comes any more. */
public interface Waking<S> extends Detector<S> {
    /** When it wants to be woken, by the clock of the mesh; empty if it waits for nothing but events. */
    Optional<Instant> due(S state);

    /**
     * Earlier than it wanted, nothing happens and the very same state is given back.
     *
     * @param now by the clock of the mesh; {@link Instant#MAX} if there are no more events
     */
    Outcome<S> wake(S state, AssetRef self, Instant now);
}
