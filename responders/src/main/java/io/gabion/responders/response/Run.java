package io.gabion.responders.response;

import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.guard.Mode;
import io.gabion.protocol.response.ActionState;
import io.gabion.protocol.response.Approval;
import io.gabion.protocol.response.Outcome;
import io.gabion.protocol.response.Plan;
import io.gabion.protocol.response.Plan.*;
import io.gabion.protocol.response.PlannedAction;
import io.gabion.protocol.response.ResponseEvent.*;
import io.gabion.protocol.response.Targets;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;

/**
 * One playbook being carried out.
 *
 * @param index of the step under way or next
 * @param tracked what each containment or notification has last reported, by its key
 * @param approvals by the step that asks
 * @param skips why steps are left out, by their ids
 * @param reports given to the incident so far
 */
record Run(
        String incident,
        Plan plan,
        Mode mode,
        Targets targets,
        List<ActionState> refused,
        int index,
        SequencedMap<String, Tracked> tracked,
        SequencedMap<String, Approval> approvals,
        Map<String, String> skips,
        int reports) {
    record Tracked(int life, int report, ActionState action) {
        boolean isOlderThan(int otherLife, int otherReport) {
            return life < otherLife || life == otherLife && report < otherReport;
        }
    }

    static Run begun(Started e) {
        return new Run(
                e.incident(),
                e.plan(),
                e.mode(),
                e.targets(),
                e.refused(),
                0,
                new LinkedHashMap<>(),
                new LinkedHashMap<>(),
                Map.of(),
                1);
    }

    Run with(ActionReported e) {
        var all = new LinkedHashMap<>(tracked);
        all.put(e.key(), new Tracked(e.life(), e.report(), e.action()));
        return told(all, e.overview().number());
    }

    Run with(ApprovalRequested e) {
        return shown(e.actions(), Outcome.WAITING_APPROVAL, waiting(e.step(), e.due()), e.at())
                .decided(e.step().id(), Approval.of(e));
    }

    Run with(ApprovalVoted e) {
        return decided(e.step(), approvals.get(e.step()).with(e));
    }

    Run with(ApprovalEnded e) {
        var approval = approvals.get(e.step()).with(e);
        return shown(approval.asked().actions(), Approvals.shown(e.verdict()), e.why(), e.at())
                .decided(e.step(), approval);
    }

    Run with(ConditionChecked e) {
        if (e.holds()) {
            return this;
        }
        var all = new HashMap<>(skips);
        e.step().then().forEach(step -> all.put(step, e.why()));
        return new Run(incident, plan, mode, targets, refused, index, tracked, approvals, all, reports);
    }

    Run at(int newIndex) {
        return new Run(incident, plan, mode, targets, refused, newIndex, tracked, approvals, skips, reports);
    }

    private Run told(SequencedMap<String, Tracked> all, int number) {
        return new Run(incident, plan, mode, targets, refused, index, all, approvals, skips, number);
    }

    private Run decided(String step, Approval approval) {
        var all = new LinkedHashMap<>(approvals);
        all.put(step, approval);
        return new Run(incident, plan, mode, targets, refused, index, tracked, all, skips, reports);
    }

    /** With actions that are not wanted yet. What a containment has reported stays. */
    Run shown(List<PlannedAction> planned, Outcome outcome, String reason, Instant at) {
        var tenant = EntityId.parse(incident).tenant();
        var all = new LinkedHashMap<>(tracked);
        for (var a : planned) {
            var action = new ActionState(a.kind().word(), a.target(), outcome, reason, a.ttlSeconds(), at);
            all.merge(
                    a.containment(tenant),
                    new Tracked(0, 0, action),
                    (before, now) -> before.life() > 0 ? before : now);
        }
        return told(all, reports + 1);
    }

    ActionReported reported(String key, int life, int report, ActionState action) {
        var all = new LinkedHashMap<>(tracked);
        all.put(key, new Tracked(life, report, action));
        return new ActionReported(
                key, life, report, action, told(all, reports + 1).overview());
    }

    Overview overview() {
        return new Overview(incident, plan.playbook(), mode, reports, actions());
    }

    /** Who is asked before the step, if anybody is. */
    Optional<Approval> over(Contain step) {
        return approvals.values().stream()
                .filter(a -> a.asked().step().covers().contains(step.id()))
                .findFirst();
    }

    /** The steps that begin together with this one, in their order. Those that are not begun are left out. */
    List<Contain> together(Contain step) {
        var ids = plan.steps().stream()
                .filter(other -> other instanceof Parallel p && p.steps().contains(step.id()))
                .map(other -> ((Parallel) other).steps())
                .findFirst()
                .orElse(List.of(step.id()));
        return plan.steps().stream()
                .filter(other -> ids.contains(other.id()))
                .map(Contain.class::cast)
                .filter(other -> leftOut(other).isEmpty() && !isDenied(other))
                .toList();
    }

    /** Whether others that begin together with it are still to come. */
    boolean isFollowed(Contain step) {
        var all = together(step);
        return all.contains(step) && !all.getLast().equals(step);
    }

    private boolean isDenied(Contain step) {
        return over(step).filter(a -> a.standing() == Approval.Standing.DENIED).isPresent();
    }

    /** Whether every containment that these steps want has reported. */
    boolean haveReported(List<Contain> steps) {
        return steps.stream().flatMap(step -> keys(step).stream()).allMatch(key -> knows(key, 1, 0));
    }

    ConditionChecked checked(Check check, Instant now) {
        for (var step : plan.steps()) {
            for (var key : check.of().contains(step.id()) ? keys(step) : List.<String>of()) {
                var last = tracked.get(key);
                if (last != null && check.is().contains(last.action().decision())) {
                    var why = step.id() + " is " + last.action().decision().word();
                    return new ConditionChecked(check, true, why, now);
                }
            }
        }
        var words = check.is().stream().map(Outcome::word).toList();
        var why = String.join(", ", check.of()) + ": not " + String.join(" or ", words);
        return new ConditionChecked(check, false, why, now);
    }

    private List<String> keys(Plan.Step step) {
        var tenant = EntityId.parse(incident).tenant();
        return switch (step) {
            case Contain c ->
                targets.of(c.does()).stream()
                        .map(target -> PlannedAction.of(c, target).containment(tenant))
                        .toList();
            case Notify n -> List.of("notify/" + n.id());
            case Ask _, Wait _, Check _, Parallel _ -> List.of();
        };
    }

    /** The containments that steps before this one have asked for. */
    List<String> wanted(int before) {
        return plan.steps().subList(0, Math.min(before, plan.steps().size())).stream()
                .filter(step -> step instanceof Contain c && leftOut(c).isEmpty() && !isDenied(c))
                .flatMap(step -> keys(step).stream())
                .distinct()
                .toList();
    }

    /** Why a step is not begun at all, if so. Where the question itself was left out, nobody has agreed. */
    Optional<String> leftOut(Plan.Step step) {
        boolean unasked = step instanceof Contain c
                && !keys(c).isEmpty()
                && over(c).isEmpty()
                && plan.steps().stream()
                        .anyMatch(s -> s instanceof Ask ask && ask.covers().contains(c.id()));
        return unasked ? Optional.of("nobody was asked") : Optional.ofNullable(skips.get(step.id()));
    }

    static String waiting(Ask step, Instant due) {
        var who = step.people() == 1 ? "somebody" : step.people() + " people";
        return "waits until " + due + " for " + who + " with the role " + either(step);
    }

    static String either(Ask step) {
        return String.join(" or ", step.roles());
    }

    List<ActionState> actions() {
        return Stream.concat(refused.stream(), tracked.values().stream().map(Tracked::action))
                .toList();
    }

    boolean knows(String key, int life, int report) {
        var last = tracked.get(key);
        return last != null && !last.isOlderThan(life, report);
    }
}
