package io.gabion.node.step;

import io.gabion.node.shell.EntityFactory;
import io.gabion.node.shell.EntityFactory.Made;
import io.gabion.node.shell.Registry;
import io.gabion.protocol.entity.Decision;
import io.gabion.protocol.entity.Entity;
import io.gabion.protocol.entity.Message;
import java.time.Instant;

/** The mutant of any entity: what it owes it says to nobody. */
record Forgetful<S, C extends Message, E>(Entity<S, C, E> entity) implements Entity<S, C, E> {
    /** Registers as told, but one kind without its outbox. */
    static Registry registry(Registry registry, String forgetful) {
        return new Registry() {
            @Override
            public <S, C extends Message, E> void register(
                    String kind, Class<C> accepts, EntityFactory<S, C, E> factory) {
                registry.register(kind, accepts, kind.equals(forgetful) ? id -> forgetful(factory.make(id)) : factory);
            }
        };
    }

    private static <S, C extends Message, E> Made<S, C, E> forgetful(Made<S, C, E> made) {
        return new Made<>(new Forgetful<>(made.entity()), made.codec(), made.calls());
    }

    @Override
    public S empty() {
        return entity.empty();
    }

    @Override
    public Decision<E> decide(S state, C command, Instant now) {
        return entity.decide(state, command, now);
    }

    @Override
    public S apply(S state, E event) {
        return entity.apply(state, event);
    }

    @Override
    public C wake() {
        return entity.wake();
    }

    @Override
    public boolean unfinished(S state) {
        return entity.unfinished(state);
    }
}
