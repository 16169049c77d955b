package io.gabion.node.step;

import io.gabion.detectors.Profiles;
import io.gabion.node.Wiring;
import io.gabion.node.incident.IncidentState;
import io.gabion.node.intake.IntakeCommand.Accept;
import io.gabion.node.step.SeededFaults.Disk;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.containment.Action;
import io.gabion.protocol.containment.ContainmentEvent;
import io.gabion.protocol.containment.ContainmentEvent.*;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.guard.Mode;
import io.gabion.protocol.incident.IncidentCommand.Judge;
import io.gabion.protocol.incident.IncidentVerdict;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.response.ActionState;
import io.gabion.protocol.response.NotifyOrder;
import io.gabion.protocol.response.Outcome;
import io.gabion.protocol.response.ResponseCommand.Notified;
import io.gabion.responders.containment.ContainmentState;
import io.gabion.responders.containment.ContainmentState.*;
import io.gabion.responders.guard.GuardCommand.Surroundings;
import io.gabion.responders.guard.GuardPolicy;
import io.gabion.responders.guard.GuardPolicy.Budget;
import io.gabion.responders.playbook.Playbooks;
import io.gabion.responders.response.ResponseState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/** One seed: a server's log with three who guess and one who may not be contained, among those who may log on. */
final class WholeThreadRun {
    private static final Tenant TENANT = new Tenant("acme");
    private static final EntityId INTAKE = new EntityId(TENANT, "intake", "auth.log");
    private static final EntityId GUARD = Wiring.guard(TENANT);
    private static final Instant START = Instant.parse("2026-01-02T03:00:00Z");
    private static final Instant CALM = START.plus(Duration.ofMinutes(10));
    private static final Instant HELD = START.plus(Duration.ofMinutes(40));
    private static final Instant END = START.plus(Duration.ofHours(2));
    private static final String PROTECTED = "192.0.2.1";
    private static final List<String> GUESSERS = List.of("203.0.113.1", "203.0.113.2", "203.0.113.3", PROTECTED);
    private static final Budget BUDGET = new Budget(100, Duration.ofHours(1), 100);
    private static final Judge NONE = new Judge(IncidentVerdict.FALSE_POSITIVE, "ann", "our own scanner");
    private static final GuardPolicy POLICY = new GuardPolicy(
            Mode.LIVE, Set.of("firewall"), List.of("192.0.2.0/24"), Map.of(Action.BLOCK_ADDRESS, BUDGET), "hash");

    private final Random random;
    private final VirtualTime time = new VirtualTime(START);
    private final SeededFaults faults;
    private final Ledger ledger;
    private final SimulatedTarget firewall;
    private final StepEngine engine;
    private final List<List<Observation>> batches;
    private final Map<EntityId, IncidentState> incidents =
            new TreeMap<>(java.util.Comparator.comparing(EntityId::toString));
    private final Set<EntityId> responses = new HashSet<>();
    private final Map<String, Set<ContainmentEvent>> ends = new TreeMap<>();

    /** @param forgetful a kind of entity whose outbox is left out, or none */
    WholeThreadRun(String forgetful, boolean fenced, long seed) {
        this(forgetful, fenced, seed, Delivery.AS_THEY_COME);
    }

    WholeThreadRun(String forgetful, boolean fenced, long seed, Delivery delivery) {
        this(forgetful, fenced, seed, delivery, Disk.AT_ONCE);
    }

    /** @param disk if it is slow, the power is cut now and then */
    WholeThreadRun(String forgetful, boolean fenced, long seed, Delivery delivery, Disk disk) {
        random = new Random(seed);
        faults = new SeededFaults(random, time, CALM, disk);
        ledger = new Ledger(time, BUDGET, disk);
        firewall = new SimulatedTarget(time, faults, ledger);
        engine = new StepEngine(time, faults, delivery, fenced, this::journaled);
        if (disk != Disk.AT_ONCE) {
            faults.cutPower(engine, START, 0.5);
        }
        batches = batches();
        new Wiring(Playbooks.bundled(), POLICY, Map.of("firewall", firewall), this::notice)
                .register(Forgetful.registry(engine, forgetful));
    }

    /**
     * People say of every incident, again and again while everything goes wrong, that it is none.
     */
    Ledger runOfFalsePositives() {
        begun();
        for (int s = random.nextInt(240); s < 720; s += 15) {
            time.at(
                    START.plusSeconds(s),
                    "people",
                    () -> incidents.keySet().forEach(incident -> engine.ask(incident, NONE, _ -> {})));
        }
        time.runUntil(HELD);
        for (var address : GUESSERS) {
            if (isThere(address) || !(engine.state(containment(address)) instanceof Idle)) {
                ledger.violated("a false positive is held: " + engine.state(containment(address)));
            }
        }
        if (!ledger.lent().isEmpty()) {
            ledger.violated("reserved for a false positive: " + ledger.lent());
        }
        return ledger;
    }

    Ledger run() {
        begun();
        time.runUntil(HELD);
        guilty().forEach(this::contained);
        shown();
        innocent();
        time.runUntil(END);
        guilty().forEach(this::released);
        if (!ledger.lent().isEmpty() || !firewall.there().isEmpty()) {
            ledger.violated("after the last hold: " + ledger.lent() + " reserved, " + firewall.there() + " there");
        }
        return ledger;
    }

    private void begun() {
        for (int s = 0; s < Duration.between(START, END).toSeconds(); s += 20) {
            time.at(
                    START.plusSeconds(s),
                    "node",
                    () -> engine.tell(GUARD, new Surroundings("node1", List.of("198.51.100.254"))));
        }
        var source = new Insistent(time, engine, INTAKE, new HashSet<>());
        for (int i = 0; i < batches.size(); i++) {
            var batch = new Accept("batch-" + i, String.valueOf(i), batches.get(i), List.of());
            time.at(START.plusSeconds(2L * i), "source", () -> source.bring(batch));
        }
    }

    /** Whom the log convicts where nothing goes wrong: the actors of what the bundled playbook is for. */
    private Set<String> guilty() {
        return Attempts.suspicions(Profiles.standard(), TENANT, batches).stream()
                .filter(s -> s.techniques().stream().anyMatch(t -> t.startsWith("T1110")))
                .flatMap(s -> s.actors().stream())
                .filter(actor -> actor.kind() == Kind.ADDRESS)
                .map(AssetRef::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private List<List<Observation>> batches() {
        var all = new ArrayList<List<Observation>>();
        int line = 0;
        for (int i = 0; i < 12; i++) {
            var batch = new ArrayList<Observation>();
            for (int n = 1 + random.nextInt(8); n > 0; n--) {
                var at = START.plusSeconds(20L * i).plusMillis(random.nextInt(10_000));
                var from = GUESSERS.get(random.nextInt(GUESSERS.size()));
                batch.add(Attempts.failed(++line, at, from, "user" + random.nextInt(30)));
            }
            // Somebody mistypes once and then logs on.
            var at = START.plusSeconds(20L * i + 10);
            var from = "198.51.100." + (1 + i);
            batch.add(Attempts.failed(++line, at, from, "staff" + i));
            batch.add(Attempts.succeeded(++line, at.plusSeconds(3), from, "staff" + i));
            all.add(batch);
        }
        return all;
    }

    private CompletionStage<Notified> notice(NotifyOrder order) {
        var outcome = faults.luck() < 0.2 ? Outcome.FAILED : Outcome.APPLIED;
        return CompletableFuture.completedFuture(new Notified(order.step(), order.attempt(), outcome, "simulated"));
    }

    private void journaled(EntityId id, Object event) {
        ledger.journaled(id, event);
        switch (event) {
            case io.gabion.protocol.incident.IncidentEvent e ->
                incidents.put(
                        id, incidents.getOrDefault(id, IncidentState.EMPTY).apply(e));
            case io.gabion.protocol.response.ResponseEvent _ -> responses.add(id);
            case Denied e -> ended(id, e);
            case Refused e -> ended(id, e);
            case Recalled e -> ended(id, e);
            default -> {}
        }
    }

    private void ended(EntityId id, ContainmentEvent event) {
        ends.computeIfAbsent(id.toString(), _ -> new HashSet<>()).add(event);
    }

    private static EntityId containment(String address) {
        return new EntityId(TENANT, "containment", "firewall/block-address/" + address);
    }

    private boolean inForce(String address) {
        return firewall.there().stream()
                .anyMatch(key -> key.startsWith(containment(address) + "#") && firewall.inForce(key));
    }

    /** Or a part of it. */
    private boolean isThere(String address) {
        return firewall.there().stream().anyMatch(key -> key.startsWith(containment(address) + "#"));
    }

    private void contained(String address) {
        switch ((ContainmentState) engine.state(containment(address))) {
            case Contained s -> {
                if (!inForce(address) || address.equals(PROTECTED)) {
                    ledger.violated("contained, but not in force or protected: " + s);
                }
            }
            // The Guard, or the firewall, said no.
            case Idle s -> {
                if (s.lives() == 0 || !ends.containsKey(containment(address).toString())) {
                    ledger.violated("guessed, yet is at large: " + address + " " + s);
                }
                if (isThere(address)) {
                    ledger.violated("there, though nobody wants it: " + address);
                }
            }
            case Living s -> ledger.violated("not settled: " + s);
        }
    }

    private void released(String address) {
        if (!(engine.state(containment(address)) instanceof Idle)) {
            ledger.violated("not released: " + engine.state(containment(address)));
        }
    }

    /** What people are shown is what is. */
    private void shown() {
        for (var response : responses) {
            if (!(engine.state(response) instanceof ResponseState.Finished)) {
                ledger.violated("not finished: " + engine.state(response));
            }
        }
        var shown = incidents.values().stream()
                .flatMap(i -> i.reports().values().stream())
                .flatMap(r -> r.actions().stream())
                .filter(a -> a.kind().equals("block-address"))
                .toList();
        for (var action : shown) {
            var holds = engine.state(containment(action.target())) instanceof Contained;
            var right = holds
                    ? Set.of(Outcome.VERIFIED, Outcome.REFUSED, Outcome.FAILED)
                    : Set.of(Outcome.REFUSED, Outcome.FAILED);
            if (!right.contains(action.decision())) {
                ledger.violated("shown " + action + ", and is " + engine.state(containment(action.target())));
            }
        }
        var targets = shown.stream().map(ActionState::target).collect(Collectors.toSet());
        if (!targets.equals(guilty())) {
            ledger.violated("shown " + targets + " of " + guilty());
        }
    }

    private void innocent() {
        if (firewall.called().contains(PROTECTED) || !GUESSERS.containsAll(firewall.called())) {
            ledger.violated("called about somebody else: " + firewall.called());
        }
        if (!guilty().containsAll(firewall.called())) {
            ledger.violated(
                    "called about " + firewall.called() + ", but only these were over the threshold: " + guilty());
        }
    }
}
