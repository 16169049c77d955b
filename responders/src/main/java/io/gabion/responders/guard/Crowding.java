package io.gabion.responders.guard;

import io.gabion.protocol.asset.Networks;
import io.gabion.protocol.containment.Action;
import io.gabion.protocol.containment.Target;
import java.time.Instant;
import java.util.Optional;

/** The least disruptive first: a network is blocked only where many of its addresses are blocked by themselves already. */
record Crowding(NetworkLimits limits) {
    /** Why the addresses are to be blocked instead, and the least that would change that; or empty. */
    Optional<String> missing(GuardState state, Action action, Target target, Instant now) {
        if (action != Action.BLOCK_NETWORK) {
            return Optional.empty();
        }
        long blocked = state.lentAt(Action.BLOCK_ADDRESS, target.connector(), now)
                .filter(address -> Networks.holds(target.value(), address))
                .distinct()
                .count();
        if (blocked >= limits.addresses()) {
            return Optional.empty();
        }
        return Optional.of("block the addresses instead: " + blocked + " of " + target.value() + " are blocked at "
                + target.connector() + ", and " + limits.addresses() + " stand for a network; it may be with "
                + (limits.addresses() - blocked) + " more"
                + (blocked < NetworkLimits.FEWEST ? "" : ", or with networks.addresses: " + blocked));
    }
}
