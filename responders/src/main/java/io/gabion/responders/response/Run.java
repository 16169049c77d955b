package io.gabion.responders.response;

import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.guard.Mode;
import io.gabion.protocol.response.ActionState;
import io.gabion.protocol.response.Approval;
import io.gabion.protocol.response.Outcome;
import io.gabion.protocol.response.Plan;
import io.gabion.protocol.response.Plan.Ask;
import io.gabion.protocol.response.Plan.Contain;
import io.gabion.protocol.response.PlannedAction;
import io.gabion.protocol.response.ResponseEvent.*;
import io.gabion.protocol.response.Targets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;

/**
 * One playbook being carried out.
 *
 * @param index of the step under way or next
 * @param tracked what each containment or notification has last reported, by its key
 * @param approvals by the step that asks
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
        int reports) {
    record Tracked(int life, int report, ActionState action) {
        boolean isOlderThan(int otherLife, int otherReport) {
            return life < otherLife || life == otherLife && report < otherReport;
        }
    }

    static Run begun(Started e) {
        return new Run(e.incident(), e.plan(), e.mode(), e.targets(), e.refused(), 0, new LinkedHashMap<>(), new LinkedHashMap<>(), 1);
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

    Run at(int newIndex) {
        return new Run(incident, plan, mode, targets, refused, newIndex, tracked, approvals, reports);
    }

    private Run told(SequencedMap<String, Tracked> all, int number) {
        return new Run(incident, plan, mode, targets, refused, index, all, approvals, number);
    }

    private Run decided(String step, Approval approval) {
        var all = new LinkedHashMap<>(approvals);
        all.put(step, approval);
        return new Run(incident, plan, mode, targets, refused, index, tracked, all, reports);
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

    /** Whether the containment itself has reported. */
    boolean hasHeardOf(String containment) {
        return knows(containment, 1, 0);
    }
}
