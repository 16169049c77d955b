package io.gabion.loadtests;

import io.gabion.loadtests.Detection.Row;
import io.gabion.loadtests.Detection.Score;
import io.gabion.node.parse.Formats;
import io.gabion.node.parse.Parsed;
import io.gabion.node.rules.Rules;
import io.gabion.protocol.observation.Observation.Outcome;
import io.gabion.protocol.observation.Source;
import io.gabion.protocol.suspicion.Severity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Recordings that are all attack, and logs that are there to be read. */
final class PlainSets {
    private static final String RECORDS = "manifest.tsv";

    private record Lines(int read, int all, int failures) {}

    /** Every recording of the folder is an attack: in how many of them something is found. */
    static Score attacks(Path folder, Rules rules) throws IOException {
        var name = folder.getFileName().toString();
        int found = 0;
        long read = 0;
        var missed = new ArrayList<String>();
        var recordings = files(folder);
        for (var file : recordings) {
            var recording = Recording.replay(List.of(file), rules);
            read += recording.events();
            boolean any = !recording.suspicions(Severity.MEDIUM).isEmpty();
            found += any ? 1 : 0;
            if (!any) {
                missed.add("%s: nothing of at least medium in %s, of which %d events were read"
                        .formatted(name, folder.relativize(file), recording.events()));
            }
        }
        int all = recordings.size();
        var rows = new ArrayList<Row>();
        rows.add(new Row(
                name, "recordings found (medium+)", "", found + " of " + all, all + " of " + all, found == all));
        if (Files.exists(folder.resolve(RECORDS))) {
            long records = records(folder.resolve(RECORDS));
            var whole = records + " of " + records;
            rows.add(new Row(name, "records read", "", read + " of " + records, whole, read == records));
        }
        return new Score(rows, missed);
    }

    /** Which the logs themselves say they have, by their heads. */
    private static long records(Path manifest) throws IOException {
        return Files.readAllLines(manifest).stream()
                .skip(1)
                .mapToLong(line -> Long.parseLong(line.split("\t")[2]))
                .sum();
    }

    /** How many lines are read, and of sshd's failures how many are counted as such. */
    static Score logs(Path folder) throws IOException {
        var rows = new ArrayList<Row>();
        for (var file : files(folder)) {
            if (!file.toString().endsWith(".log.gz")) {
                continue;
            }
            var lines = lines(file);
            var ours = lines.read() + " of " + lines.all();
            rows.add(new Row(
                    folder.getFileName().toString(),
                    "lines read (of failed passwords), "
                            + file.getFileName().toString().replace("_2k.log.gz", ""),
                    "",
                    lines.failures() == 0 ? ours : ours + " (" + lines.failures() + ")",
                    "",
                    true));
        }
        return new Score(rows, List.of());
    }

    private static Lines lines(Path file) throws IOException {
        try (var text = Labels.unzipped(file)) {
            var all = text.lines().toList();
            var head =
                    String.join("\n", all.subList(0, Math.min(20, all.size()))).getBytes(StandardCharsets.UTF_8);
            var format = Formats.detect(head, Instant.now(), file.getFileName().toString());
            int read = 0;
            int failures = 0;
            for (int i = 0; i < all.size(); i++) {
                var line = all.get(i).getBytes(StandardCharsets.UTF_8);
                if (format.parse(new Source("log", i + 1), line, 0, line.length) instanceof Parsed.Seen(var seen)) {
                    read++;
                    boolean failed = seen.authentication().outcome() == Outcome.FAILURE;
                    failures += failed && all.get(i).contains("Failed password") ? 1 : 0;
                }
            }
            return new Lines(read, all.size(), failures);
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (var tree = Files.walk(folder)) {
            return tree.filter(file -> file.toString().endsWith(".gz")).sorted().toList();
        }
    }

    private PlainSets() {}
}
