package io.gabion.node.shell;

import io.gabion.node.store.Checkpoints;
import io.gabion.node.store.Claims;
import io.gabion.node.store.Epochs;
import io.gabion.node.store.Store;
import io.gabion.node.store.Unfinished;
import io.gabion.node.tenant.Envelopes;
import io.gabion.protocol.entity.Effect.Send;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.entity.Message;
import java.lang.module.ModuleDescriptor.Version;
import java.time.Clock;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * What a shell needs of the node it runs on.
 *
 * @param shared whether other nodes may own its entities
 * @param oldest program of all nodes there are
 * @param durable what {@link Store#durable} says
 * @param crowd where those that have checkpoints, of which there are many, wait to be started: so that others need not
 */
record Host(
        boolean shared,
        Supplier<Version> oldest,
        Fence fence,
        Supplier<CompletionStage<Boolean>> durable,
        Post post,
        Clock clock,
        Epochs epochs,
        Claims claims,
        Envelopes envelopes,
        Checkpoints checkpoints,
        Unfinished unfinished,
        Pace pace,
        Restarts restarts,
        Residents residents,
        Gate crowd,
        Forks forks) {
    Host {
        Objects.requireNonNull(oldest);
        Objects.requireNonNull(fence);
        Objects.requireNonNull(durable);
        Objects.requireNonNull(post);
        Objects.requireNonNull(clock);
        Objects.requireNonNull(epochs);
        Objects.requireNonNull(claims);
        Objects.requireNonNull(envelopes);
        Objects.requireNonNull(checkpoints);
        Objects.requireNonNull(unfinished);
        Objects.requireNonNull(pace);
        Objects.requireNonNull(restarts);
        Objects.requireNonNull(residents);
        Objects.requireNonNull(crowd);
        Objects.requireNonNull(forks);
    }

    /** Brings messages to other entities. Tries once. */
    interface Post {
        /** The receiver's shell tells {@code acks} the id when the message is journaled. */
        void deliver(Send send, ActorRef<Input.Journaled> acks);

        void tell(EntityId to, Message message);

        /** The receiver will be told something soon: it may come into memory meanwhile. */
        void expect(EntityId receiver);
    }
}
