package io.gabion.protocol.response;

import io.gabion.protocol.response.ResponseEvent.ApprovalEnded;
import io.gabion.protocol.response.ResponseEvent.ApprovalRequested;
import io.gabion.protocol.response.ResponseEvent.ApprovalVoted;
import io.gabion.protocol.response.ResponseEvent.Escalated;
import java.util.List;
import java.util.stream.Stream;

/**
 * What people were asked and what has become of it: the fold of its events.
 *
 * @param votes in the order in which they came
 * @param why empty while it waits
 * @param escalations whom else was told, and when
 */
public record Approval(
        ApprovalRequested asked,
        List<ApprovalVoted> votes,
        Standing standing,
        String why,
        List<Escalated> escalations) {
    public enum Standing {
        WAITING,
        APPROVED,
        DENIED
    }

    public Approval {
        votes = List.copyOf(votes);
        escalations = List.copyOf(escalations);
    }

    public static Approval of(ApprovalRequested asked) {
        return new Approval(asked, List.of(), Standing.WAITING, "", List.of());
    }

    public Approval with(ApprovalVoted vote) {
        return new Approval(
                asked, Stream.concat(votes.stream(), Stream.of(vote)).toList(), standing, why, escalations);
    }

    public Approval with(Escalated e) {
        return new Approval(
                asked,
                votes,
                standing,
                why,
                Stream.concat(escalations.stream(), Stream.of(e)).toList());
    }

    public Approval with(ApprovalEnded end) {
        return new Approval(
                asked,
                votes,
                end.verdict() == Verdict.APPROVE ? Standing.APPROVED : Standing.DENIED,
                end.why(),
                escalations);
    }

    /** Those who have said yes, each once. */
    public List<String> approvers() {
        return votes.stream()
                .filter(vote -> vote.verdict() == Verdict.APPROVE)
                .map(ApprovalVoted::by)
                .distinct()
                .toList();
    }
}
