package io.gabion.node.step;

import io.gabion.node.Wiring;
import io.gabion.node.incident.IncidentState;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.containment.Action;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.entity.Message;
import io.gabion.protocol.guard.Mode;
import io.gabion.protocol.incident.IncidentEvent;
import io.gabion.protocol.response.*;
import io.gabion.protocol.response.ResponseCommand.*;
import io.gabion.protocol.response.ResponseEvent.*;
import io.gabion.responders.guard.GuardCommand.Surroundings;
import io.gabion.responders.guard.GuardPolicy;
import io.gabion.responders.guard.GuardPolicy.Budget;
import io.gabion.responders.response.Notices;
import io.gabion.responders.response.ResponseState.Finished;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * One seed: a response that asks two people before it locks an account, and people who say yes, no, twice, too late,
 * about something else, or in a role that is not asked.
 */
final class ApprovalRun {
    private static final Tenant TENANT = new Tenant("acme");
    private static final EntityId INCIDENT = new EntityId(TENANT, "incident", "i");
    private static final EntityId RESPONSE = new EntityId(TENANT, "response", "r");
    private static final Instant START = Instant.parse("2026-01-02T03:00:00Z");
    private static final Instant CALM = START.plus(Duration.ofMinutes(20));
    private static final Instant END = START.plus(Duration.ofMinutes(50));
    private static final String OLGA = "olga@web1";
    private static final Targets TARGETS = new Targets(List.of("203.0.113.7"), List.of(OLGA), List.of());
    private static final Budget BUDGET = new Budget(100, Duration.ofHours(1), 100);
    private static final GuardPolicy POLICY = new GuardPolicy(
            Mode.LIVE,
            Set.of("accounts"),
            List.of(),
            Map.of(Action.LOCK_ACCOUNT, BUDGET, Action.BLOCK_ADDRESS, BUDGET),
            "hash");

    private final Random random;
    private final VirtualTime time = new VirtualTime(START);
    private final SeededFaults faults;
    private final Ledger ledger = new Ledger(time, BUDGET);
    private final SimulatedTarget accounts;
    private final StepEngine engine;
    private final Plan plan;
    private final Set<Message> answered = new HashSet<>();
    private final Set<String> counted = new HashSet<>();
    private final List<ApprovalVoted> votes = new ArrayList<>();
    private IncidentState incident = IncidentState.EMPTY;
    private ApprovalRequested asked;
    private ApprovalEnded end;

    /** @param asks false for the mutant that asks, but not about the account */
    ApprovalRun(boolean asks, String forgetful, long seed) {
        random = new Random(seed);
        faults = new SeededFaults(random, time, CALM);
        accounts = new SimulatedTarget(time, faults, ledger);
        var otherwise = random.nextInt(4) == 0 ? Verdict.APPROVE : Verdict.DENY;
        var covers = List.of(asks ? "lock" : "block");
        plan = new Plan(
                "contain-takeover",
                "hash",
                List.of(
                        new Plan.Ask("ask", covers, List.of("approver"), 2, 600, otherwise),
                        new Plan.Notify("tell", "log"),
                        new Plan.Wait("rest", 20),
                        new Plan.Parallel("both", List.of("lock", "block")),
                        new Plan.LockAccount("lock", "accounts", 3_600),
                        new Plan.Block("block", "firewall", 600),
                        new Plan.Check("refused", List.of("lock"), List.of(Outcome.REFUSED), List.of("page")),
                        new Plan.Notify("page", "log")));
        engine = new StepEngine(time, faults, Delivery.AS_THEY_COME, true, this::journaled);
        new Wiring(List.of(), POLICY, Map.of("accounts", accounts), Notices.NOBODY)
                .register(Forgetful.registry(engine, forgetful));
    }

    Ledger run() {
        for (int s = 0; s < Duration.between(START, END).toSeconds(); s += 20) {
            time.at(
                    START.plusSeconds(s),
                    "node",
                    () -> engine.tell(Wiring.guard(TENANT), new Surroundings("node1", List.of("198.51.100.254"))));
        }
        time.at(START, "incident", () -> insist(new Start(INCIDENT, plan, TARGETS, Mode.LIVE)));
        for (var person : List.of("paula", "quentin", "rosa")) {
            for (int n = random.nextInt(3); n > 0; n--) {
                time.at(START.plusSeconds(random.nextInt(900)), "person", () -> insist(vote(person)));
            }
        }
        time.runUntil(END);
        settled();
        return ledger;
    }

    Optional<Verdict> verdict() {
        return Optional.ofNullable(end).map(ApprovalEnded::verdict);
    }

    private Vote vote(String by) {
        var role = random.nextInt(8) == 0 ? "analyst" : "approver";
        var verdict = random.nextInt(6) == 0 ? Verdict.DENY : Verdict.APPROVE;
        var digest = asked == null || random.nextInt(8) == 0 ? "another" : asked.digest();
        return new Vote("ask", by, role, verdict, digest, "");
    }

    /** Says it until it has been answered, and once more. */
    private void insist(ResponseCommand command) {
        boolean again = answered.contains(command);
        for (int copy = faults.copies(); copy > 0; copy--) {
            time.at(
                    time.now().plus(faults.delay()),
                    "person",
                    () -> engine.ask(RESPONSE, command, answer -> {
                        answered.add(command);
                        if (command instanceof Vote vote && answer instanceof Counted) {
                            counted.add(vote.by() + " " + vote.verdict());
                        }
                    }));
        }
        if (!again) {
            time.at(time.now().plusSeconds(5), "person", () -> insist(command));
        }
    }

    private void journaled(EntityId id, Object event) {
        ledger.journaled(id, event);
        switch (event) {
            case IncidentEvent e -> incident = incident.apply(e);
            case ApprovalRequested e -> asked = e;
            case ApprovalVoted e -> voted(e);
            case ApprovalEnded e -> ended(e);
            case StepStarted e
            when e.step().id().equals("lock") && !e.targets().isEmpty() -> {
                if (end == null || end.verdict() != Verdict.APPROVE) {
                    ledger.violated("begun without an approval: " + e);
                }
            }
            default -> {}
        }
    }

    private void voted(ApprovalVoted vote) {
        if (end != null || !vote.at().isBefore(asked.due()) || !vote.role().equals("approver")) {
            ledger.violated("counted, though decided, late or not asked: " + vote);
        }
        if (!vote.digest().equals(asked.digest())) {
            ledger.violated("counted about something else: " + vote);
        }
        votes.add(vote);
    }

    private void ended(ApprovalEnded e) {
        if (end != null) {
            ledger.violated("decided twice: " + end + ", " + e);
        }
        end = e;
        var yes = votes.stream()
                .filter(v -> v.verdict() == Verdict.APPROVE)
                .map(ApprovalVoted::by)
                .distinct();
        boolean late = !e.at().isBefore(asked.due());
        if (e.verdict() == Verdict.APPROVE
                && yes.count() < 2
                && !(late && asked.step().otherwise() == Verdict.APPROVE)) {
            ledger.violated("approved by too few: " + votes);
        }
    }

    private void settled() {
        if (!(engine.state(RESPONSE) instanceof Finished)) {
            ledger.violated("not finished: " + engine.state(RESPONSE));
        }
        var approved = end != null && end.verdict() == Verdict.APPROVE;
        if (!approved && !accounts.called().isEmpty()) {
            ledger.violated("called, though nobody approved: " + accounts.called());
        }
        boolean paged = incident.reports().values().stream()
                        .flatMap(r -> r.actions().stream())
                        .filter(a -> a.kind().equals("notify"))
                        .count()
                == 2;
        if (!approved && !paged) {
            ledger.violated("refused, and nobody was told");
        }
        for (var who : counted) {
            if (votes.stream().noneMatch(v -> who.equals(v.by() + " " + v.verdict()))) {
                ledger.violated("told that it counts, but not journaled: " + who);
            }
        }
        var shown = incident.reports().values().stream()
                .flatMap(r -> r.actions().stream())
                .filter(a -> a.target().equals(OLGA))
                .map(ActionState::decision)
                .toList();
        var right = approved
                ? Set.of(Outcome.VERIFIED, Outcome.FAILED, Outcome.REFUSED, Outcome.UNKNOWN)
                : Set.of(Outcome.REFUSED);
        if (shown.size() != 1 || !right.contains(shown.getFirst())) {
            ledger.violated("shown " + shown + " after " + end);
        }
    }
}
