package io.gabion.detectors;

import io.gabion.protocol.asset.AssetRef;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What the detectors remember of one asset; holds a part only for a detector that has seen something relevant. */
public record Profile(Map<String, Part<?>> parts) {
    public static final Profile EMPTY = new Profile(Map.of());

    public Profile {
        parts = Map.copyOf(parts);
    }

    /** The very same, if nothing has changed. */
    Profile with(Map<String, Part<?>> changed) {
        if (changed.isEmpty()) {
            return this;
        }
        var all = new HashMap<>(parts);
        all.putAll(changed);
        return new Profile(all);
    }

    /** One detector with its own state. */
    public record Part<S>(Detector<S> detector, S state) {
        static <S> Part<S> empty(Detector<S> detector) {
            return new Part<>(detector, detector.empty());
        }

        Step<S> observe(AssetRef self, Batch batch, boolean frozen) {
            return after(detector.observe(state, self, batch, frozen));
        }

        /** Nothing, if the detector takes nothing but observations. */
        Optional<Step<S>> hear(AssetRef self, Heard heard) {
            return detector instanceof Waking<S> waking
                    ? Optional.of(after(waking.hear(state, self, heard)))
                    : Optional.empty();
        }

        Optional<Instant> due() {
            return detector instanceof Waking<S> waking ? waking.due(state) : Optional.empty();
        }

        private Step<S> after(Outcome<S> outcome) {
            var next = outcome.state() == state ? this : new Part<>(detector, outcome.state());
            return new Step<>(next, outcome);
        }
    }

    record Step<S>(Part<S> part, Outcome<S> outcome) {}
}
