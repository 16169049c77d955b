package io.gabion.loadtests.faults;

import io.gabion.loadtests.Report;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Strikes a loaded cluster again and again, and looks after each time whether what must hold still holds. One lab serves
 * until something is violated or it does not get well.
 */
public final class FaultRuns {
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
        return all(root, work, plan).report();
    }

    /** As {@link #run}: only what is violated, each with the run's name in front. */
    static List<String> violations(Path root, Path work, Plan plan) throws IOException, InterruptedException {
        return List.copyOf(all(root, work, plan).violated);
    }

    private static FaultRuns all(Path root, Path work, Plan plan) throws IOException, InterruptedException {
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
        return all;
    }

    private void run(Bench bench, Fault fault, long seed) throws IOException, InterruptedException {
        var lab = bench.lab();
        var name = fault.text() + "-" + seed;
        var trial = Trial.run(lab, name, bench.next(), seed, fault::strike);
        int dropped = trial.dropped().isPresent()
                ? trial.dropped().getAsInt() - bench.dropped(trial.dropped().getAsInt())
                : 0;
        var load = trial.load().tally();
        var blow = new Blow(
                Instant.now(),
                version,
                fault.text(),
                seed,
                plan.without(),
                plan.place(fault).servers(),
                load.batches().size(),
                trial.blocked(),
                dropped,
                load.timesTurnedAway(),
                load.timesRefused(),
                trial.unknown(),
                load.longestGap().toMillis() / 1_000.0,
                trial.healthy(),
                machineLoad(),
                trial.found());
        note(blow);
        if (!trial.found().isEmpty()) {
            lab.keepLogs(logs.resolve(name));
        }
        // A budget that is used up is of no use to the next.
        if (blow.isHarm() || trial.healthy() >= Trial.PATIENCE.toSeconds() || lab.budget() < Invariants.AMPLE) {
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
