package io.gabion.loadtests.faults;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The table of a node that is ended at every point, from the record of those runs and from nothing else. */
public final class CrashTable {
    private static final String BEGIN = "<!-- of crash-matrix, made by `loadtests/run reliability` -->";

    private record Kind(String connector, Without without) {}

    /** The newest run of each seed. */
    private final Map<Kind, Map<Long, CrashRun>> newest =
            new TreeMap<>(Comparator.comparing(Kind::without).thenComparing(Kind::connector));

    private final List<CrashRun> older = new ArrayList<>();

    CrashTable(List<CrashRun> all) {
        all.stream().sorted(Comparator.comparing(CrashRun::at)).forEach(run -> {
            var seeds = newest.computeIfAbsent(new Kind(run.connector(), run.without()), _ -> new TreeMap<>());
            var before = seeds.put(run.seed(), run);
            if (before != null) {
                older.add(before);
            }
        });
    }

    public static void write(Path record, Path page) throws IOException {
        RunRecord.tell(page, BEGIN, new CrashTable(CrashRun.read(record)).text());
    }

    String text() {
        var lines = new ArrayList<String>();
        lines.add("| connector | seeds | points | the node ended at | effects"
                + " | expired while down, let go s after it was ready | violated | version |");
        lines.add("|---|---|---|---|---|---|---|---|");
        newest.forEach((kind, seeds) -> lines.add(row(kind, seeds.values())));
        lines.add("");
        lines.add("Of older runs of the same seeds:");
        lines.add("");
        var red = older.stream()
                .filter(run -> !run.violated().isEmpty() && run.without() == Without.NOTHING)
                .map(run -> "- %s, %s, %s".formatted(run.connector(), run.version(), said(run)))
                .toList();
        lines.addAll(red.isEmpty() ? List.of("- nothing was violated") : red);
        var never = new ArrayList<>(CrashMatrix.connectors());
        newest.keySet().stream()
                .filter(kind -> kind.without() == Without.NOTHING)
                .forEach(kind -> never.remove(kind.connector()));
        lines.add("");
        lines.add("Not in this record: " + (never.isEmpty() ? "none" : String.join(", ", never)) + ".");
        return String.join("\n", lines) + "\n";
    }

    private static String row(Kind kind, Collection<CrashRun> runs) {
        var red = runs.stream()
                .filter(run -> !run.violated().isEmpty())
                .map(CrashTable::said)
                .collect(Collectors.joining("; "));
        var late = runs.stream()
                .flatMap(run -> run.late().stream())
                .map(after -> "%.1f".formatted(after.toMillis() / 1e3))
                .collect(Collectors.joining(" "));
        int effects = runs.stream().mapToInt(CrashRun::effects).sum();
        var distinct = runs.stream().flatMap(run -> run.distinct().stream()).reduce(Integer::sum);
        return "| %s | %s | %d | %d | %s | %s | %s | %s |"
                .formatted(
                        kind.connector + (kind.without == Without.NOTHING ? "" : ", without " + kind.without.text()),
                        words(runs, run -> run.seed()),
                        runs.stream().mapToInt(CrashRun::points).sum(),
                        runs.stream().mapToInt(CrashRun::halted).sum(),
                        effects
                                + distinct.map(left -> ", by their keys " + left)
                                        .orElse(""),
                        late.isEmpty() ? distinct.isPresent() ? "nothing expires" : "not tried" : late,
                        red.isEmpty() ? "nothing" : red,
                        words(runs, CrashRun::version));
    }

    private interface Word {
        Object of(CrashRun run);
    }

    private static String words(Collection<CrashRun> runs, Word word) {
        return runs.stream().map(word::of).distinct().map(String::valueOf).collect(Collectors.joining(" "));
    }

    private static String said(CrashRun run) {
        var others = run.violated().size() - 1;
        return "seed %d: %s%s"
                .formatted(
                        run.seed(),
                        run.violated().getFirst().replace("|", "/"),
                        others == 0 ? "" : ", and " + others + " more");
    }
}
