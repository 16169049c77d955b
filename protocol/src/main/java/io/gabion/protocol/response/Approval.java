package io.gabion.protocol.response;

import io.gabion.protocol.response.ResponseEvent.ApprovalEnded;
import io.gabion.protocol.response.ResponseEvent.ApprovalRequested;
import io.gabion.protocol.response.ResponseEvent.ApprovalVoted;
import java.util.List;
import java.util.stream.Stream;

/**
 * What people were asked and what has become of it: the fold of its events.
 *
 * @param votes in the order in which they came
 * @param why empty while it waits
 */
public record Approval(ApprovalRequested asked, List<ApprovalVoted> votes, Standing standing, String why) {
    public enum Standing {
        WAITING,
        APPROVED,
        DENIED
    }

    public Approval {
        votes = List.copyOf(votes);
    }

    public static Approval of(ApprovalRequested asked) {
        return new Approval(asked, List.of(), Standing.WAITING, "");
    }

    public Approval with(ApprovalVoted vote) {
        return new Approval(
                asked, Stream.concat(votes.stream(), Stream.of(vote)).toList(), standing, why);
    }

    public Approval with(ApprovalEnded end) {
        return new Approval(
                asked, votes, end.verdict() == Verdict.APPROVE ? Standing.APPROVED : Standing.DENIED, end.why());
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
