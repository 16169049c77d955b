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
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One playbook being carried out.
 *
 * @param subject what the incident is, in one line for people; may be empty
 * @param course how far it has come
 * @param tracked what each containment or notification has last reported, by its key
 * @param approvals by the step that asks
 * @param care what people have to do with it
 * @param paging whom chains have told
 * @param reports given to the incident so far
 */
record Run(
        String incident,
        String subject,
        Plan plan,
        Mode mode,
        Targets targets,
        List<ActionState> refused,
        Course course,
        SequencedMap<String, Tracked> tracked,
        SequencedMap<String, Approval> approvals,
        Care care,
        Paging paging,
        int reports) {
    /** What is no success, or not yet known to be one. */
    private static final Set<Outcome> FAILURES =
            EnumSet.of(Outcome.REFUSED, Outcome.UNKNOWN, Outcome.DRIFTED, Outcome.FAILED, Outcome.WAITING_APPROVAL);

    /** @param stale wanted once more since; a newer report is awaited */
    record Tracked(int life, int report, ActionState action, boolean stale) {
        Tracked(int life, int report, ActionState action) {
            this(life, report, action, false);
        }

        boolean isOlderThan(int otherLife, int otherReport) {
            return life < otherLife || life == otherLife && report < otherReport;
        }
    }

    static Run begun(Started e) {
        return new Run(
                e.incident(),
                e.subject(),
                e.plan(),
                e.mode(),
                e.targets(),
                e.refused(),
                Course.BEGINNING,
                new LinkedHashMap<>(),
                new LinkedHashMap<>(),
                Care.NONE,
                Paging.NONE,
                1);
    }

    Run with(ActionReported e) {
        var all = new LinkedHashMap<>(tracked);
        all.put(e.key(), new Tracked(e.life(), e.report(), e.action()));
        return told(all, e.overview().number()).mended();
    }

    /** What has come right by itself needs nobody any more. */
    private Run mended() {
        var run = this;
        for (var id : care.broken().keySet()) {
            if (step(id).flatMap(this::failure).isEmpty()) {
                run = run.cared(run.care.mended(id), run.paging.without(id));
            }
        }
        return run;
    }

    Run with(StepFailed e) {
        return cared(care.with(e), paging.without(e.step()));
    }

    Run with(StepWaived e) {
        var run = cared(care.with(e), paging.without(e.step()));
        return step(e.step()).filter(step -> !isBegun(step)).isEmpty()
                ? run
                : run.skipping(
                        List.of(e.step()),
                        "skipped by " + e.order().by() + ": " + e.order().reason());
    }

    Run with(StepStarted e) {
        return on(course.in(e));
    }

    Run with(StepRetried e) {
        var all = new LinkedHashMap<>(tracked);
        if (e.step() instanceof Contain contain) {
            var tenant = EntityId.parse(incident).tenant();
            e.targets()
                    .forEach(target -> all.computeIfPresent(
                            PlannedAction.of(contain, target).containment(tenant),
                            (_, t) -> new Tracked(t.life(), t.report(), t.action(), true)));
        }
        var again = told(all, reports)
                .cared(care.with(e), paging.without(e.step().id()))
                .at(e.index());
        return e.step() instanceof Contain step ? again.on(again.course.holding(step, e.at())) : again;
    }

    Run with(Paused e) {
        return cared(care.with(e), paging);
    }

    Run with(Resumed e) {
        return cared(care.with(e), paging);
    }

    Run with(Escalated e) {
        var run = cared(care, paging.with(e));
        var approval = approvals.get(e.step());
        return approval == null ? run : run.decided(e.step(), approval.with(e));
    }

    Run with(Paging now) {
        return cared(care, now);
    }

    private Run cared(Care newCare, Paging newPaging) {
        return new Run(
                incident, subject, plan, mode, targets, refused, course, tracked, approvals, newCare, newPaging,
                reports);
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
                .decided(e.step(), approval)
                .with(paging.without(e.step()));
    }

    Run with(ConditionChecked e) {
        if (e.holds()) {
            return this;
        }
        return skipping(e.step().then(), e.why());
    }

    private Run skipping(List<String> steps, String why) {
        return on(course.skipping(steps, why));
    }

    /** At a step; those before it have begun or were left out. */
    Run at(int step) {
        return on(course.at(step));
    }

    /** After the step it was in: at the first one that has not begun. */
    Run past() {
        return on(course.past());
    }

    private Run on(Course now) {
        return new Run(incident, subject, plan, mode, targets, refused, now, tracked, approvals, care, paging, reports);
    }

    /** Whether a step after the one it is at contains. */
    boolean containsLater() {
        return plan.steps().stream().skip(index() + 1L).anyMatch(Contain.class::isInstance);
    }

    int index() {
        return course.index();
    }

    int reached() {
        return course.reached();
    }

    Map<String, String> skips() {
        return course.skips();
    }

    private Run told(SequencedMap<String, Tracked> all, int number) {
        return new Run(incident, subject, plan, mode, targets, refused, course, all, approvals, care, paging, number);
    }

    private Run decided(String step, Approval approval) {
        var all = new LinkedHashMap<>(approvals);
        all.put(step, approval);
        return new Run(incident, subject, plan, mode, targets, refused, course, tracked, all, care, paging, reports);
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

    /** Until when the next step waits for people, if it does. */
    Optional<Instant> decidedBy() {
        if (care.holds() || index() >= plan.steps().size() || !(plan.steps().get(index()) instanceof Contain step)) {
            return Optional.empty();
        }
        return over(step)
                .filter(a -> a.standing() == Approval.Standing.WAITING)
                .map(a -> a.asked().due());
    }

    Optional<Plan.Step> step(String id) {
        return plan.steps().stream().filter(step -> step.id().equals(id)).findFirst();
    }

    /** The step as the playbook has it, whatever time it was begun for. */
    Contain asPlanned(Contain begun) {
        return (Contain) step(begun.id()).orElseThrow();
    }

    int indexOf(Plan.Step step) {
        return plan.steps().indexOf(step);
    }

    /** Whether it has begun, now or before; what was left out has not. */
    boolean isBegun(Plan.Step step) {
        return indexOf(step) < reached() && leftOut(step).isEmpty();
    }

    /** Whether a failure of the step keeps the run from going on. */
    boolean isWatched(Plan.Step step) {
        return care.pause().isPresent()
                || care.attempts().containsKey(step.id())
                || Chain.of(plan, step.id()).isPresent();
    }

    /** What of the step is no success, or not known to be one; of a step that has begun. */
    Optional<String> failure(Plan.Step step) {
        var why = keys(step).stream()
                .map(key -> failure(step, key))
                .flatMap(Optional::stream)
                .collect(Collectors.joining("; "));
        return why.isEmpty() ? Optional.empty() : Optional.of(why);
    }

    private Optional<String> failure(Plan.Step step, String key) {
        var last = tracked.get(key);
        if (last == null || last.stale()) {
            return Optional.of(target(step, key) + ": no report");
        }
        var action = last.action();
        boolean good = !FAILURES.contains(action.decision());
        return good
                ? Optional.empty()
                : Optional.of(action.target() + " is " + action.decision().word()
                        + (action.reason().isEmpty() ? "" : ", " + action.reason()));
    }

    /** A network and a file have slashes. */
    private String target(Plan.Step step, String key) {
        var tenant = EntityId.parse(incident).tenant();
        var before = step instanceof Contain c ? PlannedAction.of(c, "").containment(tenant) : "notify/";
        return key.substring(before.length());
    }

    /** The targets of which it has failed. */
    List<String> failed(Contain step) {
        var tenant = EntityId.parse(incident).tenant();
        return targets.of(step.does()).stream()
                .filter(target -> failure(step, PlannedAction.of(step, target).containment(tenant))
                        .isPresent())
                .toList();
    }

    /** The steps that begin together with this one, in their order. Those that are not begun are left out. */
    List<Contain> together(Contain step) {
        if (care.attempts().containsKey(step.id())) {
            return List.of(step);
        }
        var ids = plan.steps().stream()
                .filter(other -> other instanceof Parallel p && p.steps().contains(step.id()))
                .map(other -> ((Parallel) other).steps())
                .findFirst()
                .orElse(List.of(step.id()));
        return plan.steps().stream()
                .filter(other -> ids.contains(other.id()))
                .map(Contain.class::cast)
                .filter(this::isAgreed)
                .toList();
    }

    /** Whether others that begin together with it are still to come. */
    boolean isFollowed(Contain step) {
        var all = together(step);
        return all.contains(step) && !all.getLast().equals(step);
    }

    /** Whether it contains somebody, unless people say no. */
    boolean isWanted(Contain step) {
        return !targets.of(step.does()).isEmpty() && isAgreed(step);
    }

    private boolean isAgreed(Plan.Step step) {
        return leftOut(step).isEmpty() && !(step instanceof Contain c && isDenied(c));
    }

    private boolean isDenied(Contain step) {
        return over(step).filter(a -> a.standing() == Approval.Standing.DENIED).isPresent();
    }

    /** Whether every containment that these steps want has reported. */
    boolean haveReported(List<Contain> steps) {
        return steps.stream().flatMap(step -> keys(step).stream()).allMatch(key -> knows(key, 1, 0));
    }

    /** Of what has begun and has not reported in time nobody knows what came of it. */
    ConditionChecked checked(Check check, Instant now) {
        for (var step : plan.steps()) {
            for (var key : check.of().contains(step.id()) ? keys(step) : List.<String>of()) {
                var last = Optional.ofNullable(tracked.get(key))
                        .map(tracked -> tracked.action().decision());
                if (last.filter(check.is()::contains).isPresent()) {
                    return new ConditionChecked(
                            check, true, step.id() + " is " + last.get().word(), now);
                }
                if (last.isEmpty()
                        && isBegun(step)
                        && isAgreed(step)
                        && check.is().contains(Outcome.UNKNOWN)) {
                    return new ConditionChecked(check, true, step.id() + " has not reported", now);
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
            case Ask _, Wait _, Check _, Parallel _, Escalate _ -> List.of();
        };
    }

    /** The containments that steps before this one have asked for. */
    List<String> wanted(int before) {
        return plan.steps().subList(0, Math.min(before, plan.steps().size())).stream()
                .filter(step -> step instanceof Contain && isAgreed(step))
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
        return unasked ? Optional.of("nobody was asked") : skipped(step);
    }

    /**
     * What a condition lets begin does not where the condition itself is left out. A run of an earlier version may have begun
     * it all the same: it holds what it holds.
     */
    private Optional<String> skipped(Plan.Step step) {
        if (skips().containsKey(step.id()) || course.holds().containsKey(step.id())) {
            return Optional.ofNullable(skips().get(step.id()));
        }
        var all = new HashMap<>(skips());
        for (var other : plan.steps()) {
            if (other instanceof Check check && all.containsKey(check.id())) {
                check.then().forEach(id -> all.putIfAbsent(id, all.get(check.id())));
            }
        }
        return Optional.ofNullable(all.get(step.id()));
    }

    static String waiting(Ask step, Instant due) {
        var who = step.people() == 1 ? "somebody" : step.people() + " people";
        return "waits until " + due.truncatedTo(ChronoUnit.SECONDS) + " for " + who + " with the role " + either(step);
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
