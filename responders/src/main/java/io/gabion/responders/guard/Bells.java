package io.gabion.responders.guard;

import io.gabion.protocol.containment.Action;
import io.gabion.protocol.guard.GuardEvent.BrakeDecided;
import io.gabion.protocol.guard.GuardEvent.BudgetSpent;
import io.gabion.protocol.guard.GuardEvent.Frozen;
import io.gabion.protocol.guard.GuardEvent.Rung;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Whom the chain has told of a freeze, of budgets that are spent, and of brakes that are on.
 *
 * @param frozenAt {@link Instant#EPOCH} if it is not
 * @param spent the last time that each budget was
 * @param rings by matter, and by number of the bell
 */
record Bells(Instant frozenAt, Map<Action, Shortage> spent, Map<String, Map<Integer, Ring>> rings) {
    /** A matter, as are budgets; every other one is a signature of what is alike, which has a slash or is an action's name. */
    static final String FREEZE = "freeze";

    static final Bells NONE = new Bells(Instant.EPOCH, Map.of(), Map.of());

    Bells {
        spent = Map.copyOf(spent);
        rings = Map.copyOf(rings);
    }

    /** @param attempt the last one, at {@code at} */
    record Ring(int attempt, boolean told, Instant at) {}

    /** @param target the first that was refused, and {@code why} */
    record Shortage(String target, String why, Instant since) {}

    static String budget(Action action) {
        return "budget " + action.word();
    }

    Bells with(Frozen e) {
        return new Bells(e.at(), spent, without(FREEZE));
    }

    Bells thawed() {
        return new Bells(Instant.EPOCH, spent, without(FREEZE));
    }

    Bells with(BrakeDecided e) {
        return new Bells(frozenAt, spent, without(e.signature()));
    }

    Bells with(BudgetSpent e) {
        var all = new HashMap<>(spent);
        all.put(e.action(), new Shortage(e.target().value(), e.why(), e.at()));
        return new Bells(frozenAt, all, without(budget(e.action())));
    }

    Bells with(Rung e) {
        var all = new HashMap<>(rings);
        var own = new HashMap<>(rings.getOrDefault(e.matter(), Map.of()));
        own.put(e.bell(), new Ring(e.attempt(), e.told(), e.at()));
        all.put(e.matter(), Map.copyOf(own));
        return new Bells(frozenAt, spent, all);
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
