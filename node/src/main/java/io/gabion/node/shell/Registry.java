package io.gabion.node.shell;

import io.gabion.protocol.entity.Message;
import java.time.Duration;

/** What runs entities: the mesh and the step engine are told of the same kinds in the same words. */
public interface Registry {
    /** Messages to the entity that are not of type {@code accepts} are a bug of the sender. */
    <S, C extends Message, E> void register(String kind, Class<C> accepts, EntityFactory<S, C, E> factory);

    /** From an owner's last word until another has its entities; zero if there is no other. */
    default Duration takeover() {
        return Duration.ZERO;
    }
}
