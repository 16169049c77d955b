package io.gabion.responders.response;

import io.gabion.protocol.Names;
import io.gabion.protocol.entity.Decision;
import io.gabion.protocol.entity.Effect;
import io.gabion.protocol.entity.Effect.*;
import io.gabion.protocol.entity.Entity;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.response.*;
import io.gabion.protocol.response.Plan.*;
import io.gabion.protocol.response.ResponseCommand.*;
import io.gabion.protocol.response.ResponseEvent.*;
import io.gabion.responders.response.ResponseState.*;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Carries out one playbook for one incident, step by step, and keeps the incident informed. */
public final class Response implements Entity<ResponseState, ResponseCommand, ResponseEvent> {
    private static final Effect ACCEPTED = new Reply(new Accepted());

    private final ResponseLimits limits;
    private final Approvals approvals;
    private final ResponseEffects effects;
    private final Alerts alerts;
    private final Repairs repairs;

    /** @param peers what connectors reach now, by which an approval holds */
    public Response(EntityId id, ResponseLimits limits, Peers peers) {
        this.limits = limits;
        this.approvals = new Approvals(id, peers);
        this.effects = new ResponseEffects(id);
        this.alerts = new Alerts(limits, effects);
        this.repairs = new Repairs(approvals, limits);
    }

    /** The {@code n}th time this playbook is carried out for this incident. */
    public static EntityId id(EntityId incident, String playbook, int n) {
        return new EntityId(
                incident.tenant(), "response", Names.of(incident.toString(), playbook, Integer.toString(n)));
    }

    private record Step(ResponseState state, ResponseCommand command) {}

    @Override
    public ResponseState empty() {
        return new Idle();
    }

    @Override
    public ResponseState apply(ResponseState state, ResponseEvent event) {
        return state.apply(event);
    }

    @Override
    public Decision<ResponseEvent> decide(ResponseState state, ResponseCommand command, Instant now) {
        if (state instanceof Begun s && command instanceof Wake && !s.isOver()) {
            var rung = alerts.rung(s.run(), now);
            var rest = step(after(state, rung.events()), command, now);
            var both = rest.after(rung.events()).then(rung.effects().toArray(Effect[]::new));
            return alarmed(state, both, now);
        }
        var decision = step(state, command, now);
        return decision.events().isEmpty() ? decision : alarmed(state, decision, now);
    }

    private ResponseState after(ResponseState state, List<ResponseEvent> events) {
        return events.stream().reduce(state, this::apply, (_, last) -> last);
    }

    /** There is one alarm: for the step under way, and for whoever is to be told next. */
    private Decision<ResponseEvent> alarmed(ResponseState before, Decision<ResponseEvent> decision, Instant now) {
        if (!(after(before, decision.events()) instanceof Begun s) || s.isOver()) {
            return decision;
        }
        var bell = Alerts.next(s.run(), now);
        if (bell.isEmpty()) {
            return decision;
        }
        var due = s.alarm().filter(step -> step.isBefore(bell.get())).orElse(bell.get());
        var others = decision.effects().stream().filter(e -> !(e instanceof Schedule));
        return new Decision<>(
                decision.events(),
                Stream.concat(others, Stream.of(new Schedule(due))).toList());
    }

    private Decision<ResponseEvent> step(ResponseState state, ResponseCommand command, Instant now) {
        return switch (new Step(state, command)) {
            case Step(Idle _, Start c) -> start(c, now);
            case Step(Barred _, Start _) -> Decision.only(ACCEPTED);
            case Step(Begun s, Start c)
            when s.run().incident().equals(c.incident().toString())
                    && s.run().plan().playbook().equals(c.plan().playbook()) -> Decision.only(ACCEPTED);
            case Step(Begun s, Start _) ->
                Decision.only(new Reply(new Rejected("already carries out "
                        + s.run().plan().playbook() + " for " + s.run().incident())));

            case Step(Begun s, ActionReport c)
            when s.run().knows(c.containment(), c.life(), c.report()) -> Decision.nothing();
            case Step(Containing s, ActionReport c) -> settled(s, reported(s.run(), c, now), now);
            case Step(Between(var run), ActionReport c) -> {
                var reported = reported(run, c, now);
                var told = reported.stream().reduce(run, Run::with, (_, last) -> last);
                boolean free = run.care().holds() && !told.care().holds();
                yield (free ? next(told, now) : journal()).after(reported);
            }
            case Step(Begun s, ActionReport c) -> journal().after(reported(s.run(), c, now));
            case Step(Idle _, ActionReport _), Step(Barred _, ActionReport _) -> Decision.nothing();

            case Step(Begun s, Notified c)
            when s.run().paging().pages().containsKey(c.step()) -> alerts.answered(s.run(), c, now);
            case Step(Notifying s, Notified c)
            when c.attempt() != s.attempt() || !c.step().equals(s.step().id()) -> Decision.nothing();
            case Step(Notifying s, Notified c)
            when c.outcome() == Outcome.FAILED -> failed(s, c.why(), c.notBefore(), now);
            case Step(Notifying s, Notified c) -> notified(s, c.outcome(), c.why(), now);
            case Step(var _, Notified _) -> Decision.nothing();

            case Step(Begun s, Vote c) when !s.run().approvals().containsKey(c.step()) -> unknown(c);
            case Step(Begun s, Vote c) -> vote(s, s.run().approvals().get(c.step()), c, now);
            case Step(Idle _, Vote c) -> unknown(c);
            case Step(Barred _, Vote c) -> unknown(c);

            case Step(Barred _, CallOff _), Step(Stopped _, CallOff _) -> Decision.nothing();
            case Step(Idle _, CallOff c) -> journal(new CalledOff(c.by(), c.why(), List.of(), now));
            case Step(Begun s, CallOff c) -> calledOff(s, c, now);

            case Step(Begun s, Repair c)
            when s.run().care().keys().contains(c.order().key()) -> Decision.only(ACCEPTED);
            case Step(Stopped _, Repair _) -> Decision.only(new Reply(new Rejected("it has been called off")));
            case Step(Begun s, Repair c) ->
                repairs.refusal(s, c, now)
                        .map(no -> Decision.<ResponseEvent>only(new Reply(no)))
                        .orElseGet(() -> repaired(s, c, now));
            case Step(Idle _, Repair _), Step(Barred _, Repair _) ->
                Decision.only(new Reply(new Rejected("nothing is carried out here")));

            case Step(Idle _, Wake _), Step(Finished _, Wake _) -> Decision.nothing();
            case Step(Barred _, Wake _), Step(Stopped _, Wake _) -> Decision.nothing();
            case Step(Between(var run), Wake _) -> next(run, now);
            case Step(Containing s, Wake _) when now.isBefore(s.due()) -> Decision.only(new Schedule(s.due()));
            case Step(Containing s, Wake _) -> over(s.run(), s.run().together(s.step()), List.of(), now);
            case Step(Notifying s, Wake _) when now.isBefore(s.due()) -> Decision.only(new Schedule(s.due()));
            case Step(Notifying s, Wake _) ->
                failed(s, "no answer within " + limits.call().toSeconds() + " s", Optional.empty(), now);
            case Step(Resting s, Wake _) when now.isBefore(s.due()) -> Decision.only(new Schedule(s.due()));
            case Step(Resting(var run, var _), Wake _) -> ended(run, List.of(), now);
            case Step(Pausing s, Wake _) when now.isBefore(s.due()) -> Decision.only(new Schedule(s.due()));
            case Step(Pausing(var run, var step, var attempt, var _), Wake _) -> {
                var due = now.plus(limits.call());
                yield journal(new NotifyRetried(attempt + 1, due)).then(effects.call(run, step, attempt + 1, due, now));
            }
        };
    }

    @Override
    public List<Send> owes(ResponseEvent event) {
        return effects.owes(event);
    }

    @Override
    public ResponseCommand wake() {
        return new Wake();
    }

    @Override
    public boolean unfinished(ResponseState state) {
        return switch (state) {
            case Idle _, Finished _, Stopped _, Barred _ -> false;
            case Between _, Containing _, Notifying _, Pausing _, Resting _ -> true;
        };
    }

    private Decision<ResponseEvent> start(Start c, Instant now) {
        var aim = Aim.at(c.targets(), limits.targets(), now);
        var started = new Started(
                c.incident().toString(), c.plan(), c.mode(), aim.targets(), aim.refused(), now, c.subject());
        return next(Run.begun(started), now).after(List.of(started)).then(ACCEPTED);
    }

    /** Begins the step the run is at, unless people hold it. To contain nobody ends at once. */
    private Decision<ResponseEvent> next(Run run, Instant now) {
        if (!run.care().broken().isEmpty()) {
            return Decision.nothing();
        }
        if (run.index() >= run.plan().steps().size()) {
            return journal(new Ended(now));
        }
        if (run.care().holds()) {
            return Decision.nothing();
        }
        var step = run.plan().steps().get(run.index());
        var leftOut = run.leftOut(step);
        if (leftOut.isPresent()) {
            return next(run.at(run.index() + 1), now).after(List.of(new StepSkipped(run.index(), leftOut.get(), now)));
        }
        return switch (step) {
            case Wait wait -> {
                var due = now.plusSeconds(wait.seconds());
                yield journal(started(run, wait, List.of(), now, due)).then(new Schedule(due));
            }
            case Check check -> {
                var checked = run.checked(check, now);
                yield ended(run.with(checked), List.of(started(run, check, now), checked), now);
            }
            case Parallel _, Escalate _ -> ended(run, List.of(started(run, step, now)), now);
            case Contain contain -> {
                var targets = run.targets().of(contain.does());
                var approval = run.over(contain);
                yield targets.isEmpty() || approval.isEmpty()
                        ? contain(run, contain, targets, now)
                        : approved(run, contain, approval.get(), now);
            }
            case Ask ask -> {
                yield approvals
                        .request(run, ask, now)
                        .map(e -> ended(run.with(e), List.of(e), now))
                        .orElseGet(() -> ended(run, List.of(), now))
                        .after(List.of(started(run, ask, now)));
            }
            case Notify notify -> {
                var due = now.plus(limits.call());
                yield journal(started(run, step, List.of(), now, due)).then(effects.call(run, notify, 1, due, now));
            }
        };
    }

    private Decision<ResponseEvent> contain(Run run, Contain step, List<String> targets, Instant now) {
        var due = now.plus(limits.patience());
        var held = targets.isEmpty() ? step : Stages.held(run, step, now);
        var started = started(run, held, targets, now, due);
        boolean waits = !targets.isEmpty() || !run.haveReported(run.together(step));
        return waits && !run.isFollowed(step)
                ? journal(started).then(new Schedule(due))
                : ended(run.with(started), List.of(started), now);
    }

    /** A step that is over as soon as it begins. */
    private static StepStarted started(Run run, Plan.Step step, Instant now) {
        return started(run, step, List.of(), now, now);
    }

    private static StepStarted started(Run run, Plan.Step step, List<String> targets, Instant now, Instant due) {
        return new StepStarted(run.index(), step, targets, now, due, run.plan().playbook());
    }

    /** Begins a step that people were asked about, if they have agreed to what it would do now. */
    private Decision<ResponseEvent> approved(Run run, Contain step, Approval approval, Instant now) {
        var due = approval.asked().due();
        return switch (approval.standing()) {
            case WAITING ->
                now.isBefore(due)
                        ? Decision.only(new Schedule(due))
                        : closed(run, Approvals.expired(run, approval, now), now);
            case APPROVED ->
                approvals
                        .revoked(run, approval, now)
                        .map(end -> closed(run, end, now))
                        .orElseGet(() -> contain(run, step, run.targets().of(step.does()), now));
            case DENIED -> contain(run, step, List.of(), now);
        };
    }

    private Decision<ResponseEvent> closed(Run run, ApprovalEnded end, Instant now) {
        return next(run.with(end), now).after(List.of(end));
    }

    /** The run goes on if the decision is what it waits for. */
    private Decision<ResponseEvent> decided(Begun s, Run run, ApprovalEnded end, Instant now) {
        return s instanceof Between ? closed(run, end, now) : journal(end);
    }

    private Decision<ResponseEvent> vote(Begun s, Approval approval, Vote c, Instant now) {
        var refusal = Approvals.refusal(s.run(), approval, c, now);
        if (refusal.isPresent()) {
            return Decision.only(new Reply(refusal.get()));
        }
        var revoked = approvals.revoked(s.run(), approval, now).filter(_ -> c.verdict() == Verdict.APPROVE);
        if (revoked.isPresent()) {
            var no = new Reply(new Rejected(revoked.get().why()));
            return decided(s, s.run(), revoked.get(), now).then(no);
        }
        var vote = new ApprovalVoted(c.step(), c.by(), c.role(), c.verdict(), c.digest(), c.reason(), now);
        var run = s.run().with(vote);
        var voted = approval.with(vote);
        return Approvals.end(run, voted, c, now)
                .map(end -> decided(s, run, end, now).then(new Reply(Approvals.counted(voted.with(end)))))
                .orElseGet(() -> Decision.only(new Reply(Approvals.counted(voted))))
                .after(List.of(vote));
    }

    /** What waits for people is decided with it. */
    private Decision<ResponseEvent> calledOff(Begun s, CallOff c, Instant now) {
        var events = new ArrayList<ResponseEvent>();
        var run = s.run();
        for (var approval : run.approvals().values()) {
            if (approval.standing() == Approval.Standing.WAITING) {
                var end = Approvals.end(run, approval, Verdict.DENY, "called off by " + c.by(), now);
                run = run.with(end);
                events.add(end);
            }
        }
        // A step that is done once more lies before others that have begun.
        int begun = Math.max(run.reached(), s instanceof Containing ? run.index() + 1 : run.index());
        events.add(new CalledOff(c.by(), c.why(), run.wanted(begun), now));
        return new Decision<>(events, List.of());
    }

    private static Decision<ResponseEvent> unknown(Vote c) {
        return Decision.only(new Reply(new Rejected("nothing is asked by a step " + c.step())));
    }

    private Decision<ResponseEvent> ended(Run run, List<? extends ResponseEvent> earlier, Instant now) {
        return next(run.past(), now)
                .after(List.of(new StepEnded(run.index(), now)))
                .after(earlier);
    }

    /** The end of a step, or of those that began together: what has failed of them may keep the run. */
    private Decision<ResponseEvent> over(
            Run run, List<? extends Plan.Step> steps, List<? extends ResponseEvent> earlier, Instant now) {
        var failed = steps.stream()
                .filter(run::isWatched)
                .flatMap(step -> run.failure(step).map(why -> new StepFailed(step.id(), why, now)).stream())
                .toList();
        var kept = failed.stream().reduce(run, Run::with, (_, last) -> last);
        return ended(kept, failed, now).after(earlier);
    }

    private Decision<ResponseEvent> repaired(Begun s, Repair c, Instant now) {
        return switch (c) {
            case Pause pause -> journal(new Paused(now, pause.order())).then(ACCEPTED);
            case Resume resume -> {
                var resumed = new Resumed(now, resume.order());
                yield onward(s, s.run().with(resumed), resumed, now);
            }
            case Skip skip -> {
                var waived = new StepWaived(skip.step(), now, skip.order());
                yield onward(s, s.run().with(waived), waived, now);
            }
            case Retry retry -> {
                var again = repairs.again(s.run(), retry, now);
                var effect = again.step() instanceof Notify notify
                        ? effects.call(s.run().with(again), notify, 1, again.due(), now)
                        : new Effect[] {new Schedule(again.due())};
                yield journal(again).then(effect).then(ACCEPTED);
            }
        };
    }

    private Decision<ResponseEvent> onward(Begun s, Run run, ResponseEvent order, Instant now) {
        return (s instanceof Between ? next(run, now) : journal())
                .after(List.of(order))
                .then(ACCEPTED);
    }

    private List<ActionReported> reported(Run run, ActionReport c, Instant now) {
        return effects
                .wanted(run, c.containment())
                .map(found -> {
                    var target = c.containment()
                            .substring(effects.containment(found, "").length());
                    var kind = found.does().word();
                    var action = new ActionState(
                            kind, target, c.outcome(), c.reason(), run.course().seconds(found), now);
                    return run.reported(c.containment(), c.life(), c.report(), action);
                })
                .stream()
                .toList();
    }

    private Decision<ResponseEvent> settled(Containing s, List<ActionReported> reported, Instant now) {
        var run = reported.stream().reduce(s.run(), Run::with, (_, last) -> last);
        return run.haveReported(run.together(s.step()))
                ? over(run, run.together(s.step()), reported, now)
                : journal().after(reported);
    }

    private Decision<ResponseEvent> failed(Notifying s, String why, Optional<Instant> notBefore, Instant now) {
        boolean urgent = s.run().containsLater();
        if (limits.isLast(s.attempt(), notBefore, urgent)) {
            return notified(s, Outcome.FAILED, why + ", " + s.attempt() + " attempts", now);
        }
        var retryAt = limits.again(s.attempt(), notBefore, urgent, now);
        return journal(new NotifyFailed(s.attempt(), why, retryAt)).then(new Schedule(retryAt));
    }

    private Decision<ResponseEvent> notified(Notifying s, Outcome outcome, String why, Instant now) {
        var action = new ActionState("notify", s.step().channel(), outcome, why, 0, now);
        var reported = s.run().reported("notify/" + s.step().id(), 0, s.attempt(), action);
        return over(s.run().with(reported), List.of(s.step()), List.of(reported), now);
    }

    private static Decision<ResponseEvent> journal(ResponseEvent... events) {
        return new Decision<>(List.of(events), List.of());
    }
}
