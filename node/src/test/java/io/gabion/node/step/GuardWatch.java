package io.gabion.node.step;

import io.gabion.protocol.containment.Action;
import io.gabion.protocol.guard.GuardEvent;
import io.gabion.protocol.guard.GuardEvent.*;
import io.gabion.protocol.response.Verdict;
import io.gabion.responders.guard.GuardPolicy;
import io.gabion.responders.guard.GuardPolicy.Budget;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads a Guard's journal, and writes down where it lets through more than it may. It counts who is meant, not what is
 * written, and remembers everything.
 */
final class GuardWatch {
    private record Lent(Action action, String who, String value) {
        /** Another life of one target may begin while the end of the one before is on its way. */
        boolean isSpeltOtherwise(Lent other) {
            return action == other.action && who.equals(other.who) && !value.equals(other.value);
        }
    }

    private record Grant(String who, Instant at) {}

    private static final class Brake {
        private final List<Grant> grants = new ArrayList<>();
        private final Set<String> waiting = new HashSet<>();
        private final Set<String> approved = new HashSet<>();
        private boolean on;
        private Instant denied = Instant.MIN;
    }

    private final GuardPolicy policy;
    private final Ledger ledger;
    private final Set<String> said;
    private final Map<String, Lent> lent = new LinkedHashMap<>();
    private final Map<Action, List<Instant>> grants = new HashMap<>();
    private final Map<String, Brake> brakes = new HashMap<>();
    private final Set<String> heeded = new HashSet<>();
    private final Set<String> seen = new HashSet<>();

    /** @param said of what people have decided, their reasons: each says it of one brake */
    GuardWatch(GuardPolicy policy, Ledger ledger, Set<String> said) {
        this.policy = policy;
        this.ledger = ledger;
        this.said = said;
    }

    /** Kinds of events, decisions with their verdict. */
    Set<String> seen() {
        return seen;
    }

    Set<String> lent() {
        return lent.keySet();
    }

    void journaled(GuardEvent event) {
        seen.add(
                event instanceof BrakeDecided e
                        ? "BrakeDecided " + e.verdict()
                        : event.getClass().getSimpleName());
        switch (event) {
            case Reserved e -> reserved(e);
            case Held e -> {
                var brake = brake(e.signature());
                brake.on = true;
                brake.waiting.add(e.reservation());
                untouched(e.action(), e.target().value(), e);
            }
            case Refused e -> brakes.values().forEach(brake -> brake.waiting.remove(e.reservation()));
            case Returned e -> {
                lent.remove(e.reservation());
                brakes.values().forEach(brake -> brake.waiting.remove(e.reservation()));
            }
            case BrakeDecided e -> decided(e);
            case Confirmed e -> {
                if (!lent.containsKey(e.reservation())) {
                    ledger.violated("confirmed, though given back: " + e);
                }
            }
            case Observed e -> ledger.violated("only observed: " + e);
            case Recalled _, Adjourned _, Frozen _, Thawed _, Deferred _, Paged _ -> {}
            case EmergencyUsed _, BudgetSpent _, Alarmed _, AlarmTold _, Rung _, Surrounded _ -> {}
        }
    }

    private void reserved(Reserved e) {
        untouched(e.action(), e.target().value(), e);
        var who = GuardSite.who(e.action(), e.target().value());
        var one = new Lent(e.action(), who, e.target().value());
        if (lent.values().stream().anyMatch(one::isSpeltOtherwise)) {
            ledger.violated("twice, under two spellings: " + e + ", " + lent);
        }
        lent.put(e.reservation(), one);
        grants.computeIfAbsent(e.action(), _ -> new ArrayList<>()).add(e.at());
        onBudget(e);
        braked(e, who);
    }

    private void untouched(Action action, String value, GuardEvent e) {
        if (GuardSite.PROTECTED.contains(GuardSite.who(action, value))) {
            ledger.violated("protected, yet let through: " + e);
        }
    }

    private void onBudget(Reserved e) {
        var budget = policy.budgets().get(e.action());
        boolean urgent = policy.emergency().stream().anyMatch(p -> e.signature().startsWith(p + "/"));
        int kept = urgent ? 0 : budget.emergency();
        long atOnce =
                lent.values().stream().filter(l -> l.action() == e.action()).count();
        if (atOnce > budget.concurrent() - kept || within(e, budget) > budget.perWindow() - kept) {
            ledger.violated("over budget, " + kept + " kept: " + e + ", " + lent);
        }
    }

    private long within(Reserved e, Budget budget) {
        return grants.get(e.action()).stream()
                .filter(at -> at.isAfter(e.at().minus(budget.window())))
                .count();
    }

    private void braked(Reserved e, String who) {
        var signature = e.signature();
        var brake = brake(signature);
        if (brake.approved.remove(e.reservation())) {
            return;
        }
        if (brake.on) {
            ledger.violated("let through, though the brake is on: " + e);
        }
        if (brake.denied.isAfter(e.at().minus(window()))) {
            ledger.violated("let through, though denied at " + brake.denied + ": " + e);
        }
        long others = brake.grants.stream()
                .filter(g -> !g.who().equals(who) && g.at().isAfter(e.at().minus(window())))
                .map(Grant::who)
                .distinct()
                .count();
        if (others >= policy.brake().targets()) {
            ledger.violated("one more than the brake lets through: " + e + " after " + brake.grants);
        }
        brake.grants.add(new Grant(who, e.at()));
    }

    /** Who approves lets through what waits at that moment, and as many again. */
    private void decided(BrakeDecided e) {
        var brake = brake(e.signature());
        if (!said.contains(e.reason())) {
            ledger.violated("decided by nobody: " + e);
        }
        if (!heeded.add(e.reason())) {
            ledger.violated("decided twice by one word: " + e);
        }
        brake.on = false;
        if (e.verdict() == Verdict.APPROVE) {
            brake.approved.clear();
            brake.approved.addAll(brake.waiting);
            brake.grants.clear();
            brake.denied = Instant.MIN;
        } else {
            brake.denied = e.at();
        }
    }

    private Brake brake(String signature) {
        return brakes.computeIfAbsent(signature, _ -> new Brake());
    }

    private Duration window() {
        return policy.brake().window();
    }
}
