package io.gabion.node.shell;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Whether this node is still the one that may act. Asked before an entity starts, after its recovery, before and after
 * every write and before every call: a node that was paused may still write for an instant, but neither answer nor act. What
 * follows from a write waits until it is {@link #confirmed}.
 */
@FunctionalInterface
public interface Fence {
    /** On one node there is nobody to lose against. */
    Fence ONE_NODE = _ -> true;

    /** True only if no other node can own this one's entities from now on for so long. */
    boolean holdsFor(Duration time);

    /**
     * Completes, on any thread, with whether a majority still took this node for one of theirs after this was asked. It needs
     * no clock: a machine that was suspended, and none of whose clocks moved, hears nothing. Says nothing about the time after
     * that: {@link #holds} does. Never fails.
     */
    default CompletionStage<Boolean> confirmed() {
        return CompletableFuture.completedFuture(true);
    }

    /** For so long it may hold wrongly on a machine that was suspended and none of whose clocks moved. */
    default Duration within() {
        return Duration.ZERO;
    }

    /** True only if no other node can own this one's entities now. */
    default boolean holds() {
        return holdsFor(Duration.ZERO);
    }
}
