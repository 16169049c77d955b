package io.gabion.loadtests.faults;

import io.gabion.loadtests.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/** Strikes a loaded cluster again and again, and looks after each time whether what must hold still holds. */
public final class FaultRuns {
    private static final Duration BEFORE = Duration.ofSeconds(10);
    private static final Duration HEALTHY = Duration.ofSeconds(120);
    /** So long it is waited for all the same: what is looked at afterwards should be at rest. */
    private static final Duration PATIENCE = Duration.ofSeconds(300);

    private static final Duration LOOK = Duration.ofMillis(500);

    private final Path logs;
    private final List<String> violated = new ArrayList<>();
    /** Without what goes on being told about the same: a violation is one of the run after which it is first seen. */
    private final Set<String> known = new HashSet<>();

    private final Map<Fault, List<Outcome>> outcomes = new EnumMap<>(Fault.class);
    private int runs;
    private int blocked;

    /** @param healthy seconds until every node acknowledged again */
    private record Outcome(long seed, int acknowledged, int dropped, long healthy, List<String> violated) {}

    private FaultRuns(Path logs) {
        this.logs = logs;
    }

    /** Names of faults. */
    public static List<String> names() {
        return Arrays.stream(Fault.values()).map(Fault::text).toList();
    }

    /**
     * @param faults by name, all if empty
     * @param seeds how many for each, from {@code seed} on
     * @param fenced false only to show what the fence is for
     * @throws IOException if the lab cannot be built
     */
    public static Report run(Path root, Path work, List<String> faults, long seed, int seeds, boolean fenced)
            throws IOException, InterruptedException {
        var wanted = new ArrayList<Fault>();
        for (var name : faults.isEmpty() ? names() : faults) {
            wanted.add(Fault.of(name).orElseThrow(() -> new IOException("no such fault: " + name)));
        }
        var all = new FaultRuns(root.resolve("loadtests/target/faults"));
        System.out.printf("%-20s %5s %8s %8s %9s  %s%n", "fault", "seed", "acked", "dropped", "healthy", "violated");
        for (int servers : wanted.stream().map(Fault::servers).distinct().toList()) {
            var place = Files.createDirectories(work.resolve("ring-of-" + servers));
            try (var lab = Lab.build(root, place, servers, Lab.NODES, fenced);
                    var _ = new Supervisor(lab.nodes())) {
                for (long s = seed; s < seed + seeds; s++) {
                    for (var fault : wanted) {
                        if (fault.servers() == servers) {
                            all.run(lab, fault, s);
                        }
                    }
                }
                all.blocked += lab.firewall().added().size();
            }
        }
        return all.report();
    }

    private void run(Lab lab, Fault fault, long seed) throws IOException, InterruptedException {
        var name = fault.text() + "-" + seed;
        var load = new Load(lab.nodes(), name + "-" + runs, runs, seed);
        var found = new ArrayList<String>();
        long healthy;
        try (load) {
            Thread.sleep(BEFORE);
            try {
                fault.strike(lab, new Random(seed));
            } catch (IOException e) {
                found.add("the blow: " + e.getMessage());
            }
            healthy = awaitHealth(lab);
        }
        settle(lab, load);
        if (!lab.firewall().isWatched()) {
            throw new IOException("nobody watches the firewall any more");
        }
        var look = Invariants.look(lab);
        look.check(load, lab.firewall()).stream()
                .filter(violation -> known.add(violation.split("[\\[;]", 2)[0]))
                .forEach(found::add);
        if (healthy > HEALTHY.toSeconds()) {
            found.add("I9 not every node acknowledges again within " + HEALTHY.toSeconds() + " s");
        }
        runs++;
        var outcome = new Outcome(seed, load.acknowledged().size(), look.dropped(), healthy, List.copyOf(found));
        outcomes.computeIfAbsent(fault, _ -> new ArrayList<>()).add(outcome);
        System.out.printf(
                "%-20s %5d %8d %8d %9s  %s%n",
                fault.text(),
                seed,
                outcome.acknowledged,
                outcome.dropped,
                healthy + " s",
                found.isEmpty() ? "nothing" : "see " + logs.resolve(name));
        if (!found.isEmpty()) {
            lab.keepLogs(logs.resolve(name));
        }
        found.stream().limit(10).forEach(violation -> System.out.println("    " + violation));
        found.forEach(violation -> violated.add(name + ": " + violation));
    }

    /** Seconds until every node acknowledged again, or {@link #PATIENCE}. */
    private long awaitHealth(Lab lab) throws InterruptedException {
        long began = System.nanoTime();
        long until = began + PATIENCE.toNanos();
        while (System.nanoTime() < until) {
            try {
                if (lab.isHealthy()) {
                    break;
                }
            } catch (IOException e) {
                // Looked at again.
            }
            Thread.sleep(LOOK);
        }
        return (System.nanoTime() - began) / 1_000_000_000;
    }

    /** Until what is under way has come to its end, or has had its time. */
    private void settle(Lab lab, Load load) throws InterruptedException {
        long until = System.nanoTime() + HEALTHY.plusSeconds(60).toNanos();
        while (System.nanoTime() < until && !lab.firewall().added().keySet().containsAll(load.attackers())) {
            Thread.sleep(LOOK);
        }
        Thread.sleep(Duration.ofSeconds(10)); // Effects are read back.
    }

    /** As docs/reliability.md shows it. */
    private void table() {
        System.out.println(
                "| fault | seeds | batches acknowledged | stale rows dropped | healthy after, at most | violated |");
        System.out.println("|---|---|---|---|---|---|");
        outcomes.forEach((fault, of) -> System.out.printf(
                "| %s | %s | %d | %d | %d s | %s |%n",
                fault.text(),
                of.stream().map(o -> "" + o.seed).collect(Collectors.joining(" ")),
                of.stream().mapToInt(Outcome::acknowledged).sum(),
                of.stream().mapToInt(Outcome::dropped).sum(),
                of.stream().mapToLong(Outcome::healthy).max().orElse(0),
                of.stream()
                        .filter(o -> !o.violated.isEmpty())
                        .map(o -> "seed " + o.seed + ": " + o.violated.getFirst())
                        .reduce((one, other) -> one + "; " + other)
                        .orElse("nothing")));
    }

    private Report report() {
        table();
        var met = violated.isEmpty();
        int acknowledged = outcomes.values().stream()
                .flatMap(List::stream)
                .mapToInt(Outcome::acknowledged)
                .sum();
        return new Report(
                "faults",
                violated.size(),
                "violations",
                Map.of(),
                Map.of("acknowledged", acknowledged, "blocked", blocked, "violated", List.copyOf(violated)),
                runs,
                met,
                met ? "nothing is violated" : violated.getFirst());
    }
}
