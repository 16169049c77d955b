package io.gabion.node.shell;

import io.gabion.protocol.EventCodec;
import io.gabion.protocol.entity.Entity;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.entity.Message;

/** Makes the entities of one kind, each when it comes into memory. */
@FunctionalInterface
public interface EntityFactory<S, C extends Message, E> {
    /** An entity with what its shell needs beside it. */
    record Made<S, C extends Message, E>(Entity<S, C, E> entity, EventCodec<E> codec, Calls<C> calls) {}

    Made<S, C, E> make(EntityId id);
}
