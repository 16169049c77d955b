package io.gabion.protocol.entity;

/**
 * An event that changes the state but is not journaled. What it said is lost in a crash, so its sender must say it
 * again, or a {@link Checkpointed} state must hold it.
 */
public interface Passing {}
