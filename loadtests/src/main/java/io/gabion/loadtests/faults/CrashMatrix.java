package io.gabion.loadtests.faults;

import static java.util.Map.entry;

import io.gabion.loadtests.Report;
import io.gabion.protocol.containment.Action;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Ends a node at every named point between a wish and its release, starts it again on the same data, and looks when it
 * is at rest whether the target and the journal agree.
 */
public final class CrashMatrix {
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    /** A hold that is over while the node is down: it is contained by then, and a target that counts has counted. */
    private static final Duration BRIEF = Duration.ofSeconds(40);

    private static final Duration OVER = Duration.ofSeconds(7);
    private static final Duration USUAL = Duration.ofHours(1);
    /** From when a node says that it is ready until it has let go of what nobody wants any more. */
    private static final Duration SOON = Duration.ofMinutes(1);

    private static final Map<String, CrashTarget.Opening> TARGETS = new TreeMap<>(Map.ofEntries(
            entry("nftables", work -> WallTarget.local(work, Action.BLOCK_ADDRESS)),
            entry("nftables-network", work -> WallTarget.local(work, Action.BLOCK_NETWORK)),
            entry("nftables-ssh", work -> WallTarget.overSsh(work, Action.BLOCK_ADDRESS)),
            entry("linux-account", StandTarget::linux),
            entry("ldap-account", StandTarget::directory),
            entry("keycloak", work -> StandTarget.keycloak(work, Action.DISABLE_ACCOUNT)),
            entry("keycloak-sessions", work -> StandTarget.keycloak(work, Action.END_SESSIONS)),
            entry("dns-policy", StandTarget::names),
            entry("host-isolation", StandTarget::hosts),
            entry("quarantine-file", work -> StandTarget.files(work, Action.QUARANTINE_FILE)),
            entry("scan-file", work -> StandTarget.files(work, Action.SCAN_FILE)),
            entry("collection", StandTarget::evidence)));

    /**
     * @param points by name, all if empty
     * @param seeds how many for each point, from {@code seed} on
     * @param lying true only to see the harness find something: the node hears that nothing is in force
     * @param record where each seed is written down
     */
    public record Plan(
            String connector, List<String> points, long seed, int seeds, boolean lying, Optional<Path> record) {}

    private final CrashTarget target;
    private final CrashLab lab;
    private final long seed;
    private final List<String> violated = new ArrayList<>();
    private int halts;
    private int effects;
    private Optional<Duration> late = Optional.empty();

    /** Names of points, in the order in which they are passed. */
    public static List<String> names() {
        return CrashPoint.all().stream().map(CrashPoint::name).toList();
    }

    /** Names of targets: a connector's type, and which of its actions or ways if there are several. */
    public static Set<String> connectors() {
        return TARGETS.keySet();
    }

    public static Report run(Path root, Path work, Plan plan) throws Exception {
        var opening = TARGETS.get(plan.connector());
        if (opening == null) {
            throw new IOException("no crash matrix of '" + plan.connector() + "': " + String.join(", ", connectors()));
        }
        var wanted = new ArrayList<CrashPoint>();
        for (var name : plan.points().isEmpty() ? names() : plan.points()) {
            wanted.add(CrashPoint.of(name).orElseThrow(() -> new IOException("no such point: " + name)));
        }
        var version = RunRecord.version(root);
        var runs = new ArrayList<CrashRun>();
        System.out.printf("%-20s %5s %7s %8s  %s%n", "point", "seed", "halted", "effects", "violated");
        for (long s = plan.seed(); s < plan.seed() + plan.seeds(); s++) {
            Collections.shuffle(wanted, new Random(s));
            var place = Files.createDirectories(work.resolve("seed-" + s));
            var target = opening.at(place);
            try (var lab = CrashLab.build(root, place, target, s, plan.lying())) {
                var matrix = new CrashMatrix(target, lab, s);
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

    private CrashMatrix(CrashTarget target, CrashLab lab, long seed) {
        this.target = target;
        this.lab = lab;
        this.seed = seed;
    }

    private CrashRun seen(String version, Plan plan, int points) {
        var without = plan.lying() ? Without.READ_BACK : Without.NOTHING;
        return new CrashRun(
                Instant.now(), version, plan.connector(), seed, without, points, halts, effects, late, violated);
    }

    private void run(CrashPoint point, String name) throws IOException, InterruptedException {
        var found = new ArrayList<String>();
        int before = halts;
        found.addAll(target.standing(name, false, Instant.now()));
        if (point.equals(CrashPoint.EXPIRY) ? expire(name, found) : pass(point, name, found)) {
            halts++;
        } else {
            found.add("the point was not passed");
        }
        int times = target.effects(name).size();
        effects += times;
        System.out.printf(
                "%-20s %5d %7s %8d  %s%n",
                point.name(),
                seed,
                halts > before ? "yes" : "no",
                times,
                found.isEmpty() ? "nothing" : found.getFirst());
        found.stream().skip(1).forEach(violation -> System.out.println("    " + violation));
        found.forEach(violation -> violated.add(point.name() + ": " + violation));
    }

    /** Contains and lets go, with an end at the point. @return whether the node ended */
    private boolean pass(CrashPoint point, String name, List<String> found) throws IOException, InterruptedException {
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
        return halted;
    }

    /** Contains for a short time that is over before the node is started again. @return whether the node ended */
    private boolean expire(String name, List<String> found) throws IOException, InterruptedException {
        lab.hold(BRIEF.toSeconds());
        lab.order(CrashPoint.EXPIRY, name);
        await(() -> lab.attack(name) || lab.hasEnded(), found, "the attack is acknowledged");
        boolean halted = await(lab::hasEnded, found, "the node ends, it being contained");
        var contained = CrashCheck.read(lab.data(), name);
        found.addAll(contained.check(target, name, true));
        Thread.sleep(Duration.between(Instant.now(), contained.until()).plus(OVER));
        lab.hold(USUAL.toSeconds());
        var ready = Instant.now();
        until(() -> CrashCheck.read(lab.data(), name).isReleased(), found, "it is released, its time being over");
        late = Optional.of(Duration.between(ready, Instant.now()));
        if (late.get().compareTo(SOON) > 0) {
            found.add("released " + late.get().toSeconds() + " s after the node was ready, or not at all");
        }
        found.addAll(CrashCheck.read(lab.data(), name).check(target, name, false));
        return halted;
    }

    private boolean contain(String name, List<String> found) throws IOException, InterruptedException {
        return until(() -> lab.attack(name), found, "the attack is acknowledged")
                | until(() -> CrashCheck.read(lab.data(), name).isContained(), found, "it is contained");
    }

    private boolean release(String name, List<String> found) throws IOException, InterruptedException {
        return until(() -> lab.release(name), found, "the release is acknowledged")
                | until(() -> CrashCheck.read(lab.data(), name).isReleased(), found, "it is released");
    }

    private interface Step {
        boolean isDone() throws IOException, InterruptedException;
    }

    /** Tries until it is done, with the node started again whenever it has ended. @return whether it ever had */
    private boolean until(Step step, List<String> found, String what) throws IOException, InterruptedException {
        var halted = new AtomicBoolean();
        Step revived = () -> {
            if (step.isDone()) {
                return true;
            }
            halted.compareAndSet(false, lab.revive());
            return false;
        };
        await(revived, found, what);
        return halted.get();
    }

    /** Tries until it is done. @return whether it was, in time */
    private static boolean await(Step step, List<String> found, String what) throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!step.isDone()) {
            if (System.nanoTime() > end) {
                found.add("in vain it was waited until " + what);
                return false;
            }
            Thread.sleep(LOOK);
        }
        return true;
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
