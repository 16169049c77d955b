package io.gabion.loadtests.faults;

import io.gabion.loadtests.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Three nodes of an older build under load, each replaced by one of this build, and one of them taken back for a while.
 * What must hold after a fault must hold after that too, and no node may meet what it cannot read.
 */
public final class Upgrade {
    /** The newest of {@code app-version} 1.1.0 before this. */
    public static final String FROM = "fdc9e9d4";

    private static final String NAME = "upgrade";
    /** So long nodes of two builds work beside each other at each step, with all they hand over. */
    private static final int BESIDE = 20;
    /** What a node says of a row or a message that it does not understand or hear. */
    private static final List<String> NOT_UNDERSTOOD =
            List.of("is unknown, newest is", "A message from another node is refused", "cannot be recovered");

    private final Path older;
    private final Path newer;
    private final int back;
    private final List<String> notUnderstood = new ArrayList<>();

    /**
     * @param from a commit
     * @param back after so many were replaced the last of them is taken back, and replaced again
     * @throws IOException if the older build or the lab is not to be had
     */
    public static Report run(Path root, Path work, String from, int back, long seed)
            throws IOException, InterruptedException {
        var upgrade = new Upgrade(UpgradeBuild.of(root, from), root, back);
        var version = RunRecord.version(root);
        try (var lab = Lab.build(
                        root,
                        upgrade.older,
                        Files.createDirectories(work.resolve(NAME)),
                        1,
                        Lab.NODES,
                        Invariants.AMPLE,
                        Without.NOTHING,
                        Lab.QUICK);
                var _ = new Supervisor(lab.nodes())) {
            var trial = Trial.run(lab, NAME + "-" + seed, 0, seed, upgrade::roll);
            upgrade.listen(lab);
            var found = new ArrayList<>(trial.found());
            found.addAll(upgrade.notUnderstood);
            found.forEach(violation -> System.out.println("    " + violation));
            if (!found.isEmpty()) {
                lab.keepLogs(root.resolve("loadtests/target/faults").resolve(NAME + "-" + seed));
            }
            var load = trial.load().tally();
            return new Report(
                    NAME,
                    found.size(),
                    "violations",
                    Map.of(),
                    Map.of(
                            "from", from,
                            "to", version,
                            "acknowledged", load.batches().size(),
                            "blocked", trial.blocked(),
                            "dropped", trial.dropped().orElse(0),
                            "turnedAway", load.timesTurnedAway(),
                            "refused", load.timesRefused(),
                            "unknown", trial.unknown(),
                            "gap", load.longestGap().toMillis() / 1_000.0,
                            "violated", List.copyOf(found)),
                    1,
                    found.isEmpty(),
                    found.isEmpty() ? "nothing is violated" : found.getFirst());
        }
    }

    private Upgrade(Path older, Path newer, int back) {
        this.older = older;
        this.newer = newer;
        this.back = back;
    }

    private void roll(Lab lab, Random random) throws IOException, InterruptedException {
        lab.applySchema(newer);
        for (int n = 1; n <= Lab.NODES; n++) {
            var node = lab.nodes().get(n - 1);
            step(lab, node, newer);
            if (n == back) {
                step(lab, node, older);
                step(lab, node, newer);
            }
        }
    }

    private void step(Lab lab, LabNode node, Path build) throws IOException, InterruptedException {
        listen(lab);
        long began = System.nanoTime();
        lab.replace(node, build);
        lab.awaitReady(node);
        System.out.printf(
                "    node %d is %s after %d s%n",
                node.number(), build.equals(newer) ? "newer" : "older", (System.nanoTime() - began) / 1_000_000_000);
        Fault.hold(BESIDE);
    }

    /** Each node's word in its present life; a life is heard before it ends. */
    private void listen(Lab lab) throws IOException {
        for (var node : lab.nodes()) {
            for (var text : NOT_UNDERSTOOD) {
                if (node.said(text)) {
                    notUnderstood.add("node " + node.number() + " says: " + text);
                }
            }
        }
    }
}
