package io.gabion.detectors;

import io.gabion.protocol.asset.AssetRef;
import java.time.Instant;
import java.util.Optional;

/** A detector that judges not only when there are observations. */
public interface Waking<S> extends Detector<S> {
    /** So many milliseconds after the end of a window all that belongs there has come. */
    long SETTLED = 5_000;

    /** When it wants to be told the time, by the clock of the mesh; empty if it waits for nothing but events. */
    Optional<Instant> due(S state);

    /** The very same state, if what is heard brings nothing; so does a time before it wants to be told. */
    Outcome<S> hear(S state, AssetRef self, Heard heard);
}
