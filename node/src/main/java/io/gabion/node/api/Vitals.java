package io.gabion.node.api;

/**
 * How a node is.
 *
 * @param entities in memory
 * @param fenceHolds whether it may acknowledge and act
 */
public record Vitals(int entities, boolean fenceHolds) {}
