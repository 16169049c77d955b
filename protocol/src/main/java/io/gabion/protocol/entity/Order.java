package io.gabion.protocol.entity;

import java.time.Instant;

/**
 * One call to the outside. {@code key} is the same for every attempt at one effect; after {@code deadline} the call
 * must have no effect any more.
 */
public interface Order {
    String key();

    Instant deadline();

    /** Whether it changes something out there, or its answer may not be another owner's. What is not needs no claim. */
    default boolean isEffect() {
        return true;
    }

    /** Whether it changes something out there. What only asks need not wait until it is durable why it is asked. */
    default boolean changes() {
        return isEffect();
    }
}
