package io.gabion.node;

import io.gabion.protocol.Names;
import io.gabion.protocol.containment.Action;
import io.gabion.protocol.guard.Mode;
import io.gabion.responders.guard.GuardPolicy;
import io.gabion.responders.guard.GuardPolicy.Budget;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The Guard's policies. */
public final class Policies {
    /** So many new blocks an hour, and at once. */
    private static final Budget BLOCKS = new Budget(100, Duration.ofHours(1), 1_000);

    /** Nothing is ever done. */
    public static GuardPolicy observing() {
        return of(Mode.OBSERVE, Set.of(), List.of());
    }

    /** @param protectedPrefixes beside the surroundings, which are protected by themselves */
    public static GuardPolicy of(Mode mode, Set<String> liveConnectors, List<String> protectedPrefixes) {
        var text = mode + " " + new TreeSet<>(liveConnectors) + " " + protectedPrefixes + " " + BLOCKS;
        return new GuardPolicy(
                mode, liveConnectors, protectedPrefixes, Map.of(Action.BLOCK_ADDRESS, BLOCKS), Names.hash(text));
    }

    private Policies() {}
}
