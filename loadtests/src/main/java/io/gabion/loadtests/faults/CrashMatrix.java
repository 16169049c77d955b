package io.gabion.loadtests.faults;

import io.gabion.loadtests.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * Ends a node at every named point on its way to an effect and back, or to a notice, starts it again on the same data, and looks when
 * it is at rest whether the target and the journal agree.
 */
public final class CrashMatrix {
    /**
     * @param points by name, all if empty
     * @param seeds how many for each point, from {@code seed} on
     * @param lying true only to see the harness find something: the node hears that nothing is in force, and that nobody took
     *     its notices
     * @param record where each seed is written down
     */
    public record Plan(
            String connector, List<String> points, long seed, int seeds, boolean lying, Optional<Path> record) {}

    private final CrashTrial trial;
    private final long seed;
    private final List<String> violated = new ArrayList<>();
    private int halts;
    private int effects;

    /** Names of targets: a connector's type, and which of its actions or ways if there are several; or a channel's type. */
    public static Set<String> connectors() {
        return CrashTargets.names();
    }

    public static Report run(Path root, Path work, Plan plan) throws Exception {
        var kind = CrashTargets.of(plan.connector());
        var wanted = new ArrayList<CrashPoint>(plan.points().isEmpty() ? kind.points() : List.of());
        for (var name : plan.points()) {
            wanted.add(kind.point(name));
        }
        var version = RunRecord.version(root);
        var runs = new ArrayList<CrashRun>();
        System.out.printf("%-20s %5s %7s %8s  %s%n", "point", "seed", "halted", "effects", "violated");
        for (long s = plan.seed(); s < plan.seed() + plan.seeds(); s++) {
            Collections.shuffle(wanted, new Random(s));
            var place = Files.createDirectories(work.resolve("seed-" + s));
            var target = kind.opening().at(place);
            try (var lab = CrashLab.build(root, place, target, s, plan.lying())) {
                var matrix = new CrashMatrix(target.trial(lab), s);
                for (int p = 0; p < wanted.size(); p++) {
                    matrix.run(wanted.get(p), target.next(p));
                }
                var run = matrix.seen(version, plan, wanted.size());
                runs.add(run);
                if (plan.record().isPresent()) {
                    run.append(plan.record().get());
                }
            }
        }
        return report(plan.connector(), runs);
    }

    private CrashMatrix(CrashTrial trial, long seed) {
        this.trial = trial;
        this.seed = seed;
    }

    private void run(CrashPoint point, String name) throws IOException, InterruptedException {
        var found = new ArrayList<String>();
        boolean halted = trial.pass(point, name, found);
        if (halted) {
            halts++;
        } else {
            found.add("the point was not passed");
        }
        int times = trial.effects(name);
        effects += times;
        System.out.printf(
                "%-20s %5d %7s %8d  %s%n",
                point.name(), seed, halted ? "yes" : "no", times, found.isEmpty() ? "nothing" : found.getFirst());
        found.stream().skip(1).forEach(violation -> System.out.println("    " + violation));
        found.forEach(violation -> violated.add(point.name() + ": " + violation));
    }

    private CrashRun seen(String version, Plan plan, int points) throws IOException {
        var end = trial.end().stream().filter(one -> !violated.contains(one)).toList();
        end.forEach(System.out::println);
        violated.addAll(end);
        return new CrashRun(
                Instant.now(),
                version,
                plan.connector(),
                seed,
                plan.lying() ? Without.READ_BACK : Without.NOTHING,
                points,
                halts,
                effects,
                trial.distinct(),
                trial.late(),
                violated);
    }

    private static Report report(String connector, List<CrashRun> runs) {
        var violated = runs.stream()
                .flatMap(run -> run.violated().stream().map(violation -> "seed " + run.seed() + ", " + violation))
                .toList();
        return new Report(
                "crash-matrix",
                violated.size(),
                "violations",
                Map.of(),
                Map.of(
                        "connector",
                        connector,
                        "points",
                        runs.getFirst().points(),
                        "effects",
                        runs.stream().mapToInt(CrashRun::effects).sum(),
                        "distinct",
                        runs.stream().flatMap(run -> run.distinct().stream()).toList(),
                        "lateSeconds",
                        runs.stream()
                                .flatMap(run -> run.late().stream())
                                .map(late -> late.toMillis() / 1e3)
                                .toList(),
                        "violated",
                        violated),
                runs.size(),
                violated.isEmpty(),
                violated.isEmpty() ? "nothing is violated" : violated.getFirst());
    }
}
