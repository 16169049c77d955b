package io.gabion.loadtests.faults;

import io.gabion.loadtests.Report;
import io.gabion.loadtests.faults.Invariants.Seen;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * Strikes a loaded cluster again and again, and looks after each time whether what must hold still holds. One lab serves
 * until something is violated or it does not get well.
 */
public final class FaultRuns {
    private static final Duration BEFORE = Duration.ofSeconds(10);
    private static final Duration HEALTHY = Duration.ofSeconds(120);
    /** So long it is waited for all the same: what is looked at afterwards should be at rest. */
    private static final Duration PATIENCE = Duration.ofSeconds(300);

    private static final Duration LOOK = Duration.ofMillis(500);
    private static final int LOOKS = 5;
    /** So long an effect may take until it is read back. */
    private static final Duration READ_BACK = Duration.ofSeconds(10);
    /** To read the whole journal costs more. */
    private static final Duration LOOK_INTO_JOURNAL = Duration.ofSeconds(15);

    private final Plan plan;
    private final Path logs;
    private final String version;
    private final List<Blow> blows = new ArrayList<>();
    private final List<String> violated = new ArrayList<>();

    /**
     * @param faults by name, all if empty
     * @param seeds how many for each, from {@code seed} on
     * @param servers of the ring, where a fault needs no more
     * @param most no run begins later than this after the first
     * @param record where each run is written down
     */
    public record Plan(
            List<String> faults,
            long seed,
            int seeds,
            Without without,
            int servers,
            Optional<Duration> most,
            Optional<Path> record) {
        public Plan {
            faults = List.copyOf(faults);
        }

        private Place place(Fault fault) {
            return new Place(Math.max(servers, fault.servers()), fault.budget());
        }

        private List<Fault> wanted() throws IOException {
            var wanted = new ArrayList<Fault>();
            for (var name : faults.isEmpty() ? names() : faults) {
                wanted.add(Fault.of(name).orElseThrow(() -> new IOException("no such fault: " + name)));
            }
            return wanted;
        }
    }

    /** What a lab has to be like. */
    private record Place(int servers, int budget) {}

    private FaultRuns(Plan plan, Path root) throws IOException, InterruptedException {
        this.plan = plan;
        this.logs = root.resolve("loadtests/target/faults");
        this.version = RunRecord.version(root);
    }

    /** Names of faults. */
    public static List<String> names() {
        return Arrays.stream(Fault.values()).map(Fault::text).toList();
    }

    /** @throws IOException if a lab cannot be built */
    public static Report run(Path root, Path work, Plan plan) throws IOException, InterruptedException {
        var all = new FaultRuns(plan, root);
        var wanted = plan.wanted();
        long until = plan.most().map(most -> System.nanoTime() + most.toNanos()).orElse(Long.MAX_VALUE);
        System.out.printf(
                "%-20s %5s %8s %8s %8s %9s  %s%n",
                "fault", "seed", "acked", "blocked", "dropped", "healthy", "violated");
        for (var place : wanted.stream().map(plan::place).distinct().toList()) {
            try (var bench = new Bench(root, work, place.servers(), place.budget(), plan.without())) {
                for (long s = plan.seed(); s < plan.seed() + plan.seeds(); s++) {
                    for (var fault : wanted) {
                        if (plan.place(fault).equals(place) && System.nanoTime() < until) {
                            all.run(bench, fault, s);
                        }
                    }
                }
            }
        }
        return all.report();
    }

    private void run(Bench bench, Fault fault, long seed) throws IOException, InterruptedException {
        var lab = bench.lab();
        int first = bench.next();
        var name = fault.text() + "-" + seed;
        var load = new Load(lab.nodes(), name + "-" + first, first, seed);
        var found = new ArrayList<String>();
        long healthy;
        int dropped = 0;
        try (load) {
            Thread.sleep(BEFORE);
            try {
                fault.strike(lab, new Random(seed));
            } catch (IOException e) {
                found.add("the blow: " + e.getMessage());
            }
            healthy = awaitHealth(lab);
        }
        try {
            settle(lab, load);
            var before = lab.firewall().added();
            var inForce = new HashSet<>(lab.inForce());
            var look = look(lab);
            inForce.retainAll(lab.inForce());
            found.addAll(look.check(
                    load.acknowledged(),
                    load.attackers(),
                    lab.budget(),
                    new Seen(
                            before,
                            lab.firewall().added(),
                            inForce,
                            lab.target().callsAtOnce())));
            dropped = look.dropped() - bench.dropped(look.dropped());
            if (!lab.firewall().isWatched()) {
                found.add("the lab: nobody watches the firewall any more");
            }
        } catch (IOException | RuntimeException e) {
            found.add("the lab: " + e.getMessage());
        }
        if (healthy > HEALTHY.toSeconds()) {
            found.add(
                    "I9 not every node acknowledges again within " + HEALTHY.toSeconds() + " s, but after " + healthy);
        }
        var prefix = Load.prefix(first);
        int blocked = (int) lab.firewall().added().keySet().stream()
                .filter(address -> address.startsWith(prefix))
                .count();
        var blow = new Blow(
                Instant.now(),
                version,
                fault.text(),
                seed,
                plan.without(),
                plan.place(fault).servers(),
                load.acknowledged().size(),
                blocked,
                dropped,
                load.turnedAway(),
                load.longestGap().toMillis() / 1_000.0,
                healthy,
                machineLoad(),
                found);
        note(blow);
        if (!found.isEmpty()) {
            lab.keepLogs(logs.resolve(name));
        }
        // A budget that is used up is of no use to the next.
        if (blow.isHarm() || healthy >= PATIENCE.toSeconds() || lab.budget() < Invariants.AMPLE) {
            bench.clear();
        }
    }

    private void note(Blow blow) throws IOException {
        blows.add(blow);
        System.out.printf(
                "%-20s %5d %8d %8d %8d %9s  %s%n",
                blow.fault(),
                blow.seed(),
                blow.acknowledged(),
                blow.blocked(),
                blow.dropped(),
                blow.healthy() + " s",
                blow.violated().isEmpty() ? "nothing" : "see " + logs.resolve(blow.fault() + "-" + blow.seed()));
        blow.violated().stream().limit(10).forEach(violation -> System.out.println("    " + violation));
        blow.violated().forEach(violation -> violated.add(blow.fault() + "-" + blow.seed() + ": " + violation));
        if (plan.record().isPresent()) {
            blow.append(plan.record().get());
        }
    }

    private static double machineLoad() {
        var machine = ManagementFactory.getOperatingSystemMXBean();
        return machine.getSystemLoadAverage() / machine.getAvailableProcessors();
    }

    /** Seconds until every node acknowledged again, or {@link #PATIENCE}. */
    private static long awaitHealth(Lab lab) throws InterruptedException {
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
    private static void settle(Lab lab, Load load) throws IOException, InterruptedException {
        long until = System.nanoTime() + HEALTHY.plusSeconds(60).toNanos();
        long next = System.nanoTime() + LOOK_INTO_JOURNAL.toNanos();
        while (System.nanoTime() < until) {
            Thread.sleep(LOOK);
            boolean all = lab.firewall().added().keySet().containsAll(load.attackers());
            if (all || System.nanoTime() > next) {
                Thread.sleep(READ_BACK);
                if (look(lab).isSettled(load, lab.firewall().added().keySet())) {
                    return;
                }
                next = System.nanoTime() + LOOK_INTO_JOURNAL.toNanos();
            }
        }
    }

    /** A store that has just come back may be too slow for a reading of everything. */
    private static Invariants look(Lab lab) throws IOException, InterruptedException {
        for (int n = 1; ; n++) {
            try {
                return Invariants.look(lab);
            } catch (IOException | UncheckedIOException e) {
                if (n == LOOKS) {
                    throw e;
                }
                Thread.sleep(LOOK_INTO_JOURNAL);
            }
        }
    }

    private Report report() {
        var met = violated.isEmpty();
        return new Report(
                "faults",
                violated.size(),
                "violations",
                Map.of(),
                Map.of(
                        "acknowledged",
                        blows.stream().mapToInt(Blow::acknowledged).sum(),
                        "blocked",
                        blows.stream().mapToInt(Blow::blocked).sum(),
                        "violated",
                        List.copyOf(violated)),
                blows.size(),
                met,
                met ? "nothing is violated" : violated.getFirst());
    }
}
