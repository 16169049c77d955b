package io.gabion.responders.response;

import io.gabion.protocol.response.Plan.*;
import io.gabion.protocol.response.ResponseEvent;
import io.gabion.protocol.response.ResponseEvent.*;
import java.time.Instant;
import java.util.Optional;

/** What a Response remembers: the fold of its journal. */
public sealed interface ResponseState {
    record Idle() implements ResponseState {}

    /** No step is under way; the next one may wait for an approval. */
    record Between(Run run) implements Begun {}

    /** Containments are wanted; the step ends when each has reported, or when due. */
    record Containing(Run run, Contain step, Instant due) implements Begun {}

    /** A channel is being told; no answer after due means no. */
    record Notifying(Run run, Notify step, int attempt, Instant due) implements Begun {}

    /** A channel will be told again when due. */
    record Pausing(Run run, Notify step, int attempt, Instant due) implements Begun {}

    /** Nothing is done until then. */
    record Resting(Run run, Instant due) implements Begun {}

    /** No step is left. */
    record Finished(Run run) implements Begun {}

    /** Called off: what it held has been told, and it does nothing more. */
    record Stopped(Run run) implements Begun {}

    /** Called off before it was begun. */
    record Barred() implements ResponseState {}

    sealed interface Begun extends ResponseState {
        Run run();

        /** When something is to be seen to though nobody says anything, if ever. */
        default Optional<Instant> alarm() {
            return switch (this) {
                case Containing(var _, var _, var due) -> Optional.of(due);
                case Notifying(var _, var _, var _, var due) -> Optional.of(due);
                case Pausing(var _, var _, var _, var due) -> Optional.of(due);
                case Resting(var _, var due) -> Optional.of(due);
                case Between(var run) -> run.decidedBy();
                case Finished _, Stopped _ -> Optional.empty();
            };
        }

        /** Nothing more is done, and nobody told. */
        default boolean isOver() {
            return this instanceof Finished || this instanceof Stopped;
        }

        /** The step that is not over, if there is one. */
        default Optional<Step> underWay() {
            return switch (this) {
                case Between _, Finished _, Stopped _ -> Optional.empty();
                case Containing(var _, var step, var _) -> Optional.of(step);
                case Notifying(var _, var step, var _, var _) -> Optional.of(step);
                case Pausing(var _, var step, var _, var _) -> Optional.of(step);
                case Resting(var run, var _) -> Optional.of(run.plan().steps().get(run.index()));
            };
        }

        default Begun with(Run run) {
            return switch (this) {
                case Between _ -> new Between(run);
                case Containing(var _, var step, var due) -> new Containing(run, step, due);
                case Notifying(var _, var step, var attempt, var due) -> new Notifying(run, step, attempt, due);
                case Pausing(var _, var step, var attempt, var due) -> new Pausing(run, step, attempt, due);
                case Resting(var _, var due) -> new Resting(run, due);
                case Finished _ -> new Finished(run);
                case Stopped _ -> new Stopped(run);
            };
        }
    }

    default ResponseState apply(ResponseEvent event) {
        return switch (new Fold(this, event)) {
            case Fold(Idle _, Started e) -> new Between(Run.begun(e));
            case Fold(Between(var run), StepStarted e) ->
                switch (e.step()) {
                    case Contain step -> new Containing(run.with(e), run.asPlanned(step), e.due());
                    case Notify step -> new Notifying(run.with(e), step, 1, e.due());
                    case Wait _ -> new Resting(run.with(e), e.due());
                    case Ask _, Check _, Parallel _, Escalate _ -> new Between(run.with(e));
                };
            case Fold(Between(var run), StepRetried e) -> retried(run.with(e), e);
            case Fold(Finished(var run), StepRetried e) -> retried(run.with(e), e);
            case Fold(Between(var run), StepSkipped e) -> new Between(run.at(e.index() + 1));
            case Fold(Between(var run), ConditionChecked e) -> new Between(run.with(e));
            case Fold(Resting(var run, var _), StepEnded _) -> new Between(run.past());
            case Fold(Between(var run), StepEnded _) -> new Between(run.past());
            case Fold(Between(var run), Ended _) -> new Finished(run.with(Paging.NONE));
            case Fold(Begun s, ActionReported e) -> s.with(s.run().with(e));
            case Fold(Begun s, ApprovalRequested e) -> s.with(s.run().with(e));
            case Fold(Begun s, ApprovalVoted e) -> s.with(s.run().with(e));
            case Fold(Begun s, ApprovalEnded e) -> s.with(s.run().with(e));
            case Fold(Begun s, StepFailed e) -> s.with(s.run().with(e));
            case Fold(Begun s, StepWaived e) -> s.with(s.run().with(e));
            case Fold(Begun s, Paused e) -> s.with(s.run().with(e));
            case Fold(Begun s, Resumed e) -> s.with(s.run().with(e));
            case Fold(Begun s, Escalated e) -> s.with(s.run().with(e));
            case Fold(Begun s, PageFailed e) ->
                s.with(s.run().with(s.run().paging().with(e)));
            case Fold(Begun s, PageRetried e) ->
                s.with(s.run().with(s.run().paging().with(e)));
            case Fold(Begun s, PageEnded e) ->
                s.with(s.run().with(s.run().paging().with(e)));
            case Fold(Containing(var run, var _, var _), StepEnded _) -> new Between(run.past());
            case Fold(Notifying(var run, var _, var _, var _), StepEnded _) -> new Between(run.past());
            case Fold(Notifying(var run, var step, var n, var _), NotifyFailed e) ->
                new Pausing(run, step, n, e.retryAt());
            case Fold(Pausing(var run, var step, var _, var _), NotifyRetried e) ->
                new Notifying(run, step, e.attempt(), e.due());
            case Fold(Idle _, CalledOff _) -> new Barred();
            case Fold(Begun s, CalledOff _) -> new Stopped(s.run().with(Paging.NONE));

            // One line for each event, so that a new one does not compile until it is placed above.
            case Fold(var _, Started _), Fold(var _, StepStarted _), Fold(var _, ActionReported _) -> corrupt(event);
            case Fold(var _, NotifyFailed _), Fold(var _, NotifyRetried _) -> corrupt(event);
            case Fold(var _, ApprovalRequested _), Fold(var _, ApprovalVoted _) -> corrupt(event);
            case Fold(var _, ConditionChecked _), Fold(var _, StepSkipped _) -> corrupt(event);
            case Fold(var _, ApprovalEnded _) -> corrupt(event);
            case Fold(var _, StepFailed _), Fold(var _, StepRetried _), Fold(var _, StepWaived _) -> corrupt(event);
            case Fold(var _, Paused _), Fold(var _, Resumed _), Fold(var _, Escalated _) -> corrupt(event);
            case Fold(var _, PageFailed _), Fold(var _, PageRetried _), Fold(var _, PageEnded _) -> corrupt(event);
            case Fold(var _, StepEnded _), Fold(var _, Ended _), Fold(var _, CalledOff _) -> corrupt(event);
        };
    }

    private static ResponseState retried(Run run, StepRetried e) {
        return switch (e.step()) {
            case Contain step -> new Containing(run, run.asPlanned(step), e.due());
            case Notify step -> new Notifying(run, step, 1, e.due());
            case Ask _, Wait _, Check _, Parallel _, Escalate _ -> new Between(run.past());
        };
    }

    private ResponseState corrupt(ResponseEvent event) {
        throw new IllegalStateException(event + " after " + this);
    }

    record Fold(ResponseState state, ResponseEvent event) {}
}
