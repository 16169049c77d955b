package io.gabion.node.shell;

import java.time.Duration;

/**
 * Whether this node is still the one that may act. Asked before an entity starts, after its recovery, before and after
 * every write and before every call: a node that was paused may still write for an instant, but neither answer nor act.
 */
@FunctionalInterface
public interface Fence {
    /** On one node there is nobody to lose against. */
    Fence ONE_NODE = _ -> true;

    /** True only if no other node can own this one's entities from now on for so long. */
    boolean holdsFor(Duration time);

    /** True only if no other node can own this one's entities now. */
    default boolean holds() {
        return holdsFor(Duration.ZERO);
    }
}
