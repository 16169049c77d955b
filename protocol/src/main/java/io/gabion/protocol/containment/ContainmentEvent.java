package io.gabion.protocol.containment;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonSubTypes.Type;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gabion.protocol.EventCodec;
import java.time.Instant;
import java.util.List;

/**
 * What happened to one containment. Stored for ever: a change of a field is a new version, with a
 * migration below and a golden file.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @Type(value = ContainmentEvent.Wanted.class, name = "wanted"),
    @Type(value = ContainmentEvent.Left.class, name = "left"),
    @Type(value = ContainmentEvent.Reserved.class, name = "reserved"),
    @Type(value = ContainmentEvent.Denied.class, name = "denied"),
    @Type(value = ContainmentEvent.Claimed.class, name = "claimed"),
    @Type(value = ContainmentEvent.Applied.class, name = "applied"),
    @Type(value = ContainmentEvent.Withdrawn.class, name = "withdrawn"),
    @Type(value = ContainmentEvent.TimedOut.class, name = "timed-out"),
    @Type(value = ContainmentEvent.Postponed.class, name = "postponed"),
    @Type(value = ContainmentEvent.Refused.class, name = "refused"),
    @Type(value = ContainmentEvent.Verified.class, name = "verified"),
    @Type(value = ContainmentEvent.Drifted.class, name = "drifted"),
    @Type(value = ContainmentEvent.Unknown.class, name = "unknown"),
    @Type(value = ContainmentEvent.Released.class, name = "released"),
    @Type(value = ContainmentEvent.Returned.class, name = "returned")
})
public sealed interface ContainmentEvent {
    EventCodec<ContainmentEvent> CODEC =
            new EventCodec<>(ContainmentEvent.class, List.of(ContainmentEvent::leftGainsItsReason));

    /** A holder came. The first one is the intent that everything after rests on. */
    record Wanted(Action action, Target target, Holder holder) implements ContainmentEvent {}

    record Left(String holder, Reason reason) implements ContainmentEvent {
        public enum Reason {
            @JsonProperty("let-go")
            LET_GO,
            @JsonProperty("expired")
            EXPIRED
        }
    }

    record Reserved(String reservation) implements ContainmentEvent {}

    record Denied(String why) implements ContainmentEvent {}

    /** The right to call the target once, until the deadline. */
    record Claimed(int attempt, ContainmentOrder.Verb verb, Instant deadline) implements ContainmentEvent {}

    /** The target says it applied. Not yet believed. */
    record Applied(int attempt) implements ContainmentEvent {}

    /** The target says it released. Not yet believed. */
    record Withdrawn(int attempt) implements ContainmentEvent {}

    record TimedOut(int attempt) implements ContainmentEvent {}

    /** The target did nothing and asks to be left alone until then. */
    record Postponed(int attempt, Instant until) implements ContainmentEvent {}

    /** The target did nothing and never will. */
    record Refused(int attempt, String why) implements ContainmentEvent {}

    /** Read back: in force. */
    record Verified(int attempt) implements ContainmentEvent {}

    /** Read back: no longer in force, though nobody here released it. */
    record Drifted(int attempt) implements ContainmentEvent {}

    /** Could not be read back, or is not as asked. Never shown as contained, nor as released. */
    record Unknown(int attempt, String why) implements ContainmentEvent {}

    /** Read back: gone, and nobody wants it. */
    record Released(int attempt) implements ContainmentEvent {}

    record Returned(String reservation) implements ContainmentEvent {}

    /** Version 2. Before it, a hold could only end by its expiry. */
    private static ObjectNode leftGainsItsReason(ObjectNode event) {
        return event.path("type").asText().equals("left") ? event.put("reason", "expired") : event;
    }
}
