package io.gabion.protocol.response;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.entity.Inner;
import io.gabion.protocol.entity.Later;
import io.gabion.protocol.entity.Message;
import io.gabion.protocol.guard.Mode;
import java.time.Instant;
import java.util.Optional;

/** What a Response accepts. Every command may come twice, late, or in another order. */
public sealed interface ResponseCommand extends Message permits ActionReport, ResponseCommand.Own {
    sealed interface Own extends ResponseCommand {}

    /**
     * Answered by Accepted once journaled, or by Rejected.
     *
     * @param subject what the incident is, in one line for people; may be empty
     */
    record Start(
            EntityId incident,
            Plan plan,
            Targets targets,
            Mode mode,

            @Later @JsonInclude(JsonInclude.Include.NON_EMPTY)
            String subject)
            implements Own {
        /** Of which no more is said. */
        public Start(EntityId incident, Plan plan, Targets targets, Mode mode) {
            this(incident, plan, targets, mode, "");
        }
    }

    /**
     * What became of one attempt to notify.
     *
     * @param outcome {@code APPLIED} if it was handed over, {@code FAILED} if it is worth another attempt, or {@code
     *     WOULD_APPLY}
     * @param notBefore when the other side wants to be asked again, if it said so
     */
    record Notified(String step, int attempt, Outcome outcome, String why, Optional<Instant> notBefore)
            implements Own, Inner {
        public Notified(String step, int attempt, Outcome outcome, String why) {
            this(step, attempt, outcome, why, Optional.empty());
        }
    }

    /**
     * A person decides about what waits. Answered by Counted, Forbidden or Rejected.
     *
     * @param by name of the token
     * @param digest of what is approved, as it was shown; may be empty to deny
     */
    record Vote(String step, String by, String role, Verdict verdict, String digest, String reason) implements Own {}

    /** A person keeps a run from going on, or repairs it. Answered by Accepted once journaled, Forbidden or Rejected. */
    sealed interface Repair extends Own {
        PersonalOrder order();
    }

    record Pause(PersonalOrder order) implements Repair {}

    record Resume(PersonalOrder order) implements Repair {}

    /** @param step of which something has failed */
    record Retry(String step, PersonalOrder order) implements Repair {}

    /** @param step of which something has failed, or that has not begun */
    record Skip(String step, PersonalOrder order) implements Repair {}

    /** Everything it holds is let go, and nothing more is done. Owed by the incident. */
    record CallOff(String by, String why) implements Own {}

    record Wake() implements Own, Inner {}

    sealed interface Answer extends Message {}

    record Accepted() implements Answer {}

    /**
     * The decision stands in the journal.
     *
     * @param missing how many more must approve
     */
    record Counted(Approval.Standing standing, int missing) implements Answer {}

    /** Not by this person. */
    record Forbidden(String why) implements Answer {}

    /** Never worth asking again. */
    record Rejected(String why) implements Answer {}
}
