package io.gabion.node.shell;

import io.gabion.node.store.Checkpoints.Checkpoint;
import io.gabion.protocol.Envelope;
import io.gabion.protocol.entity.Message;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.NotInfluenceReceiveTimeout;
import org.apache.pekko.actor.typed.ActorRef;

/** What a shell receives: from outside an {@link Ask}, {@link Deliver}, {@link Tell}, {@link Readmit} or {@link Ping}. */
public sealed interface Input<C> {
    /** From a caller, who is told the reply. */
    record Ask<C>(C command, ActorRef<Message> replyTo) implements Input<C> {}

    /** From another entity's outbox, which is told when the command is journaled. */
    record Deliver<C>(String id, C command, ActorRef<Journaled> acks) implements Input<C> {}

    /** What was delivered under this id need not be sent again. */
    record Journaled(String id) implements Message {}

    /** Said once. */
    record Tell<C>(C command) implements Input<C> {}

    /** Makes sure that the entity is in memory, and so awake. Nothing more. */
    record Ping<C>() implements Input<C>, NotInfluenceReceiveTimeout {}

    /** From an operator who has seen both branches: an entity in quarantine goes on. Answered by {@link Readmitted}. */
    record Readmit<C>(String by, ActorRef<Message> replyTo) implements Input<C> {}

    record Readmitted() implements Message {}

    /** From the shard: the entity is to leave memory. */
    record Stop<C>() implements Input<C>, NotInfluenceReceiveTimeout {}

    /** What a shell says to itself. */
    sealed interface Own<C> extends Input<C> {}

    record Loaded<C>(long epoch, Optional<Checkpoint> checkpoint) implements Own<C> {}

    record Retry<C>() implements Own<C> {}

    record Woken<C>() implements Own<C> {}

    record Alarm<C>() implements Own<C> {}

    record Acknowledged<C>(String id) implements Own<C> {}

    record Flush<C>() implements Own<C> {}

    record Resend<C>() implements Own<C> {}

    record Remembered<C>() implements Own<C> {}

    /** That and whatever waited before it may be done. */
    record Confirmed<C>(Confirming<C> which, long number) implements Own<C> {}

    record Save<C>() implements Own<C> {}

    record Saved<C>(C command, long changes) implements Own<C> {}

    record NotSaved<C>() implements Own<C> {}

    /** The entity has decided so. */
    record Discard<C>(Instant before) implements Own<C> {}

    /** @param gone whether its checkpoint was deleted */
    record Discarded<C>(boolean gone) implements Own<C> {}

    record Idle<C>() implements Own<C> {}

    /** For rows of other owners after this one. Answered by {@link Found}. */
    record Look<C>(long after) implements Own<C> {}

    record Found<C>(List<Envelope> rows) implements Own<C> {}

    record StepDown<C>(String why) implements Own<C> {}
}
