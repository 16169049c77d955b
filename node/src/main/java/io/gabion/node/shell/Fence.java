package io.gabion.node.shell;

import java.time.Instant;

/**
 * Whether this node is still the one that may act. Asked after the write and before any effect: a
 * node that was paused may write, but neither answer nor act.
 */
@FunctionalInterface
public interface Fence {
    /** On one node there is nobody to lose against. */
    Fence ONE_NODE = _ -> true;

    /** True only if no other node can own this one's entities before {@code end}. */
    boolean holdsUntil(Instant end);
}
