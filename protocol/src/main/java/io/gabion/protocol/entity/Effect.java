package io.gabion.protocol.entity;

import java.time.Instant;

/** What a decision asks of the world. Data, so that a test can compare it. */
public sealed interface Effect {
    /** Answers whoever sent the command. Lost in a crash: the caller asks again. */
    record Reply(Message message) implements Effect {}

    /** Says something once. For answers, acknowledgements and what may get lost: whoever needs it asks again. */
    record Tell(EntityId to, Message message) implements Effect {}

    /** Calls the outside once. The answer comes back as a command, or not at all. */
    record Call(Order order) implements Effect {}

    /** Wakes the entity at {@code due}. An entity has one alarm: a later one replaces it. */
    record Schedule(Instant due) implements Effect {}

    /**
     * Deletes what is stored of the entity, if it was saved before then, nothing has changed since, and no row of its journal is in
     * it: without it the entity begins anew. Then it leaves memory.
     */
    record Discard(Instant before) implements Effect {}

    /** What a journaled event owes, see {@link Entity#owes}. Delivered until the receiver acknowledges {@code id}. */
    record Send(String id, EntityId to, Message message) {}
}
