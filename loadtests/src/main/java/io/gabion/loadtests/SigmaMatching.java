package io.gabion.loadtests;

import io.gabion.detectors.sigma.match.LogSources;
import io.gabion.detectors.sigma.match.OneRule;
import io.gabion.detectors.sigma.match.RuleSet;
import io.gabion.detectors.sigma.rule.Placeholders;
import io.gabion.detectors.sigma.rule.SigmaRule.Detection;
import io.gabion.node.parse.Format;
import io.gabion.node.parse.Formats;
import io.gabion.node.parse.Parsed;
import io.gabion.node.rules.RuleFolder;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.Source;
import io.gabion.protocol.suspicion.Severity;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/**
 * P3: process creations of Sysmon to rule hits, in events per processor second, from the JSON line on: all rules as one
 * program, beside a loop that asks one rule after the other of the same parsed events.
 */
final class SigmaMatching {
    private static final double GOAL = 44_000;
    private static final double MOST_GROWTH = 2;
    private static final int FEW = 100;
    private static final int MANY = 1_148;
    private static final int EVENTS = 20_000;
    /** The loop is slow: fewer events say as much. */
    private static final int LOOP_EVENTS = 1_000;

    private final List<byte[]> lines;
    private final List<Observation> parsed;
    private final Map<String, List<Double>> speeds = new LinkedHashMap<>();
    private final Map<String, Long> hits = new LinkedHashMap<>();

    /** @param rules a folder of Sigma rules, or an archive of one; those for process creations on Windows are used */
    static Report run(Path rules, int runs, long seed) throws IOException, InterruptedException {
        try (var place = Workplace.make()) {
            return measured(place.unpacked(rules), runs, seed);
        }
    }

    private static Report measured(Path folder, int runs, long seed) throws IOException {
        var creation = new ArrayList<>(RuleFolder.load(List.of(folder), Placeholders.NONE).detections().stream()
                .filter(r -> r.source().category().equals("process_creation")
                        && r.source().product().equals("windows"))
                .toList());
        if (creation.size() < MANY) {
            throw new IOException(folder + ": fewer than " + MANY + " rules for process creations");
        }
        Collections.shuffle(creation, new Random(seed));
        var high = creation.stream()
                .filter(r -> r.meta().level().compareTo(Severity.HIGH) >= 0)
                .toList();
        var bench = new SigmaMatching(SysmonEvents.make(EVENTS, seed));
        System.out.printf(
                "%,d events of %,d bytes; %d rules for process creations, %d of them high or critical%n",
                EVENTS, bench.lines.stream().mapToInt(l -> l.length).sum() / EVENTS, creation.size(), high.size());
        System.out.printf("%3s  %-32s %14s %9s%n", "run", "what", "events/CPU-s", "hits");
        for (int run = 0; run <= runs; run++) {
            bench.round(run, creation.subList(0, FEW), high, creation.subList(0, MANY));
        }
        return bench.report(runs, high.size());
    }

    private SigmaMatching(List<byte[]> lines) {
        this.lines = lines;
        this.parsed = lines.stream().map(this::parse).toList();
    }

    private final Format format = Formats.named("windows-json").orElseThrow();

    private Observation parse(byte[] line) {
        return ((Parsed.Seen) format.parse(new Source("sysmon", 1), line, 0, line.length)).observation();
    }

    /** Run 0 warms up. */
    private void round(int run, List<Detection> few, List<Detection> high, List<Detection> many) {
        measure(run, "parsing alone", lines, line -> parse(line).fields().size() > 999 ? 1 : 0);
        var sets = new LinkedHashMap<String, List<Detection>>();
        sets.put("few", few);
        sets.put("high", high);
        sets.put("many", many);
        sets.forEach((name, rules) -> {
            var matcher = RuleSet.of(rules, LogSources.bundled()).matcher();
            measure(
                    run,
                    "from the line, " + name,
                    lines,
                    line -> matcher.match(parse(line)).size());
            measure(
                    run,
                    "parsed, " + name,
                    parsed,
                    event -> matcher.match(event).size());
        });
        var loop = high.stream().map(r -> new OneRule(r.expression())).toArray(OneRule[]::new);
        measure(run, "parsed, high, one by one", parsed.subList(0, LOOP_EVENTS), event -> {
            int found = 0;
            for (var rule : loop) {
                found += rule.holds(event.fields()) ? 1 : 0;
            }
            return found;
        });
    }

    private <T> void measure(int run, String what, List<T> events, ToLongFunction<T> step) {
        var threads = ManagementFactory.getThreadMXBean();
        // A measurement is as long as it takes to say something, and the first one as long as it takes to be compiled.
        long least = run == 0 ? 3_000_000_000L : 1_000_000_000L;
        long began = threads.getCurrentThreadCpuTime();
        long found = 0;
        long done = 0;
        long used;
        do {
            found = 0;
            for (var event : events) {
                found += step.applyAsLong(event);
            }
            done += events.size();
            used = threads.getCurrentThreadCpuTime() - began;
        } while (used < least);
        double speed = done * 1e9 / used;
        hits.put(what, found * 1_000 / events.size());
        if (run > 0) {
            speeds.computeIfAbsent(what, _ -> new ArrayList<>()).add(speed);
            System.out.printf("%3d  %-32s %,14.0f %9d%n", run, what, speed, found);
        }
    }

    private double median(String what) {
        return Report.median(speeds.get(what));
    }

    private Report report(int runs, int high) {
        double ours = median("from the line, high");
        double growth = median("from the line, few") / median("from the line, many");
        double growthParsed = median("parsed, few") / median("parsed, many");
        var more = new TreeMap<String, Object>();
        more.put("highRules", high);
        more.put("parsedEventsPerCpuSecond", Math.round(median("parsed, high")));
        more.put("parsingAlone", Math.round(median("parsing alone")));
        more.put("costOf1148OverCostOf100", Math.round(growth * 100) / 100.0);
        more.put("costOf1148OverCostOf100Parsed", Math.round(growthParsed * 100) / 100.0);
        boolean met = ours >= GOAL && growth <= MOST_GROWTH;
        var why =
                "%,.0f events/CPU-s of %,.0f from the JSON line with %d rules; %d rules cost %.2f times what %d cost from the line, %.2f times parsed"
                        .formatted(ours, GOAL, high, MANY, growth, FEW, growthParsed);
        return new Report(
                "P3",
                ours,
                "events/CPU-s",
                Map.of("oneByOneParsed", median("parsed, high, one by one")),
                more,
                runs,
                met,
                why);
    }
}
