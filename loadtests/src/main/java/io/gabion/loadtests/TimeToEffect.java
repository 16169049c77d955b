package io.gabion.loadtests;

import io.gabion.loadtests.Contestant.Running;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * P2: from the appending of the line that is one too many to the effect. In each trial a fresh address fails six times,
 * 150 ms apart, so that no reader sees two lines at once; then a pause of random length, so that nothing falls into
 * step with a reader's period.
 */
final class TimeToEffect {
    private static final double GOAL_MEDIAN = 10;
    private static final double GOAL_SLOWEST = 50;
    private static final int ATTEMPTS = 6;
    /** Peers that need seconds get fewer trials. */
    private static final int PEER_TRIALS = 50;
    /** The first trials load and compile the program: they are counted, and shown apart. */
    private static final int FIRST = 10;

    private static final Duration BETWEEN = Duration.ofMillis(150);
    private static final Duration LOOK = Duration.ofMillis(1);
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final SplittableRandom random;
    private final Path log;

    static Report run(List<Contestant> contestants, int trials, long seed) throws IOException, InterruptedException {
        System.out.printf(
                "%-9s %6s %9s %9s %9s %9s %15s%n",
                "program", "trials", "p50 ms", "p90 ms", "p99 ms", "max ms", "max after 10 ms");
        var medians = new TreeMap<String, Double>();
        List<Double> ours = List.of();
        try (var place = Workplace.make()) {
            for (var contestant : contestants) {
                var log = Files.createFile(place.directory().resolve(contestant.name() + ".log"));
                var bench = new TimeToEffect(log, seed);
                // A log that is empty has no format yet.
                bench.append("203.0.113.1", 1);
                boolean first = contestant == contestants.getFirst();
                List<Double> times;
                try (var running = contestant.follow(log, place.fresh(contestant.name()))) {
                    times = bench.trials(running, first ? trials : Math.min(trials, PEER_TRIALS));
                }
                print(contestant.name(), times);
                medians.put(contestant.name(), Report.median(times));
                ours = first ? times : ours;
            }
        }
        return report(contestants.getFirst().name(), ours, medians);
    }

    private TimeToEffect(Path log, long seed) {
        this.log = log;
        this.random = new SplittableRandom(seed);
    }

    private List<Double> trials(Running running, int trials) throws IOException, InterruptedException {
        var times = new ArrayList<Double>();
        for (int trial = 0; trial < trials; trial++) {
            var address =
                    random.nextInt(20, 99) + "." + random.nextInt(256) + "." + trial / 250 + "." + (trial % 250 + 1);
            for (int attempt = 1; attempt < ATTEMPTS; attempt++) {
                append(address, trial * ATTEMPTS + attempt);
                Thread.sleep(BETWEEN);
            }
            long begin = System.nanoTime();
            append(address, trial * ATTEMPTS);
            Await.until("trial " + trial + " has its effect", LOOK, LIMIT, () -> running.hasBlocked(address));
            times.add((System.nanoTime() - begin) / 1e6);
            Thread.sleep(Duration.ofMillis(200 + random.nextInt(1000)));
        }
        return times;
    }

    private void append(String address, int pid) throws IOException {
        var line = "%s server-1 sshd[%d]: Failed password for root from %s port %d ssh2%n"
                .formatted(SshdLog.stamp(Instant.now().getEpochSecond()), 1000 + pid, address, 1024 + pid);
        Files.writeString(log, line, StandardCharsets.US_ASCII, StandardOpenOption.APPEND);
    }

    private static void print(String name, List<Double> times) {
        var settled = times.size() > FIRST ? times.subList(FIRST, times.size()) : times;
        System.out.printf(
                "%-9s %6d %9.1f %9.1f %9.1f %9.1f %15.1f%n",
                name,
                times.size(),
                Report.quantile(times, 0.5),
                Report.quantile(times, 0.9),
                Report.quantile(times, 0.99),
                Report.quantile(times, 1),
                Report.quantile(settled, 1));
    }

    private static Report report(String ourName, List<Double> ours, TreeMap<String, Double> medians) {
        double median = medians.remove(ourName);
        double slow = Report.quantile(ours, 0.99);
        boolean met = median <= GOAL_MEDIAN && slow <= GOAL_SLOWEST;
        var why = "p50 %.1f of %.0f ms, p99 %.1f of %.0f ms; every intent journaled with a sync before its effect"
                .formatted(median, GOAL_MEDIAN, slow, GOAL_SLOWEST);
        var more = new TreeMap<String, Object>();
        more.put("p99", slow);
        more.put("max", Report.quantile(ours, 1));
        return new Report("P2", median, "ms", medians, more, ours.size(), met, why);
    }
}
