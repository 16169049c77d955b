package io.gabion.node;

import io.gabion.node.settings.Settings;
import io.gabion.protocol.Names;
import io.gabion.protocol.guard.Mode;
import io.gabion.responders.guard.Guard;
import io.gabion.responders.guard.GuardPolicy;
import io.gabion.responders.guard.GuardPolicy.Brake;
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

    /** @param protect addresses or networks, beside the surroundings, which are protected by themselves */
    public static GuardPolicy of(Mode mode, Set<String> liveConnectors, List<String> protect) {
        return checked(new GuardPolicy(mode, liveConnectors, protect, Settings.USUAL_BUDGETS, ""));
    }

    /** @throws IllegalArgumentException in one line */
    public static GuardPolicy of(Settings settings) {
        var live = settings.connectors().entrySet().stream()
                .filter(c -> c.getValue().live())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        return checked(new GuardPolicy(
                settings.mode(),
                live,
                settings.protect(),
                settings.budgets(),
                settings.emergency(),
                settings.brake(),
                settings.networks(),
                settings.machines(),
                ""));
    }

    /** With its hash, by which everybody's decisions say what they went by. */
    private static GuardPolicy checked(GuardPolicy of) {
        var text = of.mode() + " " + new TreeSet<>(of.liveConnectors()) + " " + of.protect() + " "
                + new TreeMap<>(of.budgets()) + " " + new TreeSet<>(of.emergency()) + " " + text(of.brake()) + " "
                + of.networks() + (of.machines().isEmpty() ? "" : " " + sorted(of.machines()));
        var policy = of.hashed(Names.hash(text));
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
