package io.gabion.loadtests;

import io.gabion.loadtests.Contestant.Drained;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * P1: an sshd log of a million lines to decisions, in lines per processor second, start of the program included. Every
 * program reads the same file, one after the other in each run.
 */
final class LogToDecision {
    private static final double GOAL = 60_000;

    private final List<Contestant> contestants;
    private final Set<String> expected;
    private final Map<String, List<Double>> speeds = new LinkedHashMap<>();
    private boolean exact = true;

    static Report run(List<Contestant> contestants, int count, int runs, long seed)
            throws IOException, InterruptedException {
        try (var place = Workplace.make()) {
            var log = place.directory().resolve("auth.log");
            var lines = SshdLog.make(count, seed, Instant.now());
            SshdLog.write(lines, log);
            var bench = new LogToDecision(contestants, Reference.guessers(lines));
            System.out.printf(
                    "%,d lines, %,d MB, %d guessers by the exact leaky bucket%n",
                    count, Files.size(log) >> 20, bench.expected.size());
            System.out.printf(
                    "%3s  %-9s %9s %9s %12s %7s %7s  %s%n",
                    "run", "program", "CPU s", "wall s", "lines/CPU-s", "missed", "more", "drained");
            for (int run = 1; run <= runs; run++) {
                for (var contestant : contestants) {
                    var work = place.fresh(contestant.name());
                    bench.record(run, count, contestant, contestant.drain(log, work));
                    Workplace.delete(work);
                }
            }
            return bench.report(runs);
        }
    }

    private LogToDecision(List<Contestant> contestants, Set<String> expected) {
        this.contestants = contestants;
        this.expected = expected;
    }

    private void record(int run, int count, Contestant contestant, Drained drained) {
        double speed = count / drained.cpuSeconds();
        speeds.computeIfAbsent(contestant.name(), _ -> new ArrayList<>()).add(speed);
        var missed = new TreeSet<>(expected);
        missed.removeAll(drained.blocked());
        var more = new TreeSet<>(drained.blocked());
        more.removeAll(expected);
        if (contestant == contestants.getFirst()) {
            exact &= missed.isEmpty() && more.isEmpty();
        }
        System.out.printf(
                "%3d  %-9s %9.1f %9.1f %,12.0f %7d %7d  %s%n",
                run,
                contestant.name(),
                drained.cpuSeconds(),
                drained.wallSeconds(),
                speed,
                missed.size(),
                more.size(),
                drained.note());
    }

    private Report report(int runs) {
        var peers = new TreeMap<String, Double>();
        speeds.forEach((name, values) -> peers.put(name, Report.median(values)));
        double ours = peers.remove(contestants.getFirst().name());
        var crowdsec = peers.get("crowdsec");
        var fail2ban = peers.get("fail2ban");
        boolean met = exact
                && ours >= GOAL
                && (crowdsec == null || ours >= 10 * crowdsec)
                && (fail2ban == null || ours >= 2 * fail2ban);
        var why = "%,.0f lines/CPU-s of %,.0f; %s set of addresses as the exact reference"
                .formatted(ours, GOAL, exact ? "the same" : "NOT the same");
        return new Report("P1", ours, "lines/CPU-s", peers, Map.of("exactSet", exact), runs, met, why);
    }
}
