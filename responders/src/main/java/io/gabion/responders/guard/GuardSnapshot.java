package io.gabion.responders.guard;

import io.gabion.protocol.EventCodec;
import io.gabion.protocol.StateCodec;
import io.gabion.protocol.containment.Action;
import io.gabion.responders.guard.GuardState.Loan;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The stored form of a Guard's state, without the surroundings: they are said anew after every start. */
record GuardSnapshot(List<String> answered, Map<String, Loan> loans, Map<Action, List<Instant>> grants, String frozen) {
    private static final StateCodec<GuardSnapshot> CODEC =
            new StateCodec<>(new EventCodec<>(GuardSnapshot.class, List.of()));

    static byte[] write(GuardState state) {
        return CODEC.write(new GuardSnapshot(state.answered(), state.loans(), state.grants(), state.frozen()));
    }

    static GuardState read(byte[] stored) {
        var snapshot = CODEC.read(stored);
        return new GuardState(snapshot.answered(), snapshot.loans(), snapshot.grants(), snapshot.frozen(), Map.of());
    }
}
