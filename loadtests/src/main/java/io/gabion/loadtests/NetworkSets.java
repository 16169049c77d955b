package io.gabion.loadtests;

import io.gabion.loadtests.Detection.Row;
import io.gabion.loadtests.Detection.Score;
import io.gabion.node.rules.Rules;
import io.gabion.protocol.suspicion.Severity;
import io.gabion.protocol.suspicion.Suspicion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Recordings of networks, of which the folder names at most whom they are about. */
final class NetworkSets {
    /** @param address whom a suspicion must name, or empty @param techniques one of which it must be, without its part */
    private record Named(String what, String place, String address, List<String> techniques) {}

    private static final List<String> SCANS = List.of("T1046", "T1595");
    private static final List<Named> SLIPS = List.of(
            new Named("scan of many ports", "port-scans/vertical", "192.168.1.9", SCANS),
            new Named("scan of port 81 of many hosts", "test4-malicious.binetflow.gz", "192.168.2.12", SCANS),
            new Named("scan of many ports, in Suricata's log", "test6-malicious.suricata.json.gz", "", SCANS),
            new Named("guessing over SMTP", "test14-malicious-zeek-dir", "80.75.42.226", List.of("T1110")));

    /** What is listed of a recording without labels. */
    private static final int MOST = 12;

    /** The evidence that the folder names, each yes or no. */
    static Score slips(Path folder, Rules rules) throws IOException {
        int found = 0;
        var missed = new ArrayList<String>();
        for (var named : SLIPS) {
            var told = Recording.replay(files(folder.resolve(named.place())), rules)
                    .suspicions();
            if (told.stream().anyMatch(s -> names(s, named))) {
                found++;
            } else {
                missed.add("slips: no " + named.what() + " in " + named.place() + ", but " + titles(told));
            }
        }
        return new Score(
                List.of(new Row(
                        "slips",
                        "evidence that is named, found",
                        "",
                        found + " of " + SLIPS.size(),
                        SLIPS.size() + " of " + SLIPS.size(),
                        found == SLIPS.size())),
                missed);
    }

    private static boolean names(Suspicion suspicion, Named named) {
        var about = Stream.concat(
                Stream.of(suspicion.asset()), Stream.concat(suspicion.actors().stream(), suspicion.victims().stream()));
        return suspicion.techniques().stream().anyMatch(t -> named.techniques().contains(t.split("\\.")[0]))
                && (named.address().isEmpty() || about.anyMatch(a -> a.name().equals(named.address())));
    }

    /** A recording without labels: how much is told, and of what. */
    static Score counted(Path folder, Rules rules) throws IOException {
        var name = folder.getFileName().toString();
        var rows = new ArrayList<Row>();
        var why = new ArrayList<String>();
        for (var part : parts(folder)) {
            var recording = Recording.replay(files(part), rules);
            var what = folder.equals(part) ? "" : ", " + folder.relativize(part);
            rows.add(new Row(
                    name,
                    "suspicions (medium+, high+), incidents" + what,
                    recording.alerts(Severity.MEDIUM).size() + " rule hits",
                    "%d, %d, %d of %d events"
                            .formatted(
                                    recording.suspicions(Severity.MEDIUM).size(),
                                    recording.suspicions(Severity.HIGH).size(),
                                    recording.incidents().size(),
                                    recording.events()),
                    "",
                    true));
            why.add(name + what + ": " + titles(recording.suspicions(Severity.MEDIUM)));
        }
        return new Score(rows, why);
    }

    private static String titles(List<Suspicion> suspicions) {
        Map<String, Long> counts = suspicions.stream()
                .collect(Collectors.groupingBy(
                        s -> s.title().replaceAll("[0-9]+(\\.[0-9]+)*", "#"), TreeMap::new, Collectors.counting()));
        return counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(MOST)
                .map(e -> e.getValue() + " x " + e.getKey())
                .collect(Collectors.joining("; "));
    }

    /** Folders of logs that belong together: those that hold logs themselves. */
    private static List<Path> parts(Path folder) throws IOException {
        try (var tree = Files.walk(folder)) {
            return tree
                    .filter(file -> file.toString().endsWith(".gz"))
                    .collect(Collectors.groupingBy(Path::getParent, TreeMap::new, Collectors.counting()))
                    .keySet()
                    .stream()
                    .toList();
        }
    }

    private static List<Path> files(Path place) throws IOException {
        if (!Files.isDirectory(place)) {
            return List.of(place);
        }
        try (var files = Files.list(place)) {
            return files.filter(file -> file.toString().endsWith(".gz"))
                    .sorted()
                    .toList();
        }
    }

    private NetworkSets() {}
}
