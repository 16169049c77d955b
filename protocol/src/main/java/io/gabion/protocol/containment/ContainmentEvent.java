package io.gabion.protocol.containment;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonSubTypes.Type;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
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
    @Type(value = ContainmentEvent.Joined.class, name = "joined"),
    @Type(value = ContainmentEvent.Left.class, name = "left"),
    @Type(value = ContainmentEvent.LeftAll.class, name = "left-all"),
    @Type(value = ContainmentEvent.Reserved.class, name = "reserved"),
    @Type(value = ContainmentEvent.AskedAgain.class, name = "asked-again"),
    @Type(value = ContainmentEvent.Recalled.class, name = "recalled"),
    @Type(value = ContainmentEvent.Observed.class, name = "observed"),
    @Type(value = ContainmentEvent.Denied.class, name = "denied"),
    @Type(value = ContainmentEvent.Claimed.class, name = "claimed"),
    @Type(value = ContainmentEvent.Applied.class, name = "applied"),
    @Type(value = ContainmentEvent.Withdrawn.class, name = "withdrawn"),
    @Type(value = ContainmentEvent.TimedOut.class, name = "timed-out"),
    @Type(value = ContainmentEvent.Postponed.class, name = "postponed"),
    @Type(value = ContainmentEvent.Refused.class, name = "refused"),
    @Type(value = ContainmentEvent.Verified.class, name = "verified"),
    @Type(value = ContainmentEvent.Proven.class, name = "proven"),
    @Type(value = ContainmentEvent.Drifted.class, name = "drifted"),
    @Type(value = ContainmentEvent.Unknown.class, name = "unknown"),
    @Type(value = ContainmentEvent.Released.class, name = "released"),
    @Type(value = ContainmentEvent.Held.class, name = "held"),
    @Type(value = ContainmentEvent.Abandoned.class, name = "abandoned"),
    @Type(value = ContainmentEvent.Forgone.class, name = "forgone"),
    @Type(value = ContainmentEvent.Unread.class, name = "unread"),
    @Type(value = ContainmentEvent.Alarmed.class, name = "alarmed")
})
public sealed interface ContainmentEvent {
    EventCodec<ContainmentEvent> CODEC = new EventCodec<>(
            ContainmentEvent.class,
            // 2: a wish says what it is one of.
            List.of(event -> event.get("type").asText().equals("wanted") ? event.put("signature", "") : event));

    /**
     * The first holder of a life came: the intent that everything after rests on.
     *
     * @param signature what makes wishes alike, such as the step of a playbook; empty: not known
     */
    record Wanted(int life, Action action, Target target, Holder holder, String signature)
            implements ContainmentEvent {}

    /** Another holder came, or one wants it for longer. */
    record Joined(int life, int report, Holder holder, Standing standing) implements ContainmentEvent {}

    record Left(int life, int report, String holder, Reason reason) implements ContainmentEvent {
        public enum Reason {
            @JsonProperty("let-go")
            LET_GO,
            @JsonProperty("expired")
            EXPIRED
        }
    }

    /** An operator ended every hold. */
    record LeftAll(int life, String by) implements ContainmentEvent {}

    record Reserved(String reservation) implements ContainmentEvent {}

    /**
     * What the Guard has reserved was not used at once: it is asked whether that still holds.
     *
     * @param report a number of its own in the row of reports; nobody is told
     * @param at by the clock of who asks: an answer is good for so long after it
     */
    record AskedAgain(int life, int report, Action action, Target target, Instant at) implements ContainmentEvent {}

    /**
     * The Guard does not allow any more what it had reserved, or the target what it may have taken before. Who holds it is
     * told, and what is there yet is undone.
     */
    record Recalled(Notice notice, String why) implements ContainmentEvent {}

    /** The Guard would have reserved, but nothing may be called: what would have happened is told. */
    record Observed(Notice notice, String why) implements ContainmentEvent {}

    record Denied(Notice notice, String why) implements ContainmentEvent {}

    /** The Guard waits for a person. */
    record Held(Notice notice, String why) implements ContainmentEvent {}

    /** Nobody wanted it any more before the Guard had decided: nothing was ever called. */
    record Abandoned(Notice notice) implements ContainmentEvent {}

    /** A holder let go before its wish was heard: should the wish come yet, it is not taken up. */
    record Forgone(int life, String holder) implements ContainmentEvent {}

    /** What is contained, or unknown, could not be looked at this time. */
    record Unread(int attempt, String why) implements ContainmentEvent {}

    /**
     * A person has to see to it.
     *
     * @param report the number of the report that went with it
     */
    record Alarmed(int life, int report, Action action, Target target, String why) implements ContainmentEvent {}

    /** The right to call the target once, until the deadline. */
    record Claimed(int attempt, ContainmentOrder.Verb verb, Instant deadline) implements ContainmentEvent {}

    /** The target says it applied. Not yet believed. */
    record Applied(int attempt) implements ContainmentEvent {}

    /** The target says it released. Not yet believed. */
    record Withdrawn(int attempt) implements ContainmentEvent {}

    record TimedOut(int attempt) implements ContainmentEvent {}

    /** It is left alone until then: the target did nothing and asks for that, or what it was called for may show late. */
    record Postponed(int attempt, Instant until) implements ContainmentEvent {}

    /** The target did nothing and never will. */
    record Refused(Notice notice, int attempt, String why) implements ContainmentEvent {}

    /** Read back: in force. */
    record Verified(Notice notice, int attempt) implements ContainmentEvent {}

    /**
     * What was read back with it: where a file lies now, the hash and length of what was collected, which rules matched.
     *
     * @param proof one line
     */
    record Proven(int attempt, String proof) implements ContainmentEvent {}

    /** Read back: no longer in force, though nobody here released it. */
    record Drifted(Notice notice, int attempt) implements ContainmentEvent {}

    /** Could not be read back, or is not as asked. Never shown as contained, nor as released. */
    record Unknown(Notice notice, int attempt, String why) implements ContainmentEvent {}

    /** Read back: gone, and nobody wants it. */
    record Released(Notice notice, int attempt) implements ContainmentEvent {}
}
