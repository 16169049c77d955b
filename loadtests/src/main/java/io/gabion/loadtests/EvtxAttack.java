package io.gabion.loadtests;

import io.gabion.loadtests.Detection.Row;
import io.gabion.loadtests.Detection.Score;
import io.gabion.node.rules.Rules;
import io.gabion.protocol.suspicion.Severity;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Short recordings that are all attacks: in how many of them something is found. */
final class EvtxAttack {
    private static final List<Severity> LEVELS = List.of(Severity.INFORMATIONAL, Severity.MEDIUM, Severity.HIGH);
    private static final List<String> WORDS = List.of("anything", "medium+", "high+");

    /** Measured with simple programs; of this half of the recordings. */
    private static final int[] GOALS = {160, 139, 102};

    static Score score(Path folder, Rules rules) throws IOException {
        try (var place = Workplace.make()) {
            var recordings = split(folder.resolve("mdec.jsonl.gz"), place.directory());
            var techniques = new HashMap<String, String>();
            for (var label : Labels.read(folder)) {
                techniques.put(
                        label.get("recording").asText(), label.path("technique").asText(""));
            }
            int labelled = 0;
            int same = 0;
            int parent = 0;
            var plain = new int[LEVELS.size()];
            var ours = new int[LEVELS.size()];
            for (var entry : recordings.entrySet()) {
                var recording = Recording.replay(List.of(entry.getValue()), rules);
                var technique = techniques.getOrDefault(entry.getKey(), "");
                var named = recording.suspicions().stream()
                        .flatMap(s -> s.techniques().stream())
                        .toList();
                if (technique.startsWith("T") && !named.isEmpty()) {
                    labelled++;
                    same += named.contains(technique) ? 1 : 0;
                    parent += named.stream().anyMatch(t -> Labels.parent(t).equals(Labels.parent(technique))) ? 1 : 0;
                }
                for (int i = 0; i < plain.length; i++) {
                    plain[i] += recording.alerts(LEVELS.get(i)).isEmpty() ? 0 : 1;
                    ours[i] += recording.suspicions(LEVELS.get(i)).isEmpty() ? 0 : 1;
                }
            }
            var rows = new ArrayList<Row>();
            for (int i = 0; i < plain.length; i++) {
                rows.add(new Row(
                        "evtx-attack",
                        WORDS.get(i) + " found, of " + recordings.size(),
                        String.valueOf(plain[i]),
                        String.valueOf(ours[i]),
                        "more than " + GOALS[i],
                        ours[i] > GOALS[i]));
            }
            rows.add(new Row(
                    "evtx-attack",
                    "the labelled technique, its parent named, of those told",
                    "",
                    "%d, %d of %d".formatted(same, parent, labelled),
                    "",
                    true));
            return new Score(rows, List.of());
        }
    }

    /** One file for each recording, in the order of the set. */
    private static Map<String, Path> split(Path file, Path into) throws IOException {
        var files = new LinkedHashMap<String, Path>();
        try (var lines = Labels.unzipped(file)) {
            BufferedWriter out = null;
            var current = "";
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                var name = Labels.JSON.readTree(line).get("recording").asText();
                if (!name.equals(current)) {
                    if (out != null) {
                        out.close();
                    }
                    current = name;
                    var path = files.computeIfAbsent(name, _ -> into.resolve(files.size() + ".jsonl"));
                    out = Files.newBufferedWriter(
                            path, java.nio.file.StandardOpenOption.CREATE, java.nio.file.StandardOpenOption.APPEND);
                }
                out.write(line);
                out.newLine();
            }
            if (out != null) {
                out.close();
            }
        }
        return files;
    }

    private EvtxAttack() {}
}
