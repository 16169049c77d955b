package io.gabion.loadtests.faults;

import io.gabion.loadtests.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What has to go red: each pair takes something away from the nodes and strikes where it is needed. A harness that finds nothing then is none. */
public final class Proofs {
    /** A stale owner has to write something that was acknowledged: not every seed brings that about. */
    private static final int SEEDS = 5;

    /** One of the invariant's words has to be said. */
    enum Pair {
        ACKNOWLEDGED_IS_KEPT(Without.FENCE, Fault.TWO_OWNERS, "I1 "),
        DONE_ONCE(Without.FENCE_AND_CLAIM, Fault.TWO_OWNERS, "I2 two nodes called at once", "I2 blocked ", "I8 "),
        KNOWN_TO_BE_DONE(Without.READ_BACK, Fault.TARGET_MUTE, "I2 ");

        private final Without without;
        private final Fault fault;
        private final List<String> words;

        Pair(Without without, Fault fault, String... words) {
            this.without = without;
            this.fault = fault;
            this.words = List.of(words);
        }

        String text() {
            return "without " + without.text() + ", " + fault.text();
        }

        /** @param violated by the run, each with the name of the run and a colon in front */
        boolean isRed(List<String> violated) {
            return violated.stream()
                    .map(violation -> violation.substring(violation.indexOf(": ") + 2))
                    .anyMatch(violation -> words.stream().anyMatch(violation::startsWith));
        }
    }

    /**
     * Runs each pair until it is red, in a lab of its own for each seed.
     *
     * @return met if each violated what it has to
     * @throws IOException if a lab cannot be built
     */
    public static Report run(Path root, Path work, long seed, Optional<Path> record)
            throws IOException, InterruptedException {
        var green = new ArrayList<String>();
        for (var pair : Pair.values()) {
            System.out.println(pair.text() + ":");
            boolean red = false;
            for (long s = seed; !red && s < seed + SEEDS; s++) {
                var plan =
                        new FaultRuns.Plan(List.of(pair.fault.text()), s, 1, pair.without, 1, Optional.empty(), record);
                var place = Files.createDirectories(work.resolve("proof-" + pair.ordinal() + "-" + s));
                red = pair.isRed(FaultRuns.violations(root, place, plan));
            }
            if (!red) {
                green.add(pair.text() + ": no '" + String.join("' or '", pair.words) + "' of " + SEEDS + " seeds");
            }
        }
        return report(green);
    }

    private static Report report(List<String> green) {
        var pairs = Arrays.stream(Pair.values()).map(Pair::text).toList();
        return new Report(
                "faults",
                green.size(),
                "pairs that stay green",
                Map.of(),
                Map.of("pairs", pairs, "green", List.copyOf(green)),
                pairs.size(),
                green.isEmpty(),
                green.isEmpty() ? "every pair goes red" : green.getFirst());
    }

    private Proofs() {}
}
