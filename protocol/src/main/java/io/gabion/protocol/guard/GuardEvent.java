package io.gabion.protocol.guard;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonSubTypes.Type;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gabion.protocol.EventCodec;
import io.gabion.protocol.containment.Action;
import io.gabion.protocol.containment.Target;
import io.gabion.protocol.entity.Passing;
import io.gabion.protocol.response.Verdict;
import java.time.Instant;
import java.util.List;

/** What a tenant's Guard has decided. Stored for ever, with the policy it was decided under. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @Type(value = GuardEvent.Reserved.class, name = "reserved"),
    @Type(value = GuardEvent.Observed.class, name = "observed"),
    @Type(value = GuardEvent.Refused.class, name = "refused"),
    @Type(value = GuardEvent.Confirmed.class, name = "confirmed"),
    @Type(value = GuardEvent.Recalled.class, name = "recalled"),
    @Type(value = GuardEvent.Adjourned.class, name = "adjourned"),
    @Type(value = GuardEvent.Returned.class, name = "returned"),
    @Type(value = GuardEvent.Frozen.class, name = "frozen"),
    @Type(value = GuardEvent.Thawed.class, name = "thawed"),
    @Type(value = GuardEvent.Held.class, name = "held"),
    @Type(value = GuardEvent.Paged.class, name = "paged"),
    @Type(value = GuardEvent.BrakeDecided.class, name = "brake-decided"),
    @Type(value = GuardEvent.Alarmed.class, name = "alarmed"),
    @Type(value = GuardEvent.AlarmTold.class, name = "alarm-told"),
    @Type(value = GuardEvent.Rung.class, name = "rung"),
    @Type(value = GuardEvent.EmergencyUsed.class, name = "emergency-used"),
    @Type(value = GuardEvent.BudgetSpent.class, name = "budget-spent"),
    @Type(value = GuardEvent.Deferred.class, name = "deferred")
})
public sealed interface GuardEvent {
    EventCodec<GuardEvent> CODEC = new EventCodec<>(GuardEvent.class, List.of(GuardEvent::unsigned));

    /** @param signature what makes containments alike, such as the step of a playbook; empty: not known */
    record Reserved(
            String reservation,
            String by,
            Action action,
            Target target,
            Instant at,
            String policyHash,
            String signature)
            implements GuardEvent {}

    /** As Reserved, but nothing may be called. It counts against the budgets until {@code until}. */
    record Observed(
            String reservation,
            String by,
            Action action,
            Target target,
            Instant at,
            Instant until,
            String why,
            String policyHash,
            String signature)
            implements GuardEvent {}

    record Refused(
            String reservation, String by, Action action, Target target, Instant at, String why, String policyHash)
            implements GuardEvent {}

    /**
     * Asked once more about what is reserved: it still holds.
     *
     * @param again which of the questions about this reservation, each larger than the one before
     */
    record Confirmed(String reservation, String by, int again, Instant at, String policyHash) implements GuardEvent {}

    /** Asked once more about what is reserved: it may not be done any more. It counts until it is returned. */
    record Recalled(
            String reservation,
            String by,
            int again,
            Action action,
            Target target,
            Instant at,
            String why,
            String policyHash)
            implements GuardEvent {}

    /** Asked once more before any node had told what must never be contained. It is answered as soon as one does. */
    record Adjourned(
            String reservation, String by, int again, Action action, Target target, Instant at, String policyHash)
            implements GuardEvent {}

    record Returned(String reservation, Instant at, String policyHash) implements GuardEvent {}

    record Frozen(String by, String reason, Instant at, String policyHash) implements GuardEvent {}

    record Thawed(String by, Instant at, String policyHash) implements GuardEvent {}

    /** Too many of one signature: this one waits for a person. The first that waits puts the brake on. */
    record Held(
            String reservation,
            String by,
            Action action,
            Target target,
            Instant at,
            Instant until,
            String signature,
            String policyHash)
            implements GuardEvent {}

    /** Asked before any node had told what must never be contained. It is decided as soon as one does. */
    record Deferred(
            String reservation,
            String by,
            Action action,
            Target target,
            Instant at,
            Instant until,
            String signature,
            String policyHash)
            implements GuardEvent {}

    /** A person was told of the brake, or it was tried in vain. */
    record Paged(String signature, int attempt, boolean told, String why, Instant at) implements GuardEvent {}

    /** A person has looked at a brake. What waited is decided with it, one by one. */
    record BrakeDecided(String signature, Verdict verdict, String by, String reason, Instant at, String policyHash)
            implements GuardEvent {}

    /**
     * The budget is used up for everybody else: what comes with this goes on the share for emergencies.
     *
     * @param playbook that was granted it beforehand
     * @param left of the share, after it
     */
    record EmergencyUsed(String reservation, String playbook, Action action, int left, Instant at, String policyHash)
            implements GuardEvent {}

    /**
     * A budget refuses, for the first time within its window: a person is told. What it refuses after that within the window
     * is not told one by one.
     *
     * @param target the first that was refused
     */
    record BudgetSpent(Action action, Target target, String why, Instant at, String policyHash) implements GuardEvent {}

    /** A containment is not as it should be, and no program can mend it. Who raised it is told apart by the key. */
    record Alarmed(String key, String by, Action action, Target target, String why, Instant at) implements GuardEvent {}

    /** A person was told of a connector's alarm, or it was tried in vain. */
    record AlarmTold(String connector, int attempt, boolean told, String why, Instant at) implements GuardEvent {}

    /**
     * The chain has told somebody of what is still so, or it was tried in vain.
     *
     * @param matter a signature whose brake is on, {@code freeze}, or {@code budget} and an action whose budget is spent
     * @param bell of those that the chain has, from 0 on
     */
    record Rung(String matter, Instant since, int bell, int attempt, boolean told, String why, Instant at)
            implements GuardEvent {}

    /** What is around a node now. Empty: not known. */
    record Surrounded(String node, List<String> addresses) implements GuardEvent, Passing {
        public Surrounded {
            addresses = List.copyOf(addresses);
        }
    }

    /** 2: a reservation says what it is one of. */
    private static ObjectNode unsigned(ObjectNode event) {
        var type = event.get("type").asText();
        return type.equals("reserved") || type.equals("observed") ? event.put("signature", "") : event;
    }
}
