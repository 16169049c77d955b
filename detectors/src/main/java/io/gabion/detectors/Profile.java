package io.gabion.detectors;

import io.gabion.protocol.asset.AssetRef;
import java.util.Map;

/** What the detectors remember of one asset; holds a part only for a detector that has seen something relevant. */
public record Profile(Map<String, Part<?>> parts) {
    public static final Profile EMPTY = new Profile(Map.of());

    public Profile {
        parts = Map.copyOf(parts);
    }

    /** One detector with its own state. */
    public record Part<S>(Detector<S> detector, S state) {
        static <S> Part<S> empty(Detector<S> detector) {
            return new Part<>(detector, detector.empty());
        }

        Step<S> observe(AssetRef self, Batch batch, boolean frozen) {
            var outcome = detector.observe(state, self, batch, frozen);
            var next = outcome.state() == state ? this : new Part<>(detector, outcome.state());
            return new Step<>(next, outcome);
        }
    }

    record Step<S>(Part<S> part, Outcome<S> outcome) {}
}
