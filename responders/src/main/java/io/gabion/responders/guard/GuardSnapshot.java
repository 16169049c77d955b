package io.gabion.responders.guard;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gabion.protocol.EventCodec;
import io.gabion.protocol.StateCodec;
import io.gabion.protocol.containment.Action;
import io.gabion.responders.guard.GuardState.Loan;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The stored form of a Guard's state, without the surroundings: they are said anew after every start. */
record GuardSnapshot(
        List<String> answered,
        Map<String, Loan> loans,
        Map<Action, List<Instant>> grants,
        String frozen,
        List<Brakes.Trail> trails,
        List<Alarms.Alarm> alarms,
        List<String> alarmsSeen,
        List<GuardCommand.Reserve> waiting,
        Bells bells) {
    private static final StateCodec<GuardSnapshot> CODEC = new StateCodec<>(new EventCodec<>(
            GuardSnapshot.class,
            List.of(
                    GuardSnapshot::unbraked,
                    GuardSnapshot::calm,
                    GuardSnapshot::told,
                    GuardSnapshot::silent,
                    GuardSnapshot::unnamed,
                    GuardSnapshot::unasked,
                    GuardSnapshot::unspent)));

    static byte[] write(GuardState state) {
        return CODEC.write(new GuardSnapshot(
                state.answered(),
                state.loans(),
                state.grants(),
                state.frozen(),
                state.brakes().trails(),
                state.alarms().open(),
                state.alarms().seen(),
                state.waiting(),
                state.alarms().bells()));
    }

    static GuardState read(byte[] stored) {
        var snapshot = CODEC.read(stored);
        return new GuardState(
                snapshot.answered(),
                snapshot.loans(),
                snapshot.grants(),
                snapshot.frozen(),
                new Brakes(snapshot.trails()),
                new Alarms(snapshot.alarms(), snapshot.alarmsSeen(), snapshot.bells()),
                Map.of(),
                snapshot.waiting());
    }

    /** 2: there is a brake. */
    private static ObjectNode unbraked(ObjectNode state) {
        state.putArray("trails");
        return state;
    }

    /** 3: there are alarms. */
    private static ObjectNode calm(ObjectNode state) {
        state.putArray("alarms");
        state.putArray("alarmsSeen");
        return state;
    }

    /** 4: what was asked before surroundings were told waits. */
    private static ObjectNode told(ObjectNode state) {
        state.putArray("waiting");
        return state;
    }

    /** 5: there is a chain. Of a freeze from before nobody knows since when. */
    private static ObjectNode silent(ObjectNode state) {
        var bells = state.putObject("bells");
        bells.put("frozenAt", Instant.EPOCH.toString());
        bells.putObject("rings");
        return state;
    }

    /** 6: a loan says of what. Until then only its reservation did: TENANT/containment/CONNECTOR/ACTION/VALUE#LIFE. */
    private static ObjectNode unnamed(ObjectNode state) {
        state.withObject("loans").properties().forEach(loan -> {
            var key = loan.getKey();
            var parts = key.substring(0, Math.max(0, key.lastIndexOf('#'))).split("/", 5);
            ((ObjectNode) loan.getValue())
                    .putObject("target")
                    .put("connector", parts.length < 5 ? "" : parts[2])
                    .put("value", parts.length < 5 ? "" : parts[4]);
        });
        return state;
    }

    /** 7: a loan can be asked about again. */
    private static ObjectNode unasked(ObjectNode state) {
        state.withObject("loans")
                .forEach(loan ->
                        ((ObjectNode) loan).put("asked", 0).put("answered", 0).put("by", ""));
        return state;
    }

    /** 8: a person is told of a budget that is spent; an alarm may be due later than it began. */
    private static ObjectNode unspent(ObjectNode state) {
        state.withObject("bells").putObject("spent");
        state.withArray("alarms").forEach(alarm -> ((ObjectNode) alarm).set("due", alarm.get("since")));
        return state;
    }
}
