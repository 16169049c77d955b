package io.gabion.responders.response;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.protocol.Tenant;
import io.gabion.protocol.containment.Action;
import io.gabion.protocol.entity.Decision;
import io.gabion.protocol.entity.Effect.Reply;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.guard.Mode;
import io.gabion.protocol.response.ActionReport;
import io.gabion.protocol.response.Approval;
import io.gabion.protocol.response.Approval.Standing;
import io.gabion.protocol.response.Outcome;
import io.gabion.protocol.response.PersonalOrder;
import io.gabion.protocol.response.Plan;
import io.gabion.protocol.response.Plan.*;
import io.gabion.protocol.response.PlannedAction;
import io.gabion.protocol.response.ResponseCommand;
import io.gabion.protocol.response.ResponseCommand.*;
import io.gabion.protocol.response.ResponseEvent;
import io.gabion.protocol.response.ResponseEvent.*;
import io.gabion.protocol.response.Targets;
import io.gabion.protocol.response.Verdict;
import io.gabion.responders.response.ResponseState.Begun;
import io.gabion.responders.response.ResponseState.Finished;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What becomes of an approval when the connector of that name comes to mean another system. */
class PeersTest {
    private static final Instant START = Instant.parse("2026-01-02T03:00:00Z");
    private static final EntityId ID = new EntityId(new Tenant("acme"), "response", "r");
    private static final EntityId INCIDENT = new EntityId(new Tenant("acme"), "incident", "i");
    private static final Targets BOTH = new Targets(List.of("203.0.113.7"), List.of("olga@web1"), List.of());
    private static final Block BLOCK = new Block("block", "firewall", 600);
    private static final LockAccount LOCK = new LockAccount("lock", "accounts", 600);
    private static final Wait REST = new Wait("rest", 60);
    private static final String MOVED = "what would be done is not what was approved: connector accounts is set up"
            + " otherwise since it was asked";

    /** As the site has them now. */
    private final Map<String, String> reached = new HashMap<>(Map.of("firewall", "fw1", "accounts", "web1"));

    private final Response response = new Response(
            ID,
            new ResponseLimits(10, Duration.ofMinutes(1), Duration.ofSeconds(5), 5, Duration.ofSeconds(2)),
            action -> reached.getOrDefault(action.connector(), "nowhere"));
    private final List<ResponseEvent> events = new ArrayList<>();
    private ResponseState state = response.empty();
    private Instant now = START;

    @Test
    void what_is_set_up_as_it_was_is_done() {
        begin(ask(1, Verdict.DENY, "lock"), LOCK);
        reached.put("firewall", "fw2");

        assertThat(yes("paula").effects()).contains(new Reply(new Counted(Standing.APPROVED, 0)));
        assertThat(begun("lock")).containsExactly("olga@web1");
    }

    @Test
    void a_connector_set_up_otherwise_before_the_decision_is_not_approved_and_the_run_goes_on() {
        begin(ask(2, Verdict.DENY, "lock"), LOCK);
        assertThat(yes("paula").effects()).contains(new Reply(new Counted(Standing.WAITING, 1)));
        reached.put("accounts", "web2");

        var refused = yes("quentin");

        assertThat(refused.effects()).contains(new Reply(new Rejected(MOVED)));
        assertThat(refused.events()).noneMatch(ApprovalVoted.class::isInstance);
        assertThat(approval().standing()).isEqualTo(Standing.DENIED);
        assertThat(approval().why()).isEqualTo(MOVED);
        assertThat(begun("lock")).isEmpty();
        assertThat(state).isInstanceOf(Finished.class);
        assertThat(yes("rosa").effects()).containsExactly(new Reply(new Rejected("decided before: " + MOVED)));
    }

    @Test
    void a_connector_that_was_none_when_it_was_asked_is_not_approved() {
        reached.remove("accounts");
        begin(ask(1, Verdict.DENY, "lock"), LOCK);
        reached.put("accounts", "web1");

        assertThat(yes("paula").effects()).contains(new Reply(new Rejected(MOVED)));
    }

    @Test
    void it_can_be_denied_as_before() {
        begin(ask(1, Verdict.DENY, "lock"), LOCK);
        reached.put("accounts", "web2");

        var denied = decide(new Vote("ask", "paula", "approver", Verdict.DENY, "", "no"));

        assertThat(denied.effects()).contains(new Reply(new Counted(Standing.DENIED, 0)));
        assertThat(approval().why()).isEqualTo("denied by paula: no");
    }

    @Test
    void a_connector_set_up_otherwise_after_the_decision_is_not_called() {
        begin(ask(1, Verdict.DENY, "lock"), REST, LOCK);
        yes("paula");
        reached.put("accounts", "web2");

        later(60);

        assertThat(approval().why()).isEqualTo(MOVED);
        assertThat(begun("lock")).isEmpty();
    }

    @Test
    void nor_by_the_playbook_that_approves_when_the_time_runs_out() {
        begin(ask(1, Verdict.APPROVE, "lock"), LOCK);
        reached.put("accounts", "web2");

        later(3_600);

        assertThat(approval().why()).isEqualTo(MOVED);
        assertThat(begun("lock")).isEmpty();
    }

    @Test
    void nor_by_asking_for_it_once_more() {
        begin(ask(1, Verdict.DENY, "lock"), LOCK, new Escalate("chain", List.of("lock"), List.of()));
        yes("paula");
        decide(new ActionReport(
                ID.toString(), "acme/containment/accounts/lock-account/olga@web1", 1, 1, Outcome.FAILED, "gone"));
        reached.put("accounts", "web2");
        var again = new Retry("lock", new PersonalOrder("olaf", "responder", "why", "k"));

        assertThat(decide(again).effects()).containsExactly(new Reply(new Rejected(MOVED)));

        reached.put("accounts", "web1");
        assertThat(decide(again).effects()).contains(new Reply(new Accepted()));
    }

    @Test
    void of_several_connectors_all_are_named() {
        begin(ask(1, Verdict.DENY, "block", "lock"), BLOCK, LOCK);
        reached.put("firewall", "fw2");

        assertThat(yes("paula").effects())
                .contains(new Reply(new Rejected("what would be done is not what was approved: one of the connectors"
                        + " firewall, accounts is set up otherwise since it was asked")));
    }

    /** As versions asked that knew of names alone. */
    @Test
    void who_was_asked_by_name_alone_has_decided_by_name_alone() {
        var before = new HashMap<>(reached);
        reached.replaceAll((_, _) -> "");
        begin(ask(1, Verdict.DENY, "lock"), REST, LOCK);
        reached.putAll(before);

        assertThat(yes("paula").effects()).contains(new Reply(new Counted(Standing.APPROVED, 0)));
        later(60);
        assertThat(begun("lock")).containsExactly("olga@web1");
    }

    /** What is stored: it must not change by itself, or what waits is refused after an upgrade. */
    @Test
    void digests_stay_as_they_are() {
        var plan = new Plan("p", "hash", List.of(LOCK));
        var actions = List.of(new PlannedAction(Action.LOCK_ACCOUNT, "accounts", "olga@web1", 600));

        assertThat(PlannedAction.digest("r", plan, "ask", actions, _ -> ""))
                .isEqualTo("465b8edd0ecb4e50503ae695b31c4c159bef2e32ca97ee556b617b25aa6941e7");
        assertThat(PlannedAction.digest("r", plan, "ask", actions, _ -> "web1"))
                .isEqualTo("5270c3c5afd59d0c82ee0a7a4db22a223a7c864418165d0632e4b09d01b600b8");
    }

    private static Ask ask(int people, Verdict otherwise, String... covers) {
        return new Ask("ask", List.of(covers), List.of("approver"), people, 3_600, otherwise);
    }

    private void begin(Step... steps) {
        decide(new Start(INCIDENT, new Plan("p", "hash", List.of(steps)), BOTH, Mode.LIVE));
    }

    private void later(int seconds) {
        now = now.plusSeconds(seconds);
        decide(new Wake());
    }

    private Decision<ResponseEvent> yes(String by) {
        return decide(new Vote(
                "ask", by, "approver", Verdict.APPROVE, approval().asked().digest(), ""));
    }

    private Approval approval() {
        return ((Begun) state).run().approvals().get("ask");
    }

    private List<String> begun(String step) {
        return events.stream()
                .filter(e -> e instanceof StepStarted s && s.step().id().equals(step))
                .flatMap(e -> ((StepStarted) e).targets().stream())
                .toList();
    }

    private Decision<ResponseEvent> decide(ResponseCommand command) {
        var decision = response.decide(state, command, now);
        for (var event : decision.events()) {
            state = response.apply(state, event);
            events.add(event);
        }
        return decision;
    }
}
