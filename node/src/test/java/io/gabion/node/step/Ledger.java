package io.gabion.node.step;

import io.gabion.node.step.SeededFaults.Disk;
import io.gabion.protocol.containment.Action;
import io.gabion.protocol.containment.ContainmentEvent;
import io.gabion.protocol.containment.ContainmentEvent.*;
import io.gabion.protocol.containment.ContainmentOrder;
import io.gabion.protocol.containment.ContainmentOrder.Verb;
import io.gabion.protocol.containment.Holder;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.guard.GuardEvent;
import io.gabion.responders.containment.ContainmentEdges;
import io.gabion.responders.containment.ContainmentState;
import io.gabion.responders.guard.GuardPolicy.Budget;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the journals as they are written and the calls as they are made, and writes down what must never happen. It
 * knows containment and Guard by their events only.
 */
final class Ledger {
    private record Call(String key, Verb verb, int attempt) {}

    private record Wish(EntityId containment, Holder holder) {}

    /** A grant, a reading and a call, each for as long as it is good. */
    private static final Duration AFTERMATH = Duration.ofSeconds(30);

    private final VirtualTime time;
    private final Budget budget;
    /** Of actions that have one of their own. */
    private final Map<Action, Budget> own;

    private final List<String> violations = new ArrayList<>();
    private final Map<EntityId, String> keys = new HashMap<>();
    private final Set<Wish> wishes = new HashSet<>();
    private final Set<Call> claims = new HashSet<>();
    private final Set<Call> calls = new HashSet<>();
    private final Set<Call> effects = new HashSet<>();
    private final Set<Call> readInForce = new HashSet<>();
    private final Set<Call> readAbsent = new HashSet<>();
    private final Set<String> reserved = new HashSet<>();
    private final Map<String, Action> lent = new LinkedHashMap<>();
    private final List<GuardEvent.Reserved> grants = new ArrayList<>();
    private final Map<String, ContainmentEvent> ends = new LinkedHashMap<>();
    private final Set<Class<?>> kinds = new HashSet<>();
    private final Map<EntityId, ContainmentState> states = new HashMap<>();
    private final Set<String> edges = new HashSet<>();
    private final Disk disk;
    private Optional<Instant> frozen = Optional.empty();

    Ledger(VirtualTime time, Budget budget) {
        this(time, budget, Disk.AT_ONCE);
    }

    /** @param disk if it is slow, questions are asked before it is durable why */
    Ledger(VirtualTime time, Budget budget, Disk disk) {
        this(time, budget, Map.of(), disk);
    }

    /** @param own budgets of actions that have one of their own */
    Ledger(VirtualTime time, Budget budget, Map<Action, Budget> own, Disk disk) {
        this.time = time;
        this.budget = budget;
        this.own = own;
        this.disk = disk;
    }

    List<String> violations() {
        return violations;
    }

    /** Reservations that have not been returned. */
    Set<String> lent() {
        return lent.keySet();
    }

    /** How each life ended that has ended, by its key. */
    Map<String, ContainmentEvent> ends() {
        return ends;
    }

    Set<Class<?>> kinds() {
        return kinds;
    }

    /** Every transition of a containment that was journaled, see {@link ContainmentEdges}. */
    Set<String> edges() {
        return edges;
    }

    void violated(String what) {
        violations.add(time.now() + " " + what);
    }

    void journaled(EntityId id, Object event) {
        switch (event) {
            case ContainmentEvent e -> containment(id, e);
            case GuardEvent e -> guard(e);
            default -> {}
        }
    }

    /** Before anything is done about it. */
    void called(ContainmentOrder order) {
        if (order.verb() != Verb.QUERY && !claims.contains(call(order))) {
            violated("not journaled: " + order);
        }
        if (order.verb() != Verb.QUERY && !calls.add(call(order))) {
            violated("called twice: " + order);
        }
        if ((order.changes() || disk == Disk.AT_ONCE) && !lent.containsKey(order.key())) {
            violated("not reserved: " + order);
        }
    }

    void effect(ContainmentOrder order) {
        if (!effects.add(call(order))) {
            violated("two effects of one attempt: " + order);
        }
        if (time.now().isAfter(order.deadline())) {
            throw new IllegalStateException("the simulated target keeps its contract");
        }
        if (!lent.containsKey(order.key())) {
            violated("an effect that is not reserved: " + order);
        }
        if (order.verb() == Verb.APPLY
                && frozen.filter(at -> at.plus(AFTERMATH).isBefore(time.now())).isPresent()) {
            violated("an effect after a freeze: " + order);
        }
    }

    void read(ContainmentOrder order, boolean inForce) {
        (inForce ? readInForce : readAbsent).add(call(order));
    }

    private static Call call(ContainmentOrder order) {
        return new Call(order.key(), order.verb(), order.attempt());
    }

    private void containment(EntityId id, ContainmentEvent event) {
        kinds.add(event.getClass());
        var before = states.getOrDefault(id, new ContainmentState.Idle(0));
        edges.add(ContainmentEdges.edge(before, event));
        states.put(id, before.apply(event));
        switch (event) {
            case Wanted e -> {
                keys.put(id, id + "#" + e.life());
                wished(id, e.holder());
            }
            case Joined e -> wished(id, e.holder());
            case Claimed e -> claims.add(new Call(keys.get(id), e.verb(), e.attempt()));
            case Verified e -> {
                if (!readInForce.contains(new Call(keys.get(id), Verb.QUERY, e.attempt()))) {
                    violated("never read in force: " + keys.get(id) + " " + e);
                }
            }
            case Released e -> {
                if (!readAbsent.contains(new Call(keys.get(id), Verb.QUERY, e.attempt()))) {
                    violated("never read absent: " + keys.get(id) + " " + e);
                }
                ends.put(keys.get(id), e);
            }
            case Denied _, Refused _, Observed _, Abandoned _ -> ends.put(keys.get(id), event);
            case AskedAgain _, Recalled _ -> {}
            case Left _, LeftAll _, Reserved _, Applied _, Withdrawn _, TimedOut _, Postponed _ -> {}
            case Drifted _, Unknown _, Held _, Forgone _, Unread _, Alarmed _, Proven _ -> {}
        }
    }

    /** A repeat of a wish is no wish. */
    private void wished(EntityId containment, Holder holder) {
        if (!wishes.add(new Wish(containment, holder))) {
            violated("one wish, taken up twice: " + holder.id() + " at " + keys.get(containment));
        }
    }

    private boolean isOnBudget(Action action, Budget which) {
        return own.getOrDefault(action, budget) == which;
    }

    private void guard(GuardEvent event) {
        switch (event) {
            case GuardEvent.Reserved e -> {
                if (!reserved.add(e.reservation())) {
                    violated("reserved twice: " + e.reservation());
                }
                if (frozen.isPresent()) {
                    violated("reserved while frozen: " + e.reservation());
                }
                lent.put(e.reservation(), e.action());
                grants.add(e);
                var most = own.getOrDefault(e.action(), budget);
                var start = e.at().minus(most.window());
                if (lent.values().stream().filter(a -> isOnBudget(a, most)).count() > most.concurrent()
                        || grants.stream()
                                        .filter(g -> isOnBudget(g.action(), most) && g.at().isAfter(start))
                                        .count()
                                > most.perWindow()) {
                    violated("over budget: " + lent);
                }
            }
            case GuardEvent.Returned e -> lent.remove(e.reservation());
            case GuardEvent.Confirmed e -> {
                if (frozen.isPresent() || !lent.containsKey(e.reservation())) {
                    violated("confirmed while frozen, or without a reservation: " + e.reservation());
                }
            }
            case GuardEvent.Recalled _, GuardEvent.Adjourned _ -> {}
            case GuardEvent.Frozen _ -> frozen = Optional.of(time.now());
            case GuardEvent.Thawed _ -> frozen = Optional.empty();
            // It comes back from crashes, and is told every twenty seconds: nobody is refused for what it does not know
            // yet.
            case GuardEvent.Refused e when e.why().startsWith("surroundings") -> violated(e.why() + " " + e.by());
            case GuardEvent.Observed _, GuardEvent.Refused _, GuardEvent.Surrounded _, GuardEvent.Deferred _ -> {}
            case GuardEvent.Held _, GuardEvent.Paged _, GuardEvent.BrakeDecided _, GuardEvent.BudgetSpent _ -> {}
            case GuardEvent.Alarmed _, GuardEvent.AlarmTold _, GuardEvent.Rung _, GuardEvent.EmergencyUsed _ -> {}
        }
    }
}
