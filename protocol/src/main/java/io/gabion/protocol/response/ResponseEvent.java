package io.gabion.protocol.response;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonSubTypes.Type;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.gabion.protocol.EventCodec;
import io.gabion.protocol.entity.Later;
import io.gabion.protocol.guard.Mode;
import java.time.Instant;
import java.util.List;

/** What happened to one response: one playbook, carried out for one incident. Stored for ever. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @Type(value = ResponseEvent.Started.class, name = "started"),
    @Type(value = ResponseEvent.StepStarted.class, name = "step-started"),
    @Type(value = ResponseEvent.ActionReported.class, name = "action-reported"),
    @Type(value = ResponseEvent.NotifyFailed.class, name = "notify-failed"),
    @Type(value = ResponseEvent.NotifyRetried.class, name = "notify-retried"),
    @Type(value = ResponseEvent.ApprovalRequested.class, name = "approval-requested"),
    @Type(value = ResponseEvent.ApprovalVoted.class, name = "approval-voted"),
    @Type(value = ResponseEvent.ApprovalEnded.class, name = "approval-ended"),
    @Type(value = ResponseEvent.ConditionChecked.class, name = "condition-checked"),
    @Type(value = ResponseEvent.StepSkipped.class, name = "step-skipped"),
    @Type(value = ResponseEvent.StepEnded.class, name = "step-ended"),
    @Type(value = ResponseEvent.StepFailed.class, name = "step-failed"),
    @Type(value = ResponseEvent.StepRetried.class, name = "step-retried"),
    @Type(value = ResponseEvent.StepWaived.class, name = "step-waived"),
    @Type(value = ResponseEvent.Paused.class, name = "paused"),
    @Type(value = ResponseEvent.Resumed.class, name = "resumed"),
    @Type(value = ResponseEvent.Escalated.class, name = "escalated"),
    @Type(value = ResponseEvent.PageFailed.class, name = "page-failed"),
    @Type(value = ResponseEvent.PageRetried.class, name = "page-retried"),
    @Type(value = ResponseEvent.PageEnded.class, name = "page-ended"),
    @Type(value = ResponseEvent.Ended.class, name = "ended"),
    @Type(value = ResponseEvent.CalledOff.class, name = "called-off")
})
public sealed interface ResponseEvent {
    EventCodec<ResponseEvent> CODEC = new EventCodec<>(
            ResponseEvent.class,
            // 2: a response has accounts and domains as well.
            // 3: and hosts; a step says of which playbook it is.
            // 4: and files.
            // 5: and networks.
            List.of(
                    event -> event.get("type").asText().equals("started") ? Targets.lift(event, "targets") : event,
                    event -> switch (event.get("type").asText()) {
                        case "started" -> Targets.withoutHosts(event);
                        case "step-started" -> event.put("playbook", "");
                        default -> event;
                    },
                    event -> event.get("type").asText().equals("started") ? Targets.withoutFiles(event) : event,
                    event -> event.get("type").asText().equals("started") ? Targets.withoutNetworks(event) : event));

    /**
     * @param refused what of the wish is not even tried
     * @param subject what the incident is, in one line for people; may be empty
     */
    record Started(
            String incident,
            Plan plan,
            Mode mode,
            Targets targets,
            List<ActionState> refused,
            Instant startedAt,

            @Later @JsonInclude(JsonInclude.Include.NON_EMPTY)
            String subject)
            implements ResponseEvent {
        /** Of which no more is said. */
        public Started(
                String incident, Plan plan, Mode mode, Targets targets, List<ActionState> refused, Instant startedAt) {
            this(incident, plan, mode, targets, refused, startedAt, "");
        }
    }

    /**
     * A containment is wanted of every target, or the first attempt to notify begins.
     *
     * @param step with the time for which it is wanted, which in a release in stages is shorter than the playbook's
     */
    record StepStarted(int index, Plan.Step step, List<String> targets, Instant at, Instant due, String playbook)
            implements ResponseEvent {}

    /** @param overview what the incident is told */
    record ActionReported(String key, int life, int report, ActionState action, Overview overview)
            implements ResponseEvent {}

    record NotifyFailed(int attempt, String why, Instant retryAt) implements ResponseEvent {}

    record NotifyRetried(int attempt, Instant due) implements ResponseEvent {}

    /**
     * People are asked.
     *
     * @param requester who or what asks; a person who asks may not decide, and who retried, skipped or resumed before it was
     *     asked may not approve
     * @param digest of the actions, see {@link PlannedAction#digest}
     * @param due from then on nobody may decide any more
     */
    record ApprovalRequested(
            Plan.Ask step,
            String requester,
            List<PlannedAction> actions,
            String digest,
            Instant at,
            Instant due,
            Overview overview)
            implements ResponseEvent {
        public ApprovalRequested {
            actions = List.copyOf(actions);
        }
    }

    /**
     * @param by name of the token
     * @param digest of what was approved; may be empty where it was denied
     */
    record ApprovalVoted(String step, String by, String role, Verdict verdict, String digest, String reason, Instant at)
            implements ResponseEvent {}

    /** It is decided, or the time has run out. A second one with {@code DENY} takes an approval back. */
    record ApprovalEnded(String step, Verdict verdict, String why, Instant at, Overview overview)
            implements ResponseEvent {}

    /** @param holds whether the steps that depend on it are begun */
    record ConditionChecked(Plan.Check step, boolean holds, String why, Instant at) implements ResponseEvent {}

    record StepSkipped(int index, String why, Instant at) implements ResponseEvent {}

    record StepEnded(int index, Instant at) implements ResponseEvent {}

    /** What a step did has failed, or nobody knows what became of it; no further step begins until somebody repairs it. */
    record StepFailed(String step, String why, Instant at) implements ResponseEvent {}

    /**
     * Somebody has a step done once more, as far as it has failed.
     *
     * @param attempt 2, 3, 4 …
     * @param targets whose containment is wanted again
     */
    record StepRetried(
            int index,
            Plan.Step step,
            int attempt,
            List<String> targets,
            Instant at,
            Instant due,
            String playbook,
            PersonalOrder order)
            implements ResponseEvent {
        public StepRetried {
            targets = List.copyOf(targets);
        }
    }

    /** Somebody has the run go on without what has failed of a step, or without a step that has not begun. */
    record StepWaived(String step, Instant at, PersonalOrder order) implements ResponseEvent {}

    /** No further step begins. */
    record Paused(Instant at, PersonalOrder order) implements ResponseEvent {}

    record Resumed(Instant at, PersonalOrder order) implements ResponseEvent {}

    /**
     * Nobody has decided yet: a channel is told, or reminded.
     *
     * @param step that asks or has failed
     * @param round 1, or the attempt that has failed
     * @param bell which notice of the chain this is, from 0 on
     * @param level from 1 on
     * @param roles that may decide from now on, beside those that could before
     * @param due an answer is expected by then
     */
    record Escalated(
            String step, int round, int bell, int level, String channel, List<String> roles, Instant at, Instant due)
            implements ResponseEvent {
        public Escalated {
            roles = List.copyOf(roles);
        }
    }

    record PageFailed(String step, int bell, int attempt, String why, Instant retryAt) implements ResponseEvent {}

    record PageRetried(String step, int bell, int attempt, Instant due) implements ResponseEvent {}

    /** @param outcome {@code APPLIED} if the notice was handed over */
    record PageEnded(String step, int bell, Outcome outcome, String why, Instant at) implements ResponseEvent {}

    /** No step is left. Containments still report. */
    record Ended(Instant at) implements ResponseEvent {}

    /** @param containments entity ids of those that it may hold: each is owed the word that it lets go */
    record CalledOff(String by, String why, List<String> containments, Instant at) implements ResponseEvent {
        public CalledOff {
            containments = List.copyOf(containments);
        }
    }

    record Overview(String incident, String playbook, Mode mode, int number, List<ActionState> actions) {}
}
