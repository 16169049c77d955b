package io.gabion.responders.guard;

import io.gabion.protocol.containment.Action;
import io.gabion.protocol.containment.Target;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.entity.Message;
import java.time.Instant;
import java.util.List;

/** What the Guard is asked. Asking twice with one reservation is asking once. */
public sealed interface GuardCommand extends Message {
    /** @param until when the hold ends; what is only observed counts until then */
    record Reserve(String reservation, EntityId by, Action action, Target target, Instant until)
            implements GuardCommand {}

    record Return(String reservation) implements GuardCommand {}

    /** Nothing more is contained until Thaw. What is contained stays so. */
    record Freeze(String by, String reason) implements GuardCommand {}

    record Thaw(String by) implements GuardCommand {}

    /** Our own addresses, gateways, resolvers and SSH peers. Said anew after every start, and on every change. */
    record Surroundings(List<String> addresses) implements GuardCommand {
        public Surroundings {
            addresses = List.copyOf(addresses);
        }
    }

    record Wake() implements GuardCommand {}

    /** Answers Freeze, Thaw and Surroundings. */
    record Done() implements Message {}
}
