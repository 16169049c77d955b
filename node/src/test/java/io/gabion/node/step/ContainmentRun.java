package io.gabion.node.step;

import io.gabion.node.shell.Calls;
import io.gabion.node.shell.EntityFactory.Made;
import io.gabion.node.step.MutantContainment.Mutant;
import io.gabion.node.step.SeededFaults.Disk;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.asset.Networks;
import io.gabion.protocol.containment.Action;
import io.gabion.protocol.containment.ContainmentEvent;
import io.gabion.protocol.containment.ContainmentOrder;
import io.gabion.protocol.containment.Holder;
import io.gabion.protocol.containment.Target;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.guard.GuardEvent;
import io.gabion.protocol.guard.Mode;
import io.gabion.protocol.response.NotifyOrder;
import io.gabion.protocol.response.Outcome;
import io.gabion.protocol.response.ResponseCommand;
import io.gabion.responders.containment.Containment;
import io.gabion.responders.containment.ContainmentCommand;
import io.gabion.responders.containment.ContainmentCommand.*;
import io.gabion.responders.containment.ContainmentLimits;
import io.gabion.responders.containment.ContainmentState;
import io.gabion.responders.containment.ContainmentState.*;
import io.gabion.responders.guard.Guard;
import io.gabion.responders.guard.GuardCommand;
import io.gabion.responders.guard.GuardCommand.Freeze;
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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * One seed: holders and operators of three targets and of what is protected, on one Guard and one bad firewall; with
 * networks, of networks too that hold some of both.
 */
final class ContainmentRun {
    private static final Tenant ACME = new Tenant("acme");
    private static final EntityId GUARD = new EntityId(ACME, "guard", "all");
    private static final Instant START = Instant.parse("2026-01-02T03:00:00Z");
    private static final Instant CALM = START.plus(Duration.ofMinutes(70));
    private static final Instant END = START.plus(Duration.ofHours(2));
    private static final List<String> TARGETS = List.of("198.51.100.1", "198.51.100.2", "198.51.100.3");
    private static final Set<String> SHIELDED = Set.of("192.0.2.1", "192.0.2.200");
    private static final Budget BUDGET = new Budget(5, Duration.ofMinutes(20), 2);
    private static final Budget NETWORK_BUDGET = new Budget(4, Duration.ofMinutes(20), 1);
    private static final NetworkLimits NETWORK_LIMITS = new NetworkLimits(2, 24, 56);
    private static final List<String> NETWORKS = List.of("198.51.100.0/24", "198.51.100.0/30", "192.0.2.128/26");
    /** The two are in no network that is protected, and in two that hold what is. */
    private static final List<String> BESIDE = List.of("192.0.2.129", "192.0.2.130");

    private static final List<String> SHIELDED_NETWORKS =
            List.of("192.0.2.0/24", "192.0.2.128/25", "192.0.2.129/24", "::ffff:192.0.2.0/120", "2002:c000:200::/40");
    private static final GuardPolicy POLICY = new GuardPolicy(
            Mode.LIVE,
            Set.of("firewall"),
            Protected.addresses(List.of("192.0.2.0/25")),
            Map.of(Action.BLOCK_ADDRESS, BUDGET, Action.BLOCK_NETWORK, NETWORK_BUDGET),
            Set.of(),
            Brake.USUAL,
            NETWORK_LIMITS,
            Map.of(),
            "hash");
    private static final Duration TAKEOVER = Duration.ofSeconds(18);
    /** How far the Guard's clock is ahead of the others: not, as far as two nodes may be apart, and wrong. */
    private static final List<Duration> AHEAD = List.of(
            Duration.ZERO,
            Duration.ofSeconds(4),
            Duration.ofSeconds(-4),
            Duration.ZERO,
            Duration.ofMinutes(1),
            Duration.ofMinutes(-1));

    private static final Set<Outcome> LAST_WORDS =
            Set.of(Outcome.RELEASED, Outcome.EXPIRED, Outcome.REFUSED, Outcome.FAILED);

    private final Random random;
    private final VirtualTime time = new VirtualTime(START);
    private final SeededFaults faults;
    private final Ledger ledger;
    private final SimulatedTarget firewall;
    private final StepEngine engine;
    private final Insisting insisting;
    private final Set<String> quiet = new HashSet<>();
    private final Map<EntityId, Set<String>> holders = new HashMap<>();
    private final List<String> targets = new ArrayList<>(TARGETS);
    private final List<String> shielded = new ArrayList<>(SHIELDED);

    ContainmentRun(Mutant mutant, boolean fenced, long seed) {
        this(mutant, fenced, seed, Disk.AT_ONCE);
    }

    /** @param disk if it is slow, the power is cut now and then */
    ContainmentRun(Mutant mutant, boolean fenced, long seed, Disk disk) {
        this(mutant, fenced, seed, disk, false);
    }

    /** @param networks whether some are wanted too */
    ContainmentRun(Mutant mutant, boolean fenced, long seed, Disk disk, boolean networks) {
        if (networks) {
            targets.addAll(BESIDE);
            targets.addAll(NETWORKS);
            shielded.addAll(SHIELDED_NETWORKS);
        }
        random = new Random(seed);
        var ahead = AHEAD.get((int) (seed % AHEAD.size()));
        faults = new SeededFaults(random, time, CALM, disk);
        ledger = new Ledger(time, BUDGET, Map.of(Action.BLOCK_NETWORK, NETWORK_BUDGET), disk);
        firewall = new SimulatedTarget(time, faults, ledger, TAKEOVER);
        engine = new StepEngine(time, faults, Delivery.AS_THEY_COME, fenced, this::journaled);
        insisting = new Insisting(engine, time, faults);
        if (disk != Disk.AT_ONCE) {
            faults.cutPower(engine, START, 0.2);
        }
        Calls<ContainmentCommand> calls = order -> {
            var o = (ContainmentOrder) order;
            return firewall.perform(o).thenApply(result -> new Answered(o.verb(), o.attempt(), result));
        };
        engine.register(
                "containment",
                ContainmentCommand.class,
                id -> new Made<>(
                        new MutantContainment(new Containment(id, GUARD, limits(mutant)), mutant),
                        ContainmentEvent.CODEC,
                        calls));
        var desk = new SimulatedDesk(time, faults);
        engine.register(
                "guard",
                GuardCommand.class,
                _ -> new Made<>(
                        new SkewedGuard(new Guard(POLICY), ahead),
                        GuardEvent.CODEC,
                        order -> desk.told((NotifyOrder) order)));
        engine.register("response", ResponseCommand.class, _ -> Listener.made());
    }

    private static ContainmentLimits limits(Mutant mutant) {
        return new ContainmentLimits(
                2,
                3,
                1,
                Duration.ofSeconds(10),
                Duration.ofMinutes(5),
                Duration.ofSeconds(30),
                Duration.ofSeconds(1),
                Duration.ofSeconds(30),
                mutant == Mutant.HURRIED ? Duration.ZERO : TAKEOVER);
    }

    Ledger run() {
        for (int s = 0; s < Duration.between(START, END).toSeconds(); s += 20) {
            time.at(
                    START.plusSeconds(s),
                    "node",
                    () -> engine.tell(GUARD, new Surroundings("node1", List.of("192.0.2.200"))));
        }
        targets.forEach(target -> holders(target, 3));
        shielded.forEach(target -> holders(target, 1));
        time.at(START.plusSeconds(random.nextInt(4_000)), "somebody", firewall::drift);
        if (random.nextInt(3) == 0) {
            var frozen = START.plusSeconds(random.nextInt(1_800));
            time.at(frozen, "operator", () -> insisting.say(GUARD, new Freeze("olga", "a doubt")));
            var thawed = frozen.plusSeconds(60 + frozen.getEpochSecond() % 900);
            time.at(thawed, "operator", () -> insisting.say(GUARD, new Thaw("olga")));
        }
        time.runUntil(END);
        targets.forEach(this::settled);
        if (new Guard(POLICY).unfinished((GuardState) engine.state(GUARD))) {
            ledger.violated("nobody was told: " + engine.state(GUARD));
        }
        shielded.forEach(this::untouched);
        return ledger;
    }

    private static EntityId containment(String target) {
        return new EntityId(ACME, "containment", "firewall/" + action(target).word() + "/" + target);
    }

    private static Action action(String target) {
        return target.indexOf('/') < 0 ? Action.BLOCK_ADDRESS : Action.BLOCK_NETWORK;
    }

    private void holders(String target, int howMany) {
        var to = containment(target);
        for (int i = 1; i <= howMany; i++) {
            var id = "acme/response/" + target + "-" + i;
            var from = START.plusSeconds(random.nextInt(1_800));
            var until = random.nextInt(8) == 0 ? END.plusSeconds(60) : from.plusSeconds(20 + random.nextInt(2_400));
            var want = new Want(action(target), new Target("firewall", target), new Holder(id, until), "p/block");
            time.at(from, "holder", () -> insisting.say(to, want));
            // Its sender was restarted and does not know that the wish has been heard.
            time.at(from.plusSeconds(random.nextInt(1_800)), "holder", () -> insisting.post(to, want));
            if (random.nextInt(3) == 0) {
                time.at(from.plusSeconds(random.nextInt(1_200)), "holder", () -> letGo(to, want));
            } else if (random.nextInt(8) == 0) {
                // Called off at once: the word may overtake the wish.
                quiet.add(id);
                time.at(from.plusMillis(random.nextInt(2_000)), "holder", () -> insisting.say(to, new LetGo(id)));
            }
        }
        if (random.nextInt(3) == 0) {
            var ends = START.plusSeconds(random.nextInt(3_600));
            time.at(ends, "operator", () -> insisting.say(to, new LetGoAll("olga")));
        }
    }

    private void letGo(EntityId to, Want want) {
        if (insisting.isAnswered(want)) {
            quiet.add(want.holder().id());
            insisting.say(to, new LetGo(want.holder().id()));
        } else {
            time.at(time.now().plusSeconds(7), "holder", () -> letGo(to, want));
        }
    }

    private void journaled(EntityId id, Object event) {
        if (event instanceof GuardEvent.Reserved e && e.action() == Action.BLOCK_NETWORK) {
            crowded(e);
        }
        ledger.journaled(id, event);
        switch (event) {
            case ContainmentEvent.Wanted e ->
                holders.computeIfAbsent(id, _ -> new HashSet<>()).add(e.holder().id());
            case ContainmentEvent.Joined e ->
                holders.computeIfAbsent(id, _ -> new HashSet<>()).add(e.holder().id());
            case ContainmentEvent.Released e -> ended(id, e.notice().life());
            case ContainmentEvent.Refused e -> ended(id, e.notice().life());
            default -> {}
        }
    }

    private void ended(EntityId id, int life) {
        if (firewall.there().contains(id + "#" + life)) {
            ledger.violated("ended, and something of it is there: " + id + "#" + life);
        }
    }

    /** The least disruptive first. */
    private void crowded(GuardEvent.Reserved e) {
        var addresses = containment("").toString();
        long held = ledger.lent().stream()
                .filter(key -> key.startsWith(addresses)
                        && Networks.holds(e.target().value(), key.substring(addresses.length(), key.lastIndexOf('#'))))
                .count();
        if (held < NETWORK_LIMITS.addresses()) {
            ledger.violated("a network before its addresses: " + e);
        }
    }

    private void settled(String target) {
        var id = containment(target);
        switch ((ContainmentState) engine.state(id)) {
            case Idle _ -> {
                if (firewall.there().stream().anyMatch(key -> key.startsWith(id + "#"))) {
                    ledger.violated("there, though nobody wants it: " + id);
                }
                if (ledger.lent().stream().anyMatch(key -> key.startsWith(id + "#"))) {
                    ledger.violated("still reserved: " + ledger.lent());
                }
            }
            case Contained s -> {
                if (s.holders().stream().noneMatch(h -> h.until().isAfter(END))) {
                    ledger.violated("held by nobody: " + s);
                }
                if (firewall.there().stream().noneMatch(key -> key.startsWith(id + "#") && firewall.inForce(key))) {
                    ledger.violated("not in force: " + s);
                }
            }
            case Living s -> ledger.violated("not settled: " + s);
        }
        for (var holder : holders.getOrDefault(id, Set.of())) {
            told(id, holder);
        }
    }

    /** Who let go by itself need not be told. Who has left otherwise is told at the latest when others leave too. */
    private void told(EntityId id, String holder) {
        @SuppressWarnings("unchecked") // what a Listener remembers
        var heard = ((Map<String, Listener.Heard>) engine.state(EntityId.parse(holder))).get(id.toString());
        var state = (ContainmentState) engine.state(id);
        var holds = state.holders().stream().anyMatch(h -> h.id().equals(holder));
        if (!holds && (state instanceof Living || quiet.contains(holder))) {
            return;
        }
        var right = holds ? Set.of(Outcome.VERIFIED) : LAST_WORDS;
        if (heard == null || !right.contains(heard.outcome())) {
            ledger.violated("the last word, " + heard + ", was not for " + holder + " of " + state);
        }
    }

    private void untouched(String target) {
        if (firewall.called().contains(target)) {
            ledger.violated("protected, yet called: " + target);
        }
        if (!(engine.state(containment(target)) instanceof Idle)) {
            ledger.violated("protected, yet under way: " + engine.state(containment(target)));
        }
    }
}
