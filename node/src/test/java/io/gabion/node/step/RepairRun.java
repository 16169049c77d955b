package io.gabion.node.step;

import io.gabion.node.Wiring;
import io.gabion.node.shell.EntityFactory;
import io.gabion.node.shell.EntityFactory.Made;
import io.gabion.node.shell.Registry;
import io.gabion.node.step.MutantResponse.Mutant;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.containment.Action;
import io.gabion.protocol.entity.Entity;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.entity.Message;
import io.gabion.protocol.guard.Mode;
import io.gabion.protocol.response.*;
import io.gabion.protocol.response.ResponseCommand.*;
import io.gabion.protocol.response.ResponseEvent.*;
import io.gabion.responders.guard.GuardCommand.Surroundings;
import io.gabion.responders.guard.GuardPolicy;
import io.gabion.responders.guard.GuardPolicy.Budget;
import io.gabion.responders.response.Notices;
import io.gabion.responders.response.Progress;
import io.gabion.responders.response.Response;
import io.gabion.responders.response.ResponseState;
import io.gabion.responders.response.ResponseState.Finished;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * One seed: a response whose steps fail now and then, and people who pause, retry, skip and resume it, late, twice and in
 * any order, and one who decides what it asks, or does not. From the calm on somebody repairs it to its end.
 */
final class RepairRun {
    private static final Tenant TENANT = new Tenant("acme");
    private static final EntityId INCIDENT = new EntityId(TENANT, "incident", "i");
    private static final EntityId RESPONSE = new EntityId(TENANT, "response", "r");
    private static final Instant START = Instant.parse("2026-01-02T03:00:00Z");
    private static final Instant CALM = START.plus(Duration.ofMinutes(20));
    private static final Instant END = START.plus(Duration.ofMinutes(50));
    /** How late a chain may ring: the longest delay, and an owner that was replaced. */
    private static final Duration LATE = Duration.ofSeconds(10);

    private static final Targets TARGETS = new Targets(List.of("203.0.113.7"), List.of("olga@web1"), List.of());
    private static final Budget BUDGET = new Budget(100, Duration.ofHours(1), 100);
    private static final GuardPolicy POLICY = new GuardPolicy(
            Mode.LIVE,
            Set.of("accounts", "firewall"),
            List.of(),
            Map.of(Action.LOCK_ACCOUNT, BUDGET, Action.BLOCK_ADDRESS, BUDGET),
            "hash");
    private static final List<Plan.Level> LEVELS = List.of(
            new Plan.Level("pager", 60, List.of("analyst"), 60, 2), new Plan.Level("boss", 300, List.of(), 0, 0));
    private static final Plan PLAN = new Plan(
            "contain-takeover",
            "hash",
            List.of(
                    new Plan.Escalate("chain", List.of("block", "ask", "tell"), LEVELS),
                    new Plan.Block("block", "firewall", 3_600),
                    new Plan.Ask("ask", List.of("lock"), List.of("approver"), 1, 600, Verdict.DENY),
                    new Plan.Notify("tell", "log"),
                    new Plan.LockAccount("lock", "accounts", 3_600),
                    new Plan.Wait("rest", 20),
                    new Plan.Notify("page", "log")));

    private final Random random;
    private final VirtualTime time = new VirtualTime(START);
    private final SeededFaults faults;
    private final Ledger ledger = new Ledger(time, BUDGET);
    private final StepEngine engine;
    private final Set<Message> answered = new HashSet<>();
    private final Set<String> accepted = new HashSet<>();
    private final Map<String, Integer> carriedOut = new HashMap<>();
    private final Map<String, Integer> begun = new HashMap<>();
    private final Map<String, Instant> waiting = new HashMap<>();
    private final Map<String, Integer> attempts = new HashMap<>();
    private final Set<String> broken = new HashSet<>();
    private final Set<String> rung = new HashSet<>();
    private final List<Escalated> escalations = new ArrayList<>();
    final Set<Class<?>> seen = new HashSet<>();
    private final Set<String> carriers = new HashSet<>();
    private final Set<String> requesters = new HashSet<>();
    private boolean paused;
    private boolean approved;
    private ApprovalRequested asked;
    private int orders;

    RepairRun(Mutant mutant, long seed) {
        random = new Random(seed);
        faults = new SeededFaults(random, time, CALM);
        var firewall = new SimulatedTarget(time, faults, ledger);
        var accounts = new SimulatedTarget(time, faults, ledger);
        engine = new StepEngine(time, faults, Delivery.AS_THEY_COME, true, this::journaled);
        Notices notices = order -> CompletableFuture.completedFuture(new Notified(
                order.step(), order.attempt(), faults.luck() < 0.5 ? Outcome.FAILED : Outcome.APPLIED, "simulated"));
        new Wiring(List.of(), POLICY, Map.of("accounts", accounts, "firewall", firewall), notices)
                .register(mutated(engine, mutant));
    }

    @SuppressWarnings("unchecked") // the factory of responses makes responses
    private static Registry mutated(Registry registry, Mutant mutant) {
        return new Registry() {
            @Override
            public <S, C extends Message, E> void register(
                    String kind, Class<C> accepts, EntityFactory<S, C, E> factory) {
                registry.register(
                        kind,
                        accepts,
                        !kind.equals("response")
                                ? factory
                                : id -> {
                                    var made = factory.make(id);
                                    var mutated = (Entity<S, C, E>) (Entity<?, ?, ?>)
                                            new MutantResponse((Response) (Entity<?, ?, ?>) made.entity(), mutant);
                                    return new Made<>(mutated, made.codec(), made.calls());
                                });
            }
        };
    }

    Ledger run() {
        for (int s = 0; s < Duration.between(START, END).toSeconds(); s += 20) {
            time.at(
                    START.plusSeconds(s),
                    "node",
                    () -> engine.tell(Wiring.guard(TENANT), new Surroundings("node1", List.of("198.51.100.254"))));
        }
        time.at(START, "incident", () -> insist(new Start(INCIDENT, PLAN, TARGETS, Mode.LIVE)));
        for (int n = random.nextInt(12); n > 0; n--) {
            time.at(START.plusSeconds(random.nextInt(1_100)), "person", () -> insist(order()));
        }
        if (random.nextInt(3) > 0) {
            time.at(START.plusSeconds(random.nextInt(700)), "person", () -> insist(vote()));
        }
        for (int s = 0; s < 1_200; s += 60) {
            time.at(CALM.plusSeconds(s), "operator", this::repair);
        }
        time.runUntil(END);
        settled();
        return ledger;
    }

    private Vote vote() {
        var verdict = random.nextInt(4) == 0 ? Verdict.DENY : Verdict.APPROVE;
        var role = random.nextInt(3) == 0 ? "analyst" : "approver";
        var by = random.nextInt(3) == 0 ? "olaf" : "paula";
        return new Vote("ask", by, role, verdict, asked == null ? "another" : asked.digest(), "");
    }

    private Repair order() {
        var steps = List.of("block", "lock", "tell", "ask", "rest", "chain");
        var step = steps.get(random.nextInt(steps.size()));
        var order = new PersonalOrder("olaf", random.nextInt(8) == 0 ? "analyst" : "responder", "", "k" + orders++);
        return switch (random.nextInt(8)) {
            case 0, 1 -> new Pause(order);
            case 2, 3 -> new Resume(order);
            case 4 -> new Skip(step, order);
            default -> new Retry(step, order);
        };
    }

    /** In the calm: whatever has failed once more, then without it, then on it goes. */
    private void repair() {
        Progress.of((ResponseState) engine.state(RESPONSE)).ifPresent(now -> {
            var order = new PersonalOrder("rosa", "admin", "", "k" + orders++);
            if (!now.failed().isEmpty()) {
                var step = now.failed().getFirst().step();
                insist(now.failed().getFirst().attempt() < 3 ? new Retry(step, order) : new Skip(step, order));
            } else if (now.pause().isPresent()) {
                insist(new Resume(order));
            }
        });
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
                        if (command instanceof Repair repair && answer instanceof Accepted) {
                            accepted.add(repair.order().key());
                        }
                    }));
        }
        if (!again) {
            time.at(time.now().plusSeconds(5), "person", () -> insist(command));
        }
    }

    private void journaled(EntityId id, Object event) {
        ledger.journaled(id, event);
        if (event instanceof ResponseEvent) {
            seen.add(event.getClass());
        }
        switch (event) {
            case StepStarted e -> started(e);
            case StepRetried e -> retried(e);
            case StepFailed e -> {
                broken.add(e.step());
                waiting.put(e.step(), e.at());
            }
            case StepWaived e -> {
                carried(e.order());
                carriers.add(e.order().by());
                decided(e.step(), e.at());
            }
            case Paused e -> {
                carried(e.order());
                paused = true;
            }
            case Resumed e -> {
                carried(e.order());
                carriers.add(e.order().by());
                paused = false;
            }
            case ApprovalRequested e -> {
                asked = e;
                requesters.addAll(carriers);
                waiting.put("ask", e.at());
            }
            case ApprovalVoted e
            when e.verdict() == Verdict.APPROVE && requesters.contains(e.by()) ->
                ledger.violated("approved by who asks: " + e);
            case ApprovalEnded e -> {
                approved = e.verdict() == Verdict.APPROVE;
                decided("ask", e.at().isBefore(asked.due()) ? e.at() : asked.due());
            }
            // Whoever left out what a question is about need not be told that it waits.
            case Ended _ -> waiting.remove("ask");
            case ActionReported e -> healed(e);
            case Escalated e -> escalated(e);
            default -> {}
        }
    }

    private void started(StepStarted e) {
        if (begun.merge(e.step().id(), 1, Integer::sum) > 1) {
            ledger.violated("begun twice: " + e);
        }
        if (paused || !broken.isEmpty()) {
            ledger.violated("begun, though " + (paused ? "paused" : broken + " failed") + ": " + e);
        }
        covered(e.step(), e.targets());
    }

    private void retried(StepRetried e) {
        carried(e.order());
        carriers.add(e.order().by());
        if (attempts.merge(e.step().id(), 1, Integer::sum) + 1 != e.attempt()
                || !begun.containsKey(e.step().id())) {
            ledger.violated("done once more out of turn: " + e);
        }
        covered(e.step(), e.targets());
        decided(e.step().id(), e.at());
    }

    private void covered(Plan.Step step, List<String> targets) {
        if (step.id().equals("lock") && !targets.isEmpty() && !approved) {
            ledger.violated("begun without an approval: " + step);
        }
    }

    private void carried(PersonalOrder order) {
        if (carriedOut.merge(order.key(), 1, Integer::sum) > 1) {
            ledger.violated("one order, carried out twice: " + order);
        }
    }

    /** What came right by itself: the run goes on without anybody. */
    private void healed(ActionReported e) {
        var good = Set.of(Outcome.VERIFIED, Outcome.APPLIED, Outcome.EXPIRED, Outcome.RELEASED, Outcome.WOULD_APPLY);
        if (good.contains(e.action().decision())) {
            var step =
                    switch (e.action().kind()) {
                        case "block-address" -> "block";
                        case "lock-account" -> "lock";
                        default -> "";
                    };
            decided(step, time.now());
        }
    }

    private void escalated(Escalated e) {
        escalations.add(e);
        var since = waiting.get(e.step());
        var level = LEVELS.get(e.level() - 1);
        if (since == null) {
            ledger.violated("told of what waits no more: " + e);
        } else if (e.at().isBefore(since.plusSeconds(level.afterSeconds()))) {
            ledger.violated("told too early: " + e);
        }
        if (!rung.add(e.step() + since + e.bell())) {
            ledger.violated("told twice: " + e);
        }
        if (escalations.stream()
                        .filter(x -> x.step().equals(e.step()) && x.round() == e.round())
                        .count()
                > 4) {
            ledger.violated("told more often than the chain says: " + e);
        }
    }

    /** Each level that it waited for has been told by then. */
    private void decided(String step, Instant at) {
        broken.remove(step);
        var since = waiting.remove(step);
        if (since == null) {
            return;
        }
        for (int level = 1; level <= LEVELS.size(); level++) {
            var due = since.plusSeconds(LEVELS.get(level - 1).afterSeconds());
            int number = level;
            if (due.plus(LATE).isBefore(at)
                    && Set.of("block", "ask", "tell").contains(step)
                    && escalations.stream()
                            .noneMatch(e -> e.step().equals(step) && e.level() == number && !e.at().isBefore(since))) {
                ledger.violated(
                        step + " waited from " + since + " to " + at + ", and level " + level + " was not told");
            }
        }
    }

    private void settled() {
        if (!(engine.state(RESPONSE) instanceof Finished)) {
            ledger.violated("not finished: " + engine.state(RESPONSE));
        }
        for (var key : accepted) {
            if (!carriedOut.containsKey(key)) {
                ledger.violated("told that it is accepted, but not journaled: " + key);
            }
        }
    }
}
