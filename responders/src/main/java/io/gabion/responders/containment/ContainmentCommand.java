package io.gabion.responders.containment;

import io.gabion.protocol.containment.Action;
import io.gabion.protocol.containment.ContainmentOrder.Verb;
import io.gabion.protocol.containment.Holder;
import io.gabion.protocol.containment.Target;
import io.gabion.protocol.entity.Inner;
import io.gabion.protocol.entity.Later;
import io.gabion.protocol.entity.Message;
import io.gabion.responders.connector.Connector.Result;
import java.time.Instant;

/** What a containment accepts. Every command may come twice, late, or in another order. */
public sealed interface ContainmentCommand extends Message {
    /**
     * Answered by Accepted once journaled, or by Rejected.
     *
     * @param signature what makes wishes alike, such as the step of a playbook; may be empty
     */
    record Want(
            Action action,
            Target target,
            Holder holder,
            @Later String signature) implements ContainmentCommand {}

    /** Answered by Accepted, also where that holder is unknown. */
    record LetGo(String holder) implements ContainmentCommand {}

    /** An operator ends every hold. Answered by Accepted. */
    record LetGoAll(String by) implements ContainmentCommand {}

    /**
     * The Guard has reserved, or confirms it.
     *
     * @param at when it was decided
     */
    record Granted(String reservation, Instant at) implements ContainmentCommand {}

    /** The Guard would have reserved, but nothing may be called. */
    record Observed(String reservation, String why) implements ContainmentCommand {}

    /** The Guard will not reserve, or not any more: over budget, protected or frozen. */
    record Declined(String reservation, String why) implements ContainmentCommand {}

    /** The Guard waits for a person. */
    record Held(String reservation, String why) implements ContainmentCommand {}

    record Answered(Verb verb, int attempt, Result result) implements ContainmentCommand, Inner {}

    record Wake() implements ContainmentCommand, Inner {}

    sealed interface Answer extends Message {}

    record Accepted() implements Answer {}

    /** Nothing was journaled. */
    record Rejected(String why) implements Answer {}
}
