package io.gabion.responders.guard;

import io.gabion.protocol.asset.Accounts;
import io.gabion.protocol.containment.Action;
import io.gabion.protocol.containment.Target;
import io.gabion.protocol.guard.Mode;
import io.gabion.protocol.response.Plan.Level;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/**
 * What may be contained. Only {@code LIVE} and a listed connector together allow a call.
 *
 * @param protect is never contained; what has one of its roles at the site is told to the Guard with its surroundings
 * @param emergency playbooks that may use the share of the budgets that is kept for emergencies
 * @param brake when too many are alike
 * @param networks when a network may be blocked
 * @param machines by the name that connectors know them by: the addresses or names that they reach them at
 * @param hash of the configuration it was read from
 */
public record GuardPolicy(
        Mode mode,
        Set<String> liveConnectors,
        Protected protect,
        Map<Action, Budget> budgets,
        Set<String> emergency,
        Brake brake,
        NetworkLimits networks,
        Map<String, Set<String>> machines,
        String hash) {
    public GuardPolicy {
        liveConnectors = Set.copyOf(liveConnectors);
        budgets = Map.copyOf(budgets);
        emergency = Set.copyOf(emergency);
        machines = Map.copyOf(machines);
    }

    /** Without emergencies, with the usual limits of networks. */
    public GuardPolicy(
            Mode mode,
            Set<String> liveConnectors,
            Protected protect,
            Map<Action, Budget> budgets,
            Brake brake,
            String hash) {
        this(mode, liveConnectors, protect, budgets, Set.of(), brake, NetworkLimits.USUAL, Map.of(), hash);
    }

    /** With addresses or networks to protect alone, and with the usual brake. */
    public GuardPolicy(
            Mode mode, Set<String> liveConnectors, List<String> protect, Map<Action, Budget> budgets, String hash) {
        this(mode, liveConnectors, Protected.addresses(protect), budgets, Brake.USUAL, hash);
    }

    /** Whether an account of this name is never contained, by its name alone. */
    public Predicate<String> protectedAccount() {
        var names = new ProtectedNames(protect.accounts(), List.of(), List.of());
        return name -> Accounts.canonical(name).filter(names::isProtected).isPresent();
    }

    /** Why a target is never contained, by its name and these settings alone: what is around the nodes is the Guard's to know. */
    public BiFunction<Action, Target, Optional<String>> shielded() {
        var shields = new Shields(this);
        return (action, target) -> shields.shielded(GuardState.EMPTY, action, target);
    }

    /** The same where nothing is called: it refuses what it would refuse. */
    public GuardPolicy observing() {
        return new GuardPolicy(
                Mode.OBSERVE, liveConnectors, protect, budgets, emergency, brake, networks, machines, hash);
    }

    public GuardPolicy hashed(String hash) {
        return new GuardPolicy(mode, liveConnectors, protect, budgets, emergency, brake, networks, machines, hash);
    }

    /**
     * An action without a budget is refused.
     *
     * @param emergency how much of both is kept for emergencies
     */
    public record Budget(int perWindow, Duration window, int concurrent, int emergency) {
        public Budget(int perWindow, Duration window, int concurrent) {
            this(perWindow, window, concurrent, 0);
        }

        public Budget {
            if (perWindow < 0 || perWindow > 10_000 || concurrent < 0 || concurrent > 10_000) {
                throw new IllegalArgumentException("a budget is 0 to 10000: " + perWindow + ", " + concurrent);
            }
            if (emergency < 0 || emergency > Math.min(perWindow, concurrent)) {
                throw new IllegalArgumentException("the share for emergencies is part of the budget: " + emergency);
            }
            if (!window.isPositive()) {
                throw new IllegalArgumentException("a window must be positive: " + window);
            }
        }
    }

    /**
     * So many targets of one signature within the window; further ones wait for a person.
     *
     * @param channel where that person is told, and of a freeze too
     * @param chain whom else, while a brake is on or everything is frozen; nobody decides more by it
     */
    public record Brake(int targets, Duration window, String channel, List<Level> chain) {
        public static final Brake USUAL = new Brake(20, Duration.ofMinutes(10), "log");

        public Brake(int targets, Duration window, String channel) {
            this(targets, window, channel, List.of());
        }

        public Brake {
            chain = List.copyOf(chain);
            if (targets < 1 || targets > 10_000) {
                throw new IllegalArgumentException("a brake is 1 to 10000 targets: " + targets);
            }
            if (!window.isPositive()) {
                throw new IllegalArgumentException("a window must be positive: " + window);
            }
        }
    }
}
