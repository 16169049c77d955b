package io.gabion.detectors;

import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.observation.Observation;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Optional;

/** A detector that takes one observation after the other into a state of its own, copied at most once per batch. */
public abstract class Stepwise<S extends Stepwise.State<S>> implements Detector<S> {
    /** A mutable state; only a copy that no one else holds is changed. */
    public interface State<S> {
        S copy();

        void write(DataOutput out) throws IOException;
    }

    /** Whether {@code step} would have anything to do. */
    protected abstract boolean relevant(AssetRef self, Observation observation);

    /** The same, where that depends on what is remembered. */
    protected boolean relevant(S state, AssetRef self, Observation observation) {
        return relevant(self, observation);
    }

    protected abstract void step(S state, AssetRef self, Observation observation, boolean frozen, Found found);

    @Override
    public final Outcome<S> observe(S before, AssetRef self, Batch batch, boolean frozen) {
        S state = null;
        var found = new Found();
        for (var observation : batch.observations()) {
            if (relevant(state == null ? before : state, self, observation)) {
                state = state == null ? before.copy() : state;
                step(state, self, observation, frozen, found);
            }
        }
        return found.outcome(state == null ? before : state);
    }

    @Override
    public String version() {
        return "1";
    }

    @Override
    public final void write(S state, DataOutput out) throws IOException {
        state.write(out);
    }

    /** The first asset of the kind that the observation concerns. */
    protected static Optional<AssetRef> first(Observation observation, Kind kind) {
        return observation.assets().stream().filter(a -> a.kind() == kind).findFirst();
    }
}
