package io.gabion.node.step;

import io.gabion.node.shell.Calls;
import io.gabion.node.shell.EntityFactory.Made;
import io.gabion.node.step.SeededFaults.Disk;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.containment.Action;
import io.gabion.protocol.containment.ContainmentEvent;
import io.gabion.protocol.containment.ContainmentOrder;
import io.gabion.protocol.containment.Holder;
import io.gabion.protocol.containment.Target;
import io.gabion.protocol.entity.Effect.Reply;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.guard.GuardEvent;
import io.gabion.protocol.guard.Mode;
import io.gabion.protocol.response.NotifyOrder;
import io.gabion.protocol.response.ResponseCommand;
import io.gabion.protocol.response.Verdict;
import io.gabion.responders.containment.Containment;
import io.gabion.responders.containment.ContainmentCommand;
import io.gabion.responders.containment.ContainmentCommand.*;
import io.gabion.responders.containment.ContainmentLimits;
import io.gabion.responders.containment.ContainmentState.Idle;
import io.gabion.responders.guard.Guard;
import io.gabion.responders.guard.GuardCommand;
import io.gabion.responders.guard.GuardCommand.Decide;
import io.gabion.responders.guard.GuardCommand.Freeze;
import io.gabion.responders.guard.GuardCommand.Shown;
import io.gabion.responders.guard.GuardCommand.Surroundings;
import io.gabion.responders.guard.GuardCommand.Thaw;
import io.gabion.responders.guard.GuardPolicy;
import io.gabion.responders.guard.GuardPolicy.Brake;
import io.gabion.responders.guard.GuardPolicy.Budget;
import io.gabion.responders.guard.GuardState;
import io.gabion.responders.guard.NetworkLimits;
import io.gabion.responders.guard.Protected;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * One seed: hosts, accounts and addresses under all their spellings, wanted by a playbook of every day and by one for
 * emergencies, past small budgets and a smaller brake; with people who approve, deny, freeze and thaw, or do nothing until it is over.
 */
final class GuardRun {
    private static final Tenant ACME = new Tenant("acme");
    private static final EntityId GUARD = new EntityId(ACME, "guard", "all");
    private static final Instant START = Instant.parse("2026-01-02T03:00:00Z");
    private static final Instant CALM = START.plus(Duration.ofMinutes(75));
    private static final Instant END = START.plus(Duration.ofMinutes(100));
    private static final int WISHES = 40;
    private static final List<String> PLAYBOOKS = List.of("daily", "daily", "urgent");
    private static final List<Duration> AHEAD =
            List.of(Duration.ZERO, Duration.ofSeconds(3), Duration.ofSeconds(-3), Duration.ofMinutes(1));

    static final Budget BUDGET = new Budget(6, Duration.ofMinutes(15), 2);
    private static final Budget OF_ADDRESSES = new Budget(5, Duration.ofMinutes(15), 2);
    private static final Budget WITH_EMERGENCIES = new Budget(8, Duration.ofMinutes(15), 3, 1);
    private static final ContainmentLimits LIMITS = new ContainmentLimits(
            4,
            3,
            1,
            Duration.ofSeconds(10),
            Duration.ofMinutes(5),
            Duration.ofSeconds(30),
            Duration.ofSeconds(1),
            Duration.ofSeconds(20),
            Duration.ofSeconds(18));

    /** What is promised; a mutant's Guard may have another policy. */
    static GuardPolicy policy(int brake) {
        return policy(BUDGET, brake, List.of("boss@corp"), List.of("dc1"), List.of("192.0.2.0/24"));
    }

    static GuardPolicy policy(
            Budget accounts, int brake, List<String> boss, List<String> controller, List<String> shop) {
        return new GuardPolicy(
                Mode.LIVE,
                Set.of("site"),
                new Protected(shop, boss, List.of(), controller, List.of(), List.of("backup")),
                Map.of(
                        Action.LOCK_ACCOUNT, accounts,
                        Action.ISOLATE_HOST, WITH_EMERGENCIES,
                        Action.BLOCK_ADDRESS, OF_ADDRESSES),
                Set.of("urgent"),
                new Brake(brake, Duration.ofMinutes(12), "desk"),
                NetworkLimits.USUAL,
                Map.of(),
                "hash");
    }

    private final Random random;
    private final VirtualTime time = new VirtualTime(START);
    private final SeededFaults faults;
    private final Ledger ledger;
    private final SimulatedTarget site;
    private final StepEngine engine;
    private final GuardPolicy promised;
    private final GuardPolicy policy;
    private final GuardWatch watch;
    private final Insisting insisting;
    private final Set<String> said = new HashSet<>();
    private final Set<EntityId> containments = new HashSet<>();
    private final List<String> around = new ArrayList<>(List.of("198.51.100.254"));

    GuardRun(long seed) {
        this(policy(2 + (int) (seed % 2)), policy(2 + (int) (seed % 2)), seed);
    }

    /** @param policy of a mutant, another than what is promised */
    GuardRun(GuardPolicy promised, GuardPolicy policy, long seed) {
        this.promised = promised;
        this.policy = policy;
        random = new Random(seed);
        faults = new SeededFaults(random, time, CALM);
        ledger = new Ledger(time, BUDGET, promised.budgets(), Disk.AT_ONCE);
        watch = new GuardWatch(promised, ledger, said);
        site = new SimulatedTarget(time, faults, ledger);
        engine = new StepEngine(time, faults, Delivery.AS_THEY_COME, true, this::journaled);
        insisting = new Insisting(engine, time, faults);
        around.addAll(GuardSite.CONTEXT.withRole(policy.protect().roles()));
        around.addAll(GuardSite.CONTEXT.withAliases(
                policy.protectedAccount(), policy.protect().roles()));
        Calls<ContainmentCommand> calls = order -> {
            var o = (ContainmentOrder) order;
            return site.perform(o).thenApply(result -> new Answered(o.verb(), o.attempt(), result));
        };
        engine.register(
                "containment",
                ContainmentCommand.class,
                id -> new Made<>(new Containment(id, GUARD, LIMITS), ContainmentEvent.CODEC, calls));
        var ahead = AHEAD.get(random.nextInt(AHEAD.size()));
        var desk = new SimulatedDesk(time, faults);
        engine.register(
                "guard",
                GuardCommand.class,
                _ -> new Made<>(
                        new SkewedGuard(new Guard(policy), ahead),
                        GuardEvent.CODEC,
                        order -> desk.told((NotifyOrder) order)));
        engine.register("response", ResponseCommand.class, _ -> Listener.made());
    }

    GuardRun run() {
        for (int s = 0; s < Duration.between(START, END).toSeconds(); s += 20) {
            time.at(START.plusSeconds(s), "node", () -> engine.tell(GUARD, new Surroundings("node1", around)));
        }
        for (int n = 0; n < WISHES; n++) {
            wish(n);
        }
        for (int n = random.nextInt(24); n > 0; n--) {
            var word = n;
            time.at(START.plusSeconds(random.nextInt(4_200)), "people", () -> decide("word " + word));
        }
        if (random.nextInt(3) == 0) {
            var frozen = START.plusSeconds(random.nextInt(2_400));
            time.at(frozen, "people", () -> insisting.say(GUARD, new Freeze("olga", "a doubt")));
            time.at(
                    frozen.plusSeconds(30 + random.nextInt(600)),
                    "people",
                    () -> insisting.say(GUARD, new Thaw("olga")));
        }
        time.runUntil(END);
        settled();
        return this;
    }

    List<String> violations() {
        return ledger.violations();
    }

    Set<String> seen() {
        return watch.seen();
    }

    Set<String> edges() {
        return ledger.edges();
    }

    /** Most want one of a few, so that they meet. */
    private void wish(int n) {
        var one = GuardSite.ALL.get(random.nextInt(GuardSite.ALL.size()));
        var value = one.value();
        var to = new EntityId(ACME, "containment", "site/" + one.action().word() + "/" + value);
        containments.add(to);
        var id = "acme/response/r" + n;
        var from = START.plusSeconds(random.nextInt(3_000));
        var until = from.plusSeconds(20 + random.nextInt(random.nextInt(4) == 0 ? 1_200 : 240));
        var playbook = PLAYBOOKS.get(random.nextInt(PLAYBOOKS.size()));
        var signature = playbook + "/" + one.action().word();
        var want = new Want(one.action(), new Target("site", value), new Holder(id, until), signature);
        time.at(from, "holder", () -> insisting.say(to, want));
        if (random.nextInt(4) == 0) {
            time.at(from.plusSeconds(random.nextInt(300)), "holder", () -> insisting.say(to, new LetGo(id)));
        }
        if (random.nextInt(12) == 0) {
            time.at(from.plusSeconds(random.nextInt(300)), "people", () -> insisting.say(to, new LetGoAll("olga")));
        }
    }

    /** About a brake that a person sees on; or about one that is not, which is nobody's to decide. */
    private void decide(String word) {
        var seen = shown().brakes();
        var signature = seen.isEmpty() || random.nextInt(6) == 0
                ? "daily/" + Action.LOCK_ACCOUNT.word()
                : seen.get(random.nextInt(seen.size())).signature();
        var verdict = random.nextInt(3) == 0 ? Verdict.DENY : Verdict.APPROVE;
        said.add(word);
        insisting.say(GUARD, new Decide(signature, verdict, "olga", word));
    }

    private void journaled(EntityId id, Object event) {
        ledger.journaled(id, event);
        if (event instanceof GuardEvent e) {
            watch.journaled(e);
        }
    }

    /** All is over: nothing is held, nothing waits, nothing is lent, and everybody was told. */
    private void settled() {
        for (var id : containments) {
            if (!(engine.state(id) instanceof Idle)) {
                ledger.violated("not settled: " + id + " " + engine.state(id));
            }
        }
        if (!watch.lent().isEmpty()) {
            ledger.violated("leaked: " + watch.lent());
        }
        if (!site.there().isEmpty()) {
            ledger.violated("still in force: " + site.there());
        }
        for (var value : site.called()) {
            if (GuardSite.ALL.stream()
                    .anyMatch(one -> one.isProtected() && one.value().equals(value))) {
                ledger.violated("protected, yet called: " + value);
            }
        }
        var state = (GuardState) engine.state(GUARD);
        if (!state.loans().isEmpty()) {
            ledger.violated("still lent: " + state.loans());
        }
        if (shown().brakes().stream().anyMatch(brake -> brake.waiting() > 0)) {
            ledger.violated("it waits, though nobody wants it: " + shown());
        }
        if (new Guard(policy).unfinished(state)) {
            ledger.violated("nobody was told: " + state);
        }
    }

    private Shown shown() {
        var answer = new Guard(policy).decide((GuardState) engine.state(GUARD), new GuardCommand.Show(), time.now());
        return (Shown) ((Reply) answer.effects().getFirst()).message();
    }
}
