package io.gabion.responders.response;

import io.gabion.protocol.containment.Holder;
import io.gabion.protocol.containment.Target;
import io.gabion.protocol.entity.Effect;
import io.gabion.protocol.entity.Effect.*;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.incident.IncidentCommand;
import io.gabion.protocol.response.*;
import io.gabion.protocol.response.Plan.*;
import io.gabion.protocol.response.ResponseEvent.*;
import io.gabion.responders.containment.ContainmentCommand.LetGo;
import io.gabion.responders.containment.ContainmentCommand.Want;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** How a response words its effects. Every key is made here. */
record ResponseEffects(EntityId id) {
    List<Send> owes(ResponseEvent event) {
        return switch (event) {
            case Started e ->
                List.of(report(new Overview(e.incident(), e.plan().playbook(), e.mode(), 1, e.refused())));
            case StepStarted e ->
                switch (e.step()) {
                    case Contain step ->
                        e.targets().stream()
                                .map(target -> want(e.playbook(), step, target, e.at()))
                                .toList();
                    case Notify _, Ask _, Wait _, Check _, Parallel _, Escalate _ -> List.of();
                };
            case StepRetried e ->
                e.step() instanceof Contain step
                        ? e.targets().stream()
                                .map(target -> again(e, step, target))
                                .toList()
                        : List.of();
            case ActionReported e -> List.of(report(e.overview()));
            case ApprovalRequested e -> List.of(report(e.overview()));
            case ApprovalEnded e -> List.of(report(e.overview()));
            case CalledOff e -> e.containments().stream().map(this::letGo).toList();
            case ApprovalVoted _,
                    ConditionChecked _,
                    StepSkipped _,
                    NotifyFailed _,
                    NotifyRetried _,
                    StepFailed _,
                    StepWaived _,
                    Paused _,
                    Resumed _,
                    Escalated _,
                    PageFailed _,
                    PageRetried _,
                    PageEnded _,
                    StepEnded _,
                    Ended _ -> List.of();
        };
    }

    Effect[] call(Run run, Notify step, int attempt, Instant due, Instant now) {
        var order = new NotifyOrder(
                id + "/" + step.id(),
                step.id(),
                attempt,
                step.channel(),
                run.incident(),
                run.plan().playbook(),
                run.actions(),
                due,
                "",
                questions(run, now),
                run.subject());
        return new Effect[] {new Call(order), new Schedule(due)};
    }

    /** One notice of a chain. */
    Effect page(Run run, Escalated of, int attempt, Instant due, Instant now) {
        var broken = run.care().broken().get(of.step());
        var waits = broken == null
                ? "step " + of.step() + " waits for people"
                : "step " + of.step() + " has failed: " + broken.why();
        return new Call(new NotifyOrder(
                id + "/" + of.step() + "/escalation/" + of.round() + "." + of.bell(),
                Paging.name(of.step(), of.bell()),
                attempt,
                of.channel(),
                run.incident(),
                run.plan().playbook(),
                run.actions(),
                due,
                "level " + of.level() + ": " + waits,
                questions(run, now),
                run.subject()));
    }

    /** What people may decide now. */
    private List<NotifyOrder.Question> questions(Run run, Instant now) {
        return run.approvals().values().stream()
                .filter(a -> a.standing() == Approval.Standing.WAITING
                        && now.isBefore(a.asked().due()))
                .map(a -> new NotifyOrder.Question(
                        id.name() + "." + a.asked().step().id(),
                        a.asked().digest(),
                        a.asked().due(),
                        Approvals.roles(run, a, now),
                        Approvals.counted(a).missing(),
                        a.asked().actions()))
                .toList();
    }

    String containment(Contain step, String target) {
        return PlannedAction.of(step, target).containment(id.tenant());
    }

    private Send again(StepRetried e, Contain step, String target) {
        var want = want(e.playbook(), step, target, e.at());
        return new Send(want.id() + "/" + e.attempt(), want.to(), want.message());
    }

    private Send want(String playbook, Contain step, String target, Instant at) {
        var to = EntityId.parse(containment(step, target));
        var holder = new Holder(id.toString(), at.plusSeconds(step.ttlSeconds()));
        var want = new Want(
                step.does(),
                new Target(step.connector(), target),
                holder,
                playbook.isEmpty() ? "" : playbook + "/" + step.id());
        return new Send(id + "/" + step.id() + "/" + target, to, want);
    }

    private Send letGo(String containment) {
        return new Send(id + "/let-go/" + containment, EntityId.parse(containment), new LetGo(id.toString()));
    }

    private Send report(Overview now) {
        var report = new ResponseReport(
                id.toString(), now.incident(), now.playbook(), now.mode(), now.number(), now.actions());
        return new Send(
                id + "/report/" + now.number(), EntityId.parse(now.incident()), new IncidentCommand.Report(report));
    }

    /** The first step that wants it. */
    Optional<Contain> wanted(Run run, String containment) {
        return run.plan().steps().stream()
                .filter(Contain.class::isInstance)
                .map(Contain.class::cast)
                .filter(step -> run.targets().of(step.does()).stream()
                        .anyMatch(t -> containment(step, t).equals(containment)))
                .findFirst();
    }
}
