package io.gabion.loadtests;

import com.fasterxml.jackson.databind.JsonNode;
import io.gabion.loadtests.Detection.Row;
import io.gabion.loadtests.Detection.Score;
import io.gabion.node.rules.Rules;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.suspicion.Severity;
import io.gabion.protocol.suspicion.Suspicion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Attacks recorded on Windows machines, each with its lab's background noise. One is found if a suspicion of at least
 * medium is about one of its hosts; it is named right if such a suspicion names the parent of a labelled technique.
 */
final class OtrfWindows {
    private long events;
    private int recordings;
    private int found;
    private int named;
    private int strictly;
    /** By a hit of any rule of any level. */
    private int nameable;

    private int suspicions;
    private int incidents;
    private int high;
    private int highAlerts;
    private int medium;
    private int mediumAlerts;
    private final List<String> missed = new ArrayList<>();

    static Score score(Path folder, Rules rules) throws IOException {
        var score = new OtrfWindows();
        for (var label : Labels.read(folder)) {
            var file = folder.resolve(label.get("file").asText());
            score.add(label, Recording.replay(List.of(file), rules));
        }
        return new Score(score.rows(), score.missed);
    }

    private void add(JsonNode label, Recording recording) {
        recordings++;
        events += recording.events();
        int highs = recording.alerts(Severity.HIGH).size();
        int mediums = recording.alerts(Severity.MEDIUM).size();
        high += highs > 0 ? 1 : 0;
        highAlerts += highs;
        medium += mediums > 0 ? 1 : 0;
        mediumAlerts += mediums;
        var told = recording.suspicions(Severity.MEDIUM);
        suspicions += told.size();
        incidents += recording.incidents().size();
        var hosts = hosts(label);
        boolean isFound = told.stream().anyMatch(s -> isAbout(s, hosts));
        boolean isNamed = told.stream().anyMatch(s -> names(s.techniques(), label));
        nameable += recording.hits().stream().anyMatch(h -> names(h.techniques(), label)) ? 1 : 0;
        found += isFound ? 1 : 0;
        named += isNamed ? 1 : 0;
        var exact = Labels.texts(label.get("techniques"));
        strictly += told.stream()
                        .anyMatch(s ->
                                isAbout(s, hosts) && s.techniques().stream().anyMatch(exact::contains))
                ? 1
                : 0;
        if (!isFound || !isNamed) {
            var techniques =
                    told.stream().flatMap(s -> s.techniques().stream()).collect(Collectors.toCollection(TreeSet::new));
            missed.add("%s: %s; %s, and the suspicions name %s"
                    .formatted(
                            label.get("file").asText(),
                            isFound ? "found" : "NOT FOUND",
                            Labels.texts(label.get("techniques")),
                            techniques));
        }
    }

    private static Set<String> hosts(JsonNode label) {
        var hosts = new HashSet<String>();
        label.get("hosts").fieldNames().forEachRemaining(name -> hosts.add(name.toLowerCase(Locale.ROOT)));
        return hosts;
    }

    private static boolean isAbout(Suspicion suspicion, Set<String> hosts) {
        return suspicion.asset().kind() == Kind.HOST
                && hosts.contains(suspicion.asset().name());
    }

    private static boolean names(List<String> techniques, JsonNode label) {
        return Labels.texts(label.get("techniques")).stream()
                .map(Labels::parent)
                .anyMatch(wanted -> techniques.stream().map(Labels::parent).anyMatch(wanted::equals));
    }

    private List<Row> rows() {
        var set = "otrf-windows";
        double per10k = 10_000.0 / events;
        double ours = suspicions * per10k;
        double theirs = highAlerts * per10k;
        return List.of(
                new Row(
                        set,
                        "recordings found (high+, medium+ rules)",
                        "%d, %d of %d".formatted(high, medium, recordings),
                        "%d of %d".formatted(found, recordings),
                        "more than " + high,
                        found > high),
                new Row(
                        set,
                        "alerts per 10,000 events (high+, medium+ rules)",
                        "%.1f, %.1f".formatted(theirs, mediumAlerts * per10k),
                        "%.1f".formatted(ours),
                        "fewer than %.1f".formatted(theirs),
                        ours < theirs),
                new Row(
                        set,
                        "named with the right parent technique (any rule)",
                        Detection.share(nameable, recordings),
                        Detection.share(named, recordings),
                        "70 %",
                        named >= 0.7 * recordings),
                new Row(
                        set,
                        "one of the hosts named with a labelled technique",
                        "",
                        Detection.share(strictly, recordings),
                        "",
                        true),
                new Row(
                        set,
                        "incidents per recording",
                        "",
                        "%.1f".formatted((double) incidents / recordings),
                        "",
                        true));
    }
}
