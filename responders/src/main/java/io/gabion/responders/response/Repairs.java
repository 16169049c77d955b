package io.gabion.responders.response;

import io.gabion.protocol.response.Approval;
import io.gabion.protocol.response.Plan;
import io.gabion.protocol.response.Plan.*;
import io.gabion.protocol.response.ResponseCommand.*;
import io.gabion.protocol.response.ResponseEvent.StepRetried;
import io.gabion.responders.response.ResponseState.*;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Why a person's order about a run is not carried out, if so. */
record Repairs(Approvals approvals, ResponseLimits limits) {
    static final int MOST_ATTEMPTS = 16;
    private static final List<String> ROLES = List.of("responder", "admin");

    Optional<Answer> refusal(Begun s, Repair c, Instant now) {
        var run = s.run();
        var allowed = allowed(run, c, now);
        if (!allowed.contains(c.order().role())) {
            return Optional.of(new Forbidden(
                    "the role " + c.order().role() + " may not do this, " + String.join(" or ", allowed) + " may"));
        }
        return (switch (c) {
                    case Pause _ -> pause(s);
                    case Resume _ -> resume(run);
                    case Retry retry -> retry(s, retry.step(), now);
                    case Skip skip -> skip(run, skip.step());
                })
                .map(Rejected::new);
    }

    /** Whoever may respond, and who the chain of the step has been given to. */
    private static List<String> allowed(Run run, Repair c, Instant now) {
        var step =
                switch (c) {
                    case Retry retry -> retry.step();
                    case Skip skip -> skip.step();
                    case Pause _, Resume _ -> "";
                };
        var roles = new ArrayList<>(ROLES);
        var broken = run.care().broken().get(step);
        if (broken != null) {
            Chain.roles(run.plan(), step, broken.since(), now).stream()
                    .filter(role -> !roles.contains(role))
                    .forEach(roles::add);
        }
        return roles;
    }

    private static Optional<String> pause(Begun s) {
        if (s instanceof Finished) {
            return Optional.of("no step is left");
        }
        return s.run()
                .care()
                .pause()
                .map(p ->
                        "paused before by " + p.order().by() + ": " + p.order().reason());
    }

    private static Optional<String> resume(Run run) {
        if (run.care().pause().isEmpty()) {
            return Optional.of("it is not paused");
        }
        return run.care().broken().isEmpty()
                ? Optional.empty()
                : Optional.of("retry or skip first what has failed: "
                        + String.join(", ", run.care().broken().keySet()));
    }

    private Optional<String> retry(Begun s, String step, Instant now) {
        var run = s.run();
        var underWay = s.underWay();
        if (underWay.isPresent()) {
            return Optional.of("step " + underWay.get().id() + " is under way");
        }
        var found = run.step(step)
                .filter(other -> run.isBegun(other) && run.failure(other).isPresent());
        if (found.isEmpty()) {
            return Optional.of("nothing of a step " + step + " has failed");
        }
        if (run.care().attempt(step) >= MOST_ATTEMPTS) {
            return Optional.of("step " + step + " was tried " + MOST_ATTEMPTS + " times");
        }
        return found.get() instanceof Contain contain ? uncovered(run, contain) : Optional.empty();
    }

    /** Approval is for what was asked: to do it once more needs no other, to do something else does. */
    private Optional<String> uncovered(Run run, Contain step) {
        return run.over(step)
                .flatMap(approval -> approval.standing() == Approval.Standing.APPROVED
                        ? approvals.changed(run, approval)
                        : Optional.of("nobody has approved step " + step.id()));
    }

    private static Optional<String> skip(Run run, String step) {
        if (run.care().broken().containsKey(step)) {
            return Optional.empty();
        }
        var found = run.step(step);
        if (found.isEmpty() || run.isBegun(found.get())) {
            return Optional.of("a step " + step + " has neither failed nor is it still to come");
        }
        if (run.care().pause().isEmpty()) {
            return Optional.of("pause it first: step " + step + " could begin meanwhile");
        }
        return switch (found.get()) {
            case Contain _, Notify _, Wait _, Ask _ -> Optional.empty();
            case Check _, Parallel _, Escalate _ ->
                Optional.of("step " + step + " only says how others go: skip those");
        };
    }

    /** The step once more, for those of its targets of which it has failed. */
    StepRetried again(Run run, Retry c, Instant now) {
        Plan.Step step = run.step(c.step()).orElseThrow();
        var due = now.plus(step instanceof Contain ? limits.patience() : limits.call());
        return new StepRetried(
                run.indexOf(step),
                step instanceof Contain contain ? Stages.heldAgain(run, contain, now) : step,
                run.care().attempt(c.step()) + 1,
                step instanceof Contain contain ? run.failed(contain) : List.of(),
                now,
                due,
                run.plan().playbook(),
                c.order());
    }
}
