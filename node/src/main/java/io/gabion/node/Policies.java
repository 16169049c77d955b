package io.gabion.node;

import io.gabion.node.settings.Settings;
import io.gabion.node.settings.Settings.Protected;
import io.gabion.protocol.Names;
import io.gabion.protocol.containment.Action;
import io.gabion.protocol.guard.Mode;
import io.gabion.responders.guard.Guard;
import io.gabion.responders.guard.GuardPolicy;
import io.gabion.responders.guard.GuardPolicy.Brake;
import io.gabion.responders.guard.GuardPolicy.Budget;
import io.gabion.responders.guard.NetworkLimits;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The Guard's policies. */
public final class Policies {
    /** Nothing is ever done. */
    public static GuardPolicy observing() {
        return of(Mode.OBSERVE, Set.of(), List.of());
    }

    /** @param protectedPrefixes beside the surroundings, which are protected by themselves */
    public static GuardPolicy of(Mode mode, Set<String> liveConnectors, List<String> protectedPrefixes) {
        var protect = new Protected(protectedPrefixes, List.of(), List.of(), List.of());
        return of(
                mode,
                liveConnectors,
                protect,
                Settings.USUAL_BUDGETS,
                Set.of(),
                Brake.USUAL,
                NetworkLimits.USUAL,
                Map.of());
    }

    /** @throws IllegalArgumentException in one line */
    public static GuardPolicy of(Settings settings) {
        var live = settings.connectors().entrySet().stream()
                .filter(c -> c.getValue().live())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        return of(
                settings.mode(),
                live,
                settings.protect(),
                settings.budgets(),
                settings.emergency(),
                settings.brake(),
                settings.networks(),
                settings.machines());
    }

    private static GuardPolicy of(
            Mode mode,
            Set<String> live,
            Protected protect,
            Map<Action, Budget> budgets,
            Set<String> emergency,
            Brake brake,
            NetworkLimits networks,
            Map<String, Set<String>> machines) {
        var text = mode + " " + new TreeSet<>(live) + " " + protect + " " + new TreeMap<>(budgets) + " "
                + new TreeSet<>(emergency) + " " + text(brake) + " " + networks
                + (machines.isEmpty() ? "" : " " + sorted(machines));
        var policy = new GuardPolicy(
                mode,
                live,
                protect.addresses(),
                protect.accounts(),
                protect.domains(),
                protect.hosts(),
                protect.files(),
                protect.roles(),
                budgets,
                emergency,
                brake,
                networks,
                machines,
                Names.hash(text));
        new Guard(policy); // Refuses what is no network, no account, no domain, no host and no path.
        return policy;
    }

    private static Map<String, Set<String>> sorted(Map<String, Set<String>> machines) {
        var all = new TreeMap<String, Set<String>>();
        machines.forEach((name, places) -> all.put(name, new TreeSet<>(places)));
        return all;
    }

    /** Without a chain a policy is the one that it was before there were any. */
    private static String text(Brake brake) {
        return "Brake[targets=" + brake.targets() + ", window=" + brake.window() + ", channel=" + brake.channel() + "]"
                + (brake.chain().isEmpty() ? "" : " " + brake.chain());
    }

    private Policies() {}
}
