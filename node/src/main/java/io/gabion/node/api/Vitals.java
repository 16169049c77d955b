package io.gabion.node.api;

/**
 * How a node is.
 *
 * @param entities in memory
 * @param turnedOut that had to leave memory though they waited for a time, since the node began
 * @param refused messages from other nodes that no node of this mesh had sealed, since the node began
 * @param fenceHolds whether it may acknowledge and act
 * @param forks that entities told here since the node began: rows of replaced owners, dropped
 * @param uncounted events that a correlation missed, see {@link io.gabion.node.rules.Rules#uncounted}
 * @param forgotten groups that are stored no longer, since the node began
 */
public record Vitals(
        int entities, long turnedOut, long refused, boolean fenceHolds, long forks, long uncounted, long forgotten) {}
