package io.gabion.loadtests.faults;

import io.gabion.loadtests.Report;
import io.gabion.protocol.containment.Action;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Ends a node at every named point between a wish and its release, starts it again on the same data, and looks when it
 * is at rest whether the target and the journal agree.
 */
public final class CrashMatrix {
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final Map<String, CrashTarget.Opening> TARGETS = new TreeMap<>(Map.of(
            "nftables", _ -> WallTarget.build(),
            "linux-account", StandTarget::linux,
            "ldap-account", StandTarget::directory,
            "keycloak", StandTarget::keycloak,
            "dns-policy", StandTarget::names,
            "host-isolation", StandTarget::hosts,
            "quarantine-file", work -> StandTarget.files(work, Action.QUARANTINE_FILE),
            "scan-file", work -> StandTarget.files(work, Action.SCAN_FILE),
            "collection", StandTarget::evidence));

    private final CrashTarget target;
    private final CrashLab lab;
    private final long seed;
    private final List<String> violated;
    private int effects;

    /** Names of points, in the order in which they are passed. */
    public static List<String> names() {
        return CrashPoint.all().stream().map(CrashPoint::name).toList();
    }

    /**
     * @param connector by its type
     * @param points by name, all if empty
     * @param seeds how many for each, from {@code seed} on
     * @param lying true only to see the harness find something: the node hears that nothing is in force
     */
    public static Report run(Path work, String connector, List<String> points, long seed, int seeds, boolean lying)
            throws Exception {
        var opening = TARGETS.get(connector);
        if (opening == null) {
            throw new IOException("no crash matrix of '" + connector + "': " + String.join(", ", TARGETS.keySet()));
        }
        var wanted = new ArrayList<CrashPoint>();
        for (var name : points.isEmpty() ? names() : points) {
            wanted.add(CrashPoint.of(name).orElseThrow(() -> new IOException("no such point: " + name)));
        }
        var violated = new ArrayList<String>();
        int effects = 0;
        System.out.printf("%-20s %5s %7s %8s  %s%n", "point", "seed", "halted", "effects", "violated");
        for (long s = seed; s < seed + seeds; s++) {
            Collections.shuffle(wanted, new Random(s));
            var place = Files.createDirectories(work.resolve("seed-" + s));
            var target = opening.at(place);
            try (var lab = CrashLab.build(place, target, s, lying)) {
                var matrix = new CrashMatrix(target, lab, s, violated);
                for (int p = 0; p < wanted.size(); p++) {
                    matrix.run(wanted.get(p), target.next(p));
                }
                effects += matrix.effects;
            }
        }
        return report(connector, wanted.size(), seeds, effects, violated);
    }

    private CrashMatrix(CrashTarget target, CrashLab lab, long seed, List<String> violated) {
        this.target = target;
        this.lab = lab;
        this.seed = seed;
        this.violated = violated;
    }

    private void run(CrashPoint point, String name) throws IOException, InterruptedException {
        var found = new ArrayList<String>();
        boolean halted = false;
        for (boolean release : new boolean[] {false, true}) {
            boolean aimed = point.release() == release;
            if (aimed) {
                lab.order(point, name);
            }
            halted |= release ? release(name, found) : contain(name, found);
            if (aimed && !halted) {
                lab.awaitEnd(); // Seen in the journal before the node has come to its end.
            }
            halted |= lab.revive();
            found.addAll(CrashCheck.read(lab.data(), name).check(target, name, !release));
        }
        if (!halted) {
            found.add("the point was not passed");
        }
        int times = target.effects(name).size();
        effects += times;
        System.out.printf(
                "%-20s %5d %7s %8d  %s%n",
                point.name(), seed, halted ? "yes" : "no", times, found.isEmpty() ? "nothing" : found.getFirst());
        found.stream().skip(1).forEach(violation -> System.out.println("    " + violation));
        found.forEach(violation -> violated.add(point.name() + " of " + seed + ": " + violation));
    }

    private boolean contain(String name, List<String> found) throws IOException, InterruptedException {
        return until(() -> lab.attack(name), found, "the attack is acknowledged")
                | until(() -> CrashCheck.read(lab.data(), name).isContained(), found, "it is contained");
    }

    private boolean release(String name, List<String> found) throws IOException, InterruptedException {
        return until(() -> lab.release("release-" + name), found, "the release is acknowledged")
                | until(() -> CrashCheck.read(lab.data(), name).isReleased(), found, "it is released");
    }

    private interface Step {
        boolean isDone() throws IOException, InterruptedException;
    }

    /** Tries until it is done, with the node started again whenever it has ended. @return whether it ever had */
    private boolean until(Step step, List<String> found, String what) throws IOException, InterruptedException {
        boolean halted = false;
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!step.isDone()) {
            if (System.nanoTime() > end) {
                found.add("in vain it was waited until " + what);
                return halted;
            }
            halted |= lab.revive();
            Thread.sleep(LOOK);
        }
        return halted;
    }

    private static Report report(String connector, int points, int seeds, int effects, List<String> violated) {
        return new Report(
                "crash-matrix",
                violated.size(),
                "violations",
                Map.of(),
                Map.of("connector", connector, "points", points, "effects", effects, "violated", List.copyOf(violated)),
                seeds,
                violated.isEmpty(),
                violated.isEmpty() ? "nothing is violated" : violated.getFirst());
    }
}
