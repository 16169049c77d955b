package io.gabion.loadtests;

import io.gabion.loadtests.Detection.Row;
import io.gabion.loadtests.Detection.Score;
import io.gabion.node.rules.Rules;
import io.gabion.protocol.observation.Source;
import io.gabion.protocol.suspicion.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Logs of cloud services: single events that a rule must tell from their harmless twins, and attacks played in full. */
final class CloudSets {
    /** Log types with fewer events are in the sum alone. */
    private static final int ROWS = 50;

    private record Case(String rule, String test, boolean expected, String log) {}

    private record Rates(int found, int attacks, int silent, int harmless) {
        static final Rates NONE = new Rates(0, 0, 0, 0);

        double balanced() {
            return ((double) found / attacks + (double) silent / harmless) / 2;
        }

        boolean isWhole() {
            return attacks > 0 && harmless > 0;
        }

        Rates and(Rates other) {
            return new Rates(
                    found + other.found, attacks + other.attacks, silent + other.silent, harmless + other.harmless);
        }
    }

    /** @param own of the rules that come with Gabion @param all of these and the public ones @param read of the events */
    private record Both(Rates own, Rates all, long read, long events) {
        static final Both NONE = new Both(Rates.NONE, Rates.NONE, 0, 0);

        Both and(Both other) {
            return new Both(own.and(other.own), all.and(other.all), read + other.read, events + other.events);
        }
    }

    /** Every event by itself: whether a rule of at least low fires on it. */
    static Score panther(Path folder, Rules rules) throws IOException {
        var cases = new TreeMap<String, List<Case>>();
        try (var lines = Labels.unzipped(folder.resolve("tests.jsonl.gz"))) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                var node = Labels.JSON.readTree(line);
                cases.computeIfAbsent(String.join("+", Labels.texts(node.get("log_types"))), _ -> new ArrayList<>())
                        .add(new Case(
                                node.get("rule_id").asText(),
                                node.get("test").asText(),
                                node.get("expected").asBoolean(),
                                node.get("log").toString()));
            }
        }
        var rows = new ArrayList<Row>();
        var all = Both.NONE;
        int whole = 0;
        try (var place = Workplace.make()) {
            for (var type : cases.entrySet()) {
                var both = rates(type.getValue(), place.fresh("events").resolve("events.jsonl"), rules);
                all = all.and(both);
                whole += both.read() == both.events() ? 1 : 0;
                if (type.getValue().size() >= ROWS
                        && both.own().isWhole()
                        && !type.getKey().contains("+")) {
                    rows.addAll(rows(type.getKey(), both));
                }
            }
        }
        rows.sort(Comparator.comparing(Row::what));
        rows.addAll(rows("all " + cases.size() + " kinds of logs", all));
        rows.add(new Row(
                "panther-tests",
                "events that are read; kinds of logs that all are",
                "",
                "%d of %d; %d of %d".formatted(all.read(), all.events(), whole, cases.size()),
                "",
                true));
        return new Score(rows, List.of());
    }

    private static List<Row> rows(String logs, Both both) {
        return List.of(
                row("balanced accuracy, " + logs, both.own()),
                row("the same with the public rules beside, " + logs, both.all()));
    }

    private static Row row(String what, Rates rates) {
        var ours = String.format(
                Locale.ROOT,
                "%.2f (%d of %d, %d of %d)",
                rates.balanced(),
                rates.found(),
                rates.attacks(),
                rates.silent(),
                rates.harmless());
        return new Row("panther-tests", what, "", ours, "0.90", rates.balanced() >= 0.9);
    }

    private static Both rates(List<Case> cases, Path file, Rules rules) throws IOException {
        Files.write(file, cases.stream().map(Case::log).toList());
        var recording = Recording.replay(List.of(file), rules);
        return new Both(
                rates(cases, recording.ownAlerts(Severity.LOW)),
                rates(cases, recording.alerts(Severity.LOW)),
                recording.events(),
                cases.size());
    }

    private static Rates rates(List<Case> cases, Set<Source> alerts) {
        var fired = alerts.stream().map(source -> (int) source.line()).collect(Collectors.toSet());
        var rates = Rates.NONE;
        for (int i = 0; i < cases.size(); i++) {
            boolean alert = fired.contains(i + 1);
            rates = rates.and(
                    cases.get(i).expected() ? new Rates(alert ? 1 : 0, 1, 0, 0) : new Rates(0, 0, alert ? 0 : 1, 1));
        }
        return rates;
    }

    /** Every recording is one technique: it is found if there is a suspicion. */
    static Score stratus(Path folder, Rules rules) throws IOException {
        int any = 0;
        int medium = 0;
        int all = 0;
        var missed = new ArrayList<String>();
        for (var label : Labels.read(folder)) {
            var file = folder.resolve(label.get("file").asText());
            var recording = Recording.replay(List.of(file), rules);
            all++;
            any += recording.suspicions(Severity.INFORMATIONAL).isEmpty() ? 0 : 1;
            medium += recording.suspicions(Severity.MEDIUM).isEmpty() ? 0 : 1;
            if (recording.suspicions(Severity.MEDIUM).isEmpty()) {
                missed.add(label.get("technique").asText() + ": nothing of at least medium");
            }
        }
        return new Score(
                List.of(new Row(
                        "cloudtrail-stratus",
                        "techniques with a suspicion, with one of medium+",
                        "",
                        "%d, %d of %d".formatted(any, medium, all),
                        all + " of " + all,
                        any == all)),
                missed);
    }

    private CloudSets() {}
}
