package io.gabion.protocol.entity;

import io.gabion.protocol.entity.Effect.Send;
import java.time.Instant;
import java.util.List;

/**
 * Pure functions, the same under Pekko, in a replay and in a simulation. None does I/O, reads a clock, draws a random
 * number or logs; they throw only for a bug.
 *
 * @param <S> what the entity remembers
 * @param <C> what it accepts
 * @param <E> what happens to it; journaled unless {@link Passing}
 */
public interface Entity<S, C extends Message, E> {
    S empty();

    Decision<E> decide(S state, C command, Instant now);

    /** The fold. An event that cannot follow {@code state} is a corrupt journal: it throws. */
    S apply(S state, E event);

    /**
     * The outbox: what a journaled event owes to other entities. The shell sends each message until the receiver has
     * journaled it, across restarts; ids are derived from the event, so a repeat is recognised.
     */
    default List<Send> owes(E event) {
        return List.of();
    }

    /**
     * Whether the event says that the world is about to be called. If such an event turns out to be no part of the
     * history, nobody knows what was done: the entity waits for an operator.
     */
    default boolean claims(E event) {
        return false;
    }

    /**
     * Said after every recovery and whenever a {@link Effect.Schedule} is due. The decision must name again whatever
     * the state still owes the world; a crash between journal and effect is not seen any other way.
     */
    C wake();

    /** Whether there is work that must go on though nobody asks. Such an entity is woken after a restart. */
    boolean unfinished(S state);

    /**
     * Whether an unfinished one only waits for a time that may pass unheard: where too many wait, it leaves memory and is no
     * longer remembered. Whatever is said to it next wakes it, and it has to see then what time has passed.
     */
    default boolean mayOversleep(S state) {
        return false;
    }
}
