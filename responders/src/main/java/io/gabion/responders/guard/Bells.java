package io.gabion.responders.guard;

import io.gabion.protocol.guard.GuardEvent.BrakeDecided;
import io.gabion.protocol.guard.GuardEvent.Frozen;
import io.gabion.protocol.guard.GuardEvent.Rung;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Whom the chain has told of a freeze and of brakes that are on.
 *
 * @param frozenAt {@link Instant#EPOCH} if it is not
 * @param rings by matter, and by number of the bell
 */
record Bells(Instant frozenAt, Map<String, Map<Integer, Ring>> rings) {
    /** A matter; every other one is a signature of what is alike, which has a slash or is an action's name. */
    static final String FREEZE = "freeze";

    static final Bells NONE = new Bells(Instant.EPOCH, Map.of());

    Bells {
        rings = Map.copyOf(rings);
    }

    /** @param attempt the last one, at {@code at} */
    record Ring(int attempt, boolean told, Instant at) {}

    Bells with(Frozen e) {
        return new Bells(e.at(), without(FREEZE));
    }

    Bells thawed() {
        return new Bells(Instant.EPOCH, without(FREEZE));
    }

    Bells with(BrakeDecided e) {
        return new Bells(frozenAt, without(e.signature()));
    }

    Bells with(Rung e) {
        var all = new HashMap<>(rings);
        var own = new HashMap<>(rings.getOrDefault(e.matter(), Map.of()));
        own.put(e.bell(), new Ring(e.attempt(), e.told(), e.at()));
        all.put(e.matter(), Map.copyOf(own));
        return new Bells(frozenAt, all);
    }

    private Map<String, Map<Integer, Ring>> without(String matter) {
        var others = new HashMap<>(rings);
        others.remove(matter);
        return others;
    }

    Ring ring(String matter, int bell) {
        return rings.getOrDefault(matter, Map.of()).getOrDefault(bell, new Ring(0, false, Instant.EPOCH));
    }
}
