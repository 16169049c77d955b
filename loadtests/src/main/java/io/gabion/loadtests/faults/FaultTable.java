package io.gabion.loadtests.faults;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The tables of faults, made from the record of all runs and from nothing else. */
public final class FaultTable {
    private static final String BEGIN = "<!-- made by `loadtests/run reliability` -->";
    /** The record tells more. */
    private static final int LONGEST = 110;

    private static final Set<String> HAND_OVERS = Set.of(Fault.STOP_ONE.text(), Fault.ROLLING_RESTART.text());

    private record Kind(String fault, Without without, int servers) {}

    private final Map<Kind, List<Blow>> blows = new LinkedHashMap<>();

    FaultTable(List<Blow> all) {
        for (var fault : Fault.values()) {
            all.stream()
                    .filter(blow -> blow.fault().equals(fault.text()))
                    .sorted(Comparator.comparing(Blow::without)
                            .thenComparing(Blow::servers)
                            .thenComparing(Blow::at))
                    .forEach(blow -> blows.computeIfAbsent(
                                    new Kind(fault.text(), blow.without(), blow.servers()), _ -> new ArrayList<>())
                            .add(blow));
        }
    }

    public static void write(Path record, Path page) throws IOException {
        RunRecord.tell(page, BEGIN, new FaultTable(Blow.read(record)).text());
    }

    String text() {
        var lines = new ArrayList<String>();
        lines.add("| fault | servers | seeds | runs, of them red | newest code | batches acknowledged | blocked"
                + " | unknown yet | stale rows dropped | batches turned away, longest without an acknowledgement"
                + " | healthy after, median and worst | load per core | violated by the newest run of a seed |");
        lines.add("|---|---|---|---|---|---|---|---|---|---|---|---|---|");
        blows.forEach((kind, of) -> {
            if (kind.without == Without.NOTHING) {
                lines.add(row(kind, of));
            }
        });
        lines.add("");
        lines.add("Not survived once, by a run of the same or an older version of the code:");
        lines.add("");
        var old = violations();
        lines.addAll(old.isEmpty() ? List.of("- nothing") : old);
        lines.add("");
        lines.add("What has to go red, without what it is for:");
        lines.add("");
        lines.add("| without | fault | seeds | stale rows dropped | violated |");
        lines.add("|---|---|---|---|---|");
        blows.forEach((kind, of) -> {
            if (kind.without != Without.NOTHING) {
                lines.add("| %s | %s | %s | %d | %s |"
                        .formatted(
                                kind.without.text(),
                                kind.fault,
                                seeds(of),
                                of.stream().mapToInt(Blow::dropped).sum(),
                                newest(of)));
            }
        });
        lines.add("");
        var none = Arrays.stream(Fault.values())
                .map(Fault::text)
                .filter(fault -> blows.keySet().stream()
                        .noneMatch(kind -> kind.fault.equals(fault) && kind.without == Without.NOTHING))
                .collect(Collectors.joining(", "));
        lines.add("Not in this record: " + (none.isEmpty() ? "none" : none) + ".");
        return String.join("\n", lines) + "\n";
    }

    private static String row(Kind kind, List<Blow> of) {
        var healthy = of.stream().mapToLong(Blow::healthy).sorted().toArray();
        return "| %s | %d | %s | %d, %d | %s | %d | %d | %s | %d | %s | %d s, %d s | %.0f | %s |"
                .formatted(
                        kind.fault,
                        kind.servers,
                        seeds(of),
                        of.size(),
                        of.stream().filter(blow -> !blow.violated().isEmpty()).count(),
                        of.getLast().version(),
                        of.stream().mapToInt(Blow::acknowledged).sum(),
                        of.stream().mapToInt(Blow::blocked).sum(),
                        unknown(of),
                        of.stream().mapToInt(Blow::dropped).sum(),
                        refused(of),
                        healthy[healthy.length / 2],
                        healthy[healthy.length - 1],
                        of.stream().mapToDouble(Blow::load).average().orElse(0),
                        newest(of));
    }

    /** Of the runs that say so. */
    private static String unknown(List<Blow> of) {
        var counted = of.stream()
                .mapToInt(Blow::unknown)
                .filter(n -> n != Blow.UNKNOWN)
                .toArray();
        return counted.length == 0 ? "not counted" : "" + Arrays.stream(counted).sum();
    }

    /** Of the runs that say so. */
    private static String refused(List<Blow> of) {
        var counted =
                of.stream().filter(blow -> blow.turnedAway() != Blow.UNKNOWN).toList();
        return counted.isEmpty()
                ? "not counted"
                : "%d of %d, %.1f s%s"
                        .formatted(
                                counted.stream().mapToInt(Blow::turnedAway).sum(),
                                counted.stream()
                                        .mapToInt(blow -> blow.turnedAway() + blow.acknowledged())
                                        .sum(),
                                counted.stream().mapToDouble(Blow::gap).max().orElse(0),
                                byOthers(counted));
    }

    /** Where a node is told to end the others have to take what it turns away. */
    private static String byOthers(List<Blow> of) {
        var counted = of.stream()
                .filter(blow -> HAND_OVERS.contains(blow.fault()) && blow.refused() != Blow.UNKNOWN)
                .toList();
        return counted.isEmpty()
                ? ""
                : "; %d by nodes that were not told to end%s"
                        .formatted(
                                counted.stream().mapToInt(Blow::refused).sum(),
                                counted.size() == of.size()
                                        ? ""
                                        : ", in the newest " + counted.size() + " of the runs");
    }

    private static String seeds(List<Blow> of) {
        return of.stream()
                .map(Blow::seed)
                .distinct()
                .sorted()
                .map(String::valueOf)
                .collect(Collectors.joining(" "));
    }

    private static Map<Long, Blow> bySeed(List<Blow> of) {
        var newest = new TreeMap<Long, Blow>();
        of.forEach(blow -> newest.put(blow.seed(), blow));
        return newest;
    }

    private static String newest(List<Blow> of) {
        var red = bySeed(of).values().stream()
                .filter(blow -> !blow.violated().isEmpty())
                .map(FaultTable::said)
                .toList();
        return red.isEmpty() ? "nothing" : String.join("; ", red);
    }

    private List<String> violations() {
        var lines = new ArrayList<String>();
        blows.forEach((kind, of) -> {
            var newest = bySeed(of);
            for (var blow : of) {
                if (kind.without == Without.NOTHING && !blow.violated().isEmpty() && newest.get(blow.seed()) != blow) {
                    lines.add("- %s, %s, %s".formatted(kind.fault, blow.version(), said(blow)));
                }
            }
        });
        return lines;
    }

    private static String said(Blow blow) {
        var first = blow.violated().getFirst();
        int list = first.indexOf(" [");
        int end = Math.min(list < 0 ? first.length() : list, LONGEST);
        var others = blow.violated().size() - 1;
        return "seed %d: %s%s"
                .formatted(
                        blow.seed(),
                        first.substring(0, end).replace("|", "/") + (list < 0 && end < first.length() ? " ..." : ""),
                        others == 0 ? "" : ", and " + others + " more");
    }
}
