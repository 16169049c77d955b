package io.gabion.responders.response;

import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.response.Approval;
import io.gabion.protocol.response.Approval.Standing;
import io.gabion.protocol.response.Outcome;
import io.gabion.protocol.response.Plan.Ask;
import io.gabion.protocol.response.Plan.Contain;
import io.gabion.protocol.response.PlannedAction;
import io.gabion.protocol.response.ResponseCommand.*;
import io.gabion.protocol.response.ResponseEvent.*;
import io.gabion.protocol.response.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who may decide, about what exactly, until when, and what counts.
 *
 * @param peers what connectors reach now
 */
record Approvals(EntityId id, Peers peers) {
    private static final String CHANGED = "what would be done is not what was approved";

    Optional<ApprovalRequested> request(Run run, Ask step, Instant now) {
        var actions = actions(run, step);
        if (actions.isEmpty()) {
            return Optional.empty();
        }
        var due = now.plusSeconds(step.withinSeconds());
        var shown = run.shown(actions, Outcome.WAITING_APPROVAL, Run.waiting(step, due), now);
        return Optional.of(new ApprovalRequested(
                step,
                "playbook:" + run.plan().playbook(),
                actions,
                digest(run, step, actions, peers),
                now,
                due,
                shown.overview()));
    }

    /** Why the decision does not count, if so. */
    static Optional<Answer> refusal(Run run, Approval approval, Vote vote, Instant now) {
        var asked = approval.asked();
        var roles = roles(run, approval, now);
        if (!roles.contains(vote.role())) {
            return Optional.of(new Forbidden(
                    "the role " + vote.role() + " may not decide this, " + String.join(" or ", roles) + " may"));
        }
        if (vote.by().equals(asked.requester())) {
            return Optional.of(new Forbidden(vote.by() + " asks for this and may not decide it"));
        }
        if (vote.verdict() == Verdict.APPROVE && run.care().carriedBy(vote.by(), asked.at())) {
            return Optional.of(new Forbidden(
                    vote.by() + " had the run go on before this was asked, so asks for it, and may only deny it"));
        }
        boolean seen = vote.digest().equals(asked.digest());
        if (!seen && !(vote.verdict() == Verdict.DENY && vote.digest().isEmpty())) {
            return Optional.of(new Rejected("what waits is not what was shown: its digest is " + asked.digest()));
        }
        if (said(approval, vote)) {
            return Optional.of(counted(approval));
        }
        if (approval.standing() != Standing.WAITING) {
            return Optional.of(new Rejected("decided before: " + approval.why()));
        }
        return now.isBefore(asked.due())
                ? Optional.empty()
                : Optional.of(new Rejected("the time to decide ran out at " + asked.due()));
    }

    /** Those whom the step names, and those whom its chain has reached: by the clock, whether or not the alarm came first. */
    static List<String> roles(Run run, Approval approval, Instant now) {
        var asked = approval.asked();
        var added = Chain.roles(run.plan(), asked.step().id(), asked.at(), now);
        return Stream.concat(asked.step().roles().stream(), added.stream())
                .distinct()
                .toList();
    }

    /** The same person has said the same before. */
    private static boolean said(Approval approval, Vote vote) {
        return approval.votes().stream().anyMatch(v -> v.by().equals(vote.by()) && v.verdict() == vote.verdict());
    }

    static Counted counted(Approval approval) {
        int missing = approval.standing() == Standing.WAITING
                ? approval.asked().step().people() - approval.approvers().size()
                : 0;
        return new Counted(approval.standing(), missing);
    }

    /** What the decision ends, if anything. */
    static Optional<ApprovalEnded> end(Run run, Approval approval, Vote vote, Instant now) {
        if (vote.verdict() == Verdict.DENY) {
            var why = vote.reason().isBlank() ? "" : ": " + vote.reason();
            return Optional.of(end(run, approval, Verdict.DENY, "denied by " + vote.by() + why, now));
        }
        return approval.approvers().size() < approval.asked().step().people()
                ? Optional.empty()
                : Optional.of(end(
                        run, approval, Verdict.APPROVE, "approved by " + String.join(", ", approval.approvers()), now));
    }

    static ApprovalEnded expired(Run run, Approval approval, Instant now) {
        var otherwise = approval.asked().step().otherwise();
        var said = otherwise == Verdict.APPROVE ? "the playbook approves" : "that is no";
        return end(
                run,
                approval,
                otherwise,
                "not decided until " + approval.asked().due() + ", " + said,
                now);
    }

    static ApprovalEnded end(Run run, Approval approval, Verdict verdict, String why, Instant now) {
        var shown = run.shown(approval.asked().actions(), shown(verdict), why, now);
        return new ApprovalEnded(approval.asked().step().id(), verdict, why, now, shown.overview());
    }

    static Outcome shown(Verdict verdict) {
        return verdict == Verdict.APPROVE ? Outcome.WAITING_APPROVAL : Outcome.REFUSED;
    }

    /** The end of what nobody may decide any more, since it is no longer what they were asked about. */
    Optional<ApprovalEnded> revoked(Run run, Approval approval, Instant now) {
        return changed(run, approval).map(why -> end(run, approval, Verdict.DENY, why, now));
    }

    /**
     * Why what would be done now is no longer what people were asked about, if so. Whom a version has asked that knew
     * connectors by their names alone was asked about these.
     */
    Optional<String> changed(Run run, Approval approval) {
        var asked = approval.asked();
        var actions = actions(run, asked.step());
        if (Stream.of(peers, Peers.NONE)
                .anyMatch(of -> digest(run, asked.step(), actions, of).equals(asked.digest()))) {
            return Optional.empty();
        }
        boolean known = actions.stream().anyMatch(a -> !peers.of(a).isEmpty());
        return Optional.of(known && actions.equals(asked.actions()) ? moved(actions) : CHANGED);
    }

    /** The actions are the same: it is what a connector of them reaches. */
    private static String moved(List<PlannedAction> actions) {
        var connectors =
                actions.stream().map(PlannedAction::connector).distinct().toList();
        var which = connectors.size() == 1
                ? "connector " + connectors.getFirst()
                : "one of the connectors " + String.join(", ", connectors);
        return CHANGED + ": " + which + " is set up otherwise since it was asked";
    }

    private String digest(Run run, Ask step, List<PlannedAction> actions, Peers of) {
        return PlannedAction.digest(id.toString(), run.plan(), step.id(), actions, of::of);
    }

    private static List<PlannedAction> actions(Run run, Ask step) {
        return run.plan().steps().stream()
                .filter(other -> step.covers().contains(other.id()))
                .filter(Contain.class::isInstance)
                .map(Contain.class::cast)
                .flatMap(other -> run.targets().of(other.does()).stream().map(t -> PlannedAction.of(other, t)))
                .toList();
    }
}
