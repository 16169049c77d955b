package io.gabion.node.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gabion.protocol.incident.IncidentVerdict;
import java.util.concurrent.CompletionStage;

/** The kill switch, the lifting of containments, and what people decide. Safe for several threads; never blocks the caller. */
public interface GuardControl {
    /** Who asks and why, for the record, and the key under which asking again has no further effect. */
    record Order(String tenant, String by, String key, String reason) {}

    /**
     * @param approval {@code response.step}
     * @param digest of the actions as they were shown; may be empty to deny
     */
    record Decision(String approval, Role role, boolean approves, String digest) {}

    /** What became of an order. */
    sealed interface Outcome {}

    /** Done, now or when the same key asked before; {@code state} is shown to the caller. */
    record Done(ObjectNode state) implements Outcome {}

    /** There is no such containment, approval or incident in the tenant. */
    record Unknown() implements Outcome {}

    /** It cannot be done in the present state; {@code why} is a sentence for the caller. */
    record Conflict(String why) implements Outcome {}

    /** This caller may not; {@code why} is a sentence for the caller. */
    record Forbidden(String why) implements Outcome {}

    /** What may be contained now: mode, freeze, budgets with what is used of them, brakes that are on, what is protected. */
    CompletionStage<ObjectNode> show(String tenant);

    /** Stops every new containment of the tenant. */
    CompletionStage<Outcome> freeze(Order order);

    /** Allows containments again. */
    CompletionStage<Outcome> thaw(Order order);

    /** Says yes or no to what a brake holds back. */
    CompletionStage<Outcome> brake(Order order, String signature, boolean approves);

    /** Lifts one containment now, whoever else holds it. */
    CompletionStage<Outcome> release(Order order, String containment);

    /** Lets a containment go on that waits for somebody to look, because a replaced node was about to call for it. */
    CompletionStage<Outcome> readmit(Order order, String containment);

    /** What people say of an incident. */
    CompletionStage<Outcome> judge(Order order, String incident, IncidentVerdict verdict);

    /** Says yes or no to what waits for an approval. */
    CompletionStage<Outcome> decide(Order order, Decision decision);

    /** What somebody wants of a response that goes on. */
    enum Repair {
        PAUSE,
        RESUME,
        RETRY,
        SKIP
    }

    /** Keeps a response from going on, or repairs it. @param step that is retried or skipped; otherwise empty */
    CompletionStage<Outcome> repair(Order order, Role role, String response, Repair repair, String step);

    /** Lifts every containment of the tenant. */
    CompletionStage<Outcome> releaseAll(Order order);
}
