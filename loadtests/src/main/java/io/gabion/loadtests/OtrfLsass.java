package io.gabion.loadtests;

import com.fasterxml.jackson.databind.JsonNode;
import io.gabion.loadtests.Detection.Row;
import io.gabion.loadtests.Detection.Score;
import io.gabion.node.rules.Rules;
import io.gabion.protocol.observation.Source;
import io.gabion.protocol.suspicion.Severity;
import io.gabion.protocol.suspicion.Suspicion;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Whole sessions of one workstation with every event labelled: how much of what is raised is the attack's. */
final class OtrfLsass {
    /** Columns of a connection's ends, behind its time and id. */
    private static final int ZEEK_FROM = 2;

    private static final int ZEEK_TO = 4;
    private static final Duration FAST = Duration.ofSeconds(60);

    static Score score(Path folder, Rules rules) throws IOException {
        var rows = new ArrayList<Row>();
        for (var label : Labels.read(folder)) {
            var campaign = folder.resolve("campaign_" + label.get("campaign").asText());
            rows.addAll(score(label, campaign, rules));
            rows.addAll(flows(label, campaign.resolve("zeek/conn.log.gz"), rules));
        }
        return new Score(rows, List.of());
    }

    private static List<Row> score(JsonNode label, Path campaign, Rules rules) throws IOException {
        var host = Recording.replay(List.of(campaign.resolve("host.jsonl.gz")), rules);
        var malicious = malicious(campaign.resolve("host.labels.gz"));
        var told = host.suspicions(Severity.MEDIUM);
        var evidence = new HashSet<Source>();
        told.forEach(s -> evidence.addAll(s.evidence()));
        var high = host.alerts(Severity.HIGH);
        var name = label.get("host").asText().toLowerCase(Locale.ROOT);
        long incidents = host.incidents().stream()
                .filter(i -> i.assets().stream().anyMatch(a -> a.name().equals(name)))
                .count();
        var first = Instant.parse(label.get("first_malicious").asText());
        var found = after(first, told.stream().filter(s -> s.asset().name().equals(name)));
        var sure = after(
                first, told.stream().filter(s -> s.evidence().stream().anyMatch(e -> malicious.get((int) e.line()))));
        var set = "otrf-lsass " + label.get("campaign").asText();
        double precision = precision(evidence, malicious);
        return List.of(
                new Row(
                        set,
                        "events that are raised (high+ rules)",
                        String.valueOf(high.size()),
                        evidence.size() + " in " + told.size(),
                        "",
                        true),
                new Row(
                        set,
                        "of them the attack's",
                        Detection.share(precision(high, malicious), 1),
                        Detection.share(precision, 1),
                        "60 %",
                        precision >= 0.6),
                new Row(
                        set,
                        "the attack's events that are raised",
                        Detection.share(raised(high, malicious), malicious.cardinality()),
                        Detection.share(raised(evidence, malicious), malicious.cardinality()),
                        "",
                        true),
                new Row(set, "incidents on the host", "", String.valueOf(incidents), "1", incidents == 1),
                new Row(
                        set,
                        "found after the first malicious event",
                        "",
                        seconds(found),
                        "60 s",
                        found.isPresent() && found.get().compareTo(FAST) <= 0),
                new Row(set, "the same, by an event that is labelled", "", seconds(sure), "", true));
    }

    private static Optional<Duration> after(Instant first, Stream<Suspicion> suspicions) {
        return suspicions
                .map(s -> Duration.between(first, s.time()))
                .filter(d -> !d.isNegative())
                .min(Duration::compareTo);
    }

    private static String seconds(Optional<Duration> time) {
        return time.map(d -> d.toMillis() / 1_000.0 + " s").orElse("never");
    }

    private static double precision(Collection<Source> events, BitSet malicious) {
        return events.isEmpty() ? 0 : (double) raised(events, malicious) / events.size();
    }

    private static long raised(Collection<Source> events, BitSet malicious) {
        return events.stream().filter(e -> malicious.get((int) e.line())).count();
    }

    /** Of the connections that Zeek saw meanwhile, by themselves: with the attacker's machine, and raised at any severity. */
    private static List<Row> flows(JsonNode label, Path log, Rules rules) throws IOException {
        var attackers = Labels.texts(label.get("c2_ips"));
        var theirs = new BitSet();
        try (var lines = Labels.unzipped(log)) {
            int number = 0;
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                var cells = line.split("\t");
                number++;
                theirs.set(
                        number,
                        cells.length > ZEEK_TO
                                && (attackers.contains(cells[ZEEK_FROM]) || attackers.contains(cells[ZEEK_TO])));
            }
        }
        var raised = new HashSet<Source>();
        Recording.replay(List.of(log), rules).suspicions().forEach(s -> raised.addAll(s.evidence()));
        return List.of(new Row(
                "otrf-lsass " + label.get("campaign").asText(),
                "connections with the attacker raised, of those raised",
                "",
                "%d of %d, %d".formatted(raised(raised, theirs), theirs.cardinality(), raised.size()),
                "",
                true));
    }

    /** By line, from 1. */
    private static BitSet malicious(Path file) throws IOException {
        var lines = new BitSet();
        try (var labels = Labels.unzipped(file)) {
            int number = 0;
            for (var line = labels.readLine(); line != null; line = labels.readLine()) {
                lines.set(++number, line.strip().equals("1"));
            }
        }
        return lines;
    }

    private OtrfLsass() {}
}
