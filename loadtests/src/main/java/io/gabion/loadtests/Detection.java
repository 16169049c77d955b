package io.gabion.loadtests;

import io.gabion.node.rules.PackedRules;
import io.gabion.node.rules.RulePacks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Labelled recordings through the replay, scored as their folders say: what a plain rule engine raises on the same
 * events, what Gabion raises, and the goal. Each recording is a replay of its own. Sets for models are learnt and judged.
 */
final class Detection {
    /** @param goal empty if the figure has none @param met whether it is reached */
    record Row(String set, String what, String baseline, String ours, String goal, boolean met) {
        String line() {
            return "%-18s %-49s %18s %24s %18s  %s"
                    .formatted(set, what, baseline, ours, goal, goal.isEmpty() ? "" : met ? "yes" : "no");
        }
    }

    /** @param missed one line for each recording that is not found, or not named right */
    record Score(List<Row> rows, List<String> missed) {}

    interface Scored {
        Score score(Path folder, PackedRules rules) throws IOException, InterruptedException;
    }

    private static final Map<String, Scored> SETS = new TreeMap<>(Map.ofEntries(
            Map.entry("adfa-ld", (folder, _) -> LearntSets.adfa(folder)),
            Map.entry("cloudtrail-stratus", CloudSets::stratus),
            Map.entry("crowdsec-tests", CaseSets::crowdSec),
            Map.entry("dga", (folder, _) -> LearntSets.dga(folder)),
            Map.entry("evtx-attack", EvtxAttack::score),
            Map.entry("evtx-raw", PlainSets::attacks),
            Map.entry("loghub", (folder, _) -> PlainSets.logs(folder)),
            Map.entry("nsl-kdd", (folder, _) -> LearntSets.kdd(folder)),
            Map.entry("otrf-apt29-zeek", NetworkSets::counted),
            Map.entry("otrf-aws", PlainSets::attacks),
            Map.entry("otrf-log4shell", PlainSets::attacks),
            Map.entry("otrf-lsass", OtrfLsass::score),
            Map.entry("otrf-windows", OtrfWindows::score),
            Map.entry("panther-tests", CloudSets::panther),
            Map.entry("sigma-regression", CaseSets::regression),
            Map.entry("slips", NetworkSets::slips),
            Map.entry("zeek-wrccdc", NetworkSets::counted)));

    /**
     * @param data a folder that holds the labelled sets by name
     * @param rules a folder of Sigma rules, or an archive of one
     * @param only these sets; none for all
     */
    static Report run(Path data, Path rules, List<String> only) throws IOException, InterruptedException {
        try (var place = Workplace.make()) {
            var packs = RulePacks.withOwn(List.of(place.unpacked(rules)), null);
            var pack = packs.current().pack();
            System.out.printf(
                    "%d rules loaded, %d refused%n",
                    pack.loaded(), pack.refused().size());
            System.out.printf("%-18s %-49s %18s %24s %18s  %s%n", "set", "what", "baseline", "gabion", "goal", "met");
            var rows = new ArrayList<Row>();
            var missed = new ArrayList<String>();
            for (var set : SETS.entrySet()) {
                if (!only.isEmpty() && !only.contains(set.getKey())) {
                    continue;
                }
                var folder = data.resolve(set.getKey());
                if (!Files.isDirectory(folder)) {
                    throw new IOException(folder + ": no such set");
                }
                var scored = set.getValue().score(folder, new PackedRules(packs::current));
                scored.rows().forEach(row -> System.out.println(row.line()));
                rows.addAll(scored.rows());
                missed.addAll(scored.missed());
            }
            missed.forEach(System.out::println);
            return report(rows);
        }
    }

    private static Report report(List<Row> rows) {
        var goals = rows.stream().filter(row -> !row.goal().isEmpty()).toList();
        long met = goals.stream().filter(Row::met).count();
        var missed = goals.stream()
                .filter(row -> !row.met())
                .map(row -> row.set() + ": " + row.what() + " " + row.ours() + " of " + row.goal())
                .toList();
        var why = missed.isEmpty() ? "every goal is reached" : String.join("; ", missed);
        return new Report(
                "detection", met, "goals of " + goals.size(), Map.of(), Map.of("rows", rows), 1, missed.isEmpty(), why);
    }

    static String share(double part, double whole) {
        return "%.0f %%".formatted(whole == 0 ? 0 : 100 * part / whole);
    }

    private Detection() {}
}
