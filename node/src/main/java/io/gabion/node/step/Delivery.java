package io.gabion.node.step;

import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.entity.Message;
import java.util.List;

/**
 * In which order messages that are due at one instant are taken: by the kind of the receiver along the flow, so that a
 * kind is quiet before the next one begins; then by what the message says of its own place; then as they came.
 */
@FunctionalInterface
public interface Delivery {
    /** For simulations: as they come. */
    Delivery AS_THEY_COME = (_, _) -> "";

    String place(EntityId receiver, Message message);

    /** Kinds in the order of the flow, and within a kind by {@code within}. */
    static Delivery byKind(List<String> flow, Delivery within) {
        return (receiver, message) -> (char) ('a' + flow.indexOf(receiver.kind())) + within.place(receiver, message);
    }
}
