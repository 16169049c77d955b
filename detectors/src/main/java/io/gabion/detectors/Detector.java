package io.gabion.detectors;

import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.observation.Observation;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Judges the observations of one asset, in order, against what it remembers of that asset. Pure: the same state and
 * batch give the same outcome, and a state that was handed in is never changed.
 *
 * @param <S> what it remembers of one asset, bounded in size
 */
public interface Detector<S> {
    String id();

    /** Goes with the stored state: see {@link #readFormer}. */
    String version();

    boolean concerns(AssetRef asset);

    S empty();

    /** @param frozen score, but learn nothing: what is normal is not taken from an asset under suspicion */
    Outcome<S> observe(S state, AssetRef self, Batch batch, boolean frozen);

    /** A batch of which no rule said anything. */
    default Outcome<S> observe(S state, AssetRef self, List<Observation> batch, boolean frozen) {
        return observe(state, self, Batch.of(batch), frozen);
    }

    void write(S state, DataOutput out) throws IOException;

    S read(DataInput in) throws IOException;

    /** What a former version has stored, or empty if nothing of it is kept. */
    default Optional<S> readFormer(String version, DataInput in) throws IOException {
        return Optional.empty();
    }
}
