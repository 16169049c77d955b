package io.gabion.responders.guard;

import io.gabion.protocol.guard.GuardEvent.BudgetSpent;
import io.gabion.protocol.guard.GuardEvent.EmergencyUsed;
import io.gabion.responders.guard.GuardCommand.Reserve;
import java.time.Instant;
import java.util.Optional;

/** How much of each action there may be, and for whom the rest is kept. */
record Budgets(GuardPolicy policy) {
    /** Why there may be no more, and the least that would change that; or empty. */
    Optional<String> exceeded(GuardState state, Reserve c, Instant now) {
        var budget = policy.budgets().get(c.action());
        if (budget == null) {
            return Optional.of(
                    "no budget for " + c.action() + "; budgets." + c.action().word() + " would give it one");
        }
        int kept = isEmergency(c) ? 0 : budget.emergency();
        var rest = kept > 0 ? "; the last " + kept + " are kept for emergencies" : "";
        var setting = "budgets." + c.action().word();
        long used = state.grantsAfter(c.action(), now.minus(budget.window()));
        if (used >= budget.perWindow() - kept) {
            return Optional.of(c.action() + ": " + used + " of " + budget.perWindow() + " used within "
                    + budget.window() + rest + "; one more "
                    + state.nextAfter(c.action(), now.minus(budget.window()), used - (budget.perWindow() - kept))
                            .map(at -> "from " + at.plus(budget.window()) + " on, or ")
                            .orElse("")
                    + "with " + setting + ".perWindow: " + (used + kept + 1));
        }
        long lent = state.loansAt(c.action(), now);
        return lent >= budget.concurrent() - kept
                ? Optional.of(c.action() + ": " + lent + " of " + budget.concurrent() + " at one time" + rest
                        + "; one more when one is released, or with " + setting + ".concurrent: " + (lent + kept + 1))
                : Optional.empty();
    }

    /** What is taken of the share for emergencies, if it is. */
    Optional<EmergencyUsed> emergency(GuardState state, Reserve c, Instant now) {
        var budget = policy.budgets().get(c.action());
        if (budget == null || !isEmergency(c)) {
            return Optional.empty();
        }
        long left = Math.min(
                budget.perWindow() - state.grantsAfter(c.action(), now.minus(budget.window())),
                budget.concurrent() - state.loansAt(c.action(), now));
        return left > budget.emergency()
                ? Optional.empty()
                : Optional.of(new EmergencyUsed(
                        c.reservation(), playbook(c), c.action(), (int) left - 1, now, policy.hash()));
    }

    /** What a person is told of a refusal; empty if it was told within the window, or if nobody ever wanted any. */
    Optional<BudgetSpent> spent(GuardState state, Reserve c, String why, Instant now) {
        var budget = policy.budgets().get(c.action());
        if (budget == null || budget.perWindow() == 0 || budget.concurrent() == 0) {
            return Optional.empty();
        }
        var before = state.alarms().bells().spent().get(c.action());
        return before != null && before.since().plus(budget.window()).isAfter(now)
                ? Optional.empty()
                : Optional.of(new BudgetSpent(c.action(), c.target(), why, now, policy.hash()));
    }

    private boolean isEmergency(Reserve c) {
        return policy.emergency().contains(playbook(c));
    }

    /** A signature is a playbook and its step. */
    private static String playbook(Reserve c) {
        int slash = c.signature().indexOf('/');
        return slash < 0 ? "" : c.signature().substring(0, slash);
    }
}
