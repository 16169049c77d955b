package io.gabion.loadtests;

import com.fasterxml.jackson.databind.JsonNode;
import io.gabion.detectors.sigma.RuleRun;
import io.gabion.detectors.sigma.match.LogSources;
import io.gabion.detectors.sigma.rule.LogSource;
import io.gabion.loadtests.Detection.Row;
import io.gabion.loadtests.Detection.Score;
import io.gabion.node.parse.Formats;
import io.gabion.node.parse.Parsed;
import io.gabion.node.rules.EventFile;
import io.gabion.node.rules.RuleContext;
import io.gabion.node.rules.RuleFolder;
import io.gabion.node.rules.Rules;
import io.gabion.protocol.asset.Addresses;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.Source;
import io.gabion.protocol.suspicion.Severity;
import io.gabion.protocol.suspicion.Suspicion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Small cases that say themselves what must come out. */
final class CaseSets {
    private static final Pattern SOURCE = Pattern.compile("Overflow\\.Sources\\[\"([^\"]+)\"\\]\\.IP == ");
    private static final Pattern PARSED = Pattern.compile("Meta\\[\"source_ip\"\\] == \"([^\"]+)\"");
    private static final Pattern USER = Pattern.compile("Meta\\[\"(?:user|username|target_user)\"\\] == \"([^\"]+)\"");
    private static final Pattern TIME =
            Pattern.compile("Enriched\\[\"MarshaledTime\"\\] == \"\\d{4}-(\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d)");
    private static final DateTimeFormatter WITHOUT_YEAR =
            DateTimeFormatter.ofPattern("MM-dd'T'HH:mm:ss").withZone(ZoneOffset.UTC);
    private static final Pattern LOG = Pattern.compile("(?m)^log_file: *\"?([^\"\\s]+)");

    /** Each rule on the events that come with it; a rule that the set lacks is taken from those that are given. */
    static Score regression(Path folder, Rules given) throws IOException {
        var pack = RuleFolder.load(List.of(folder.resolve("rules")), RuleContext.placeholders(null));
        var run = new RuleRun(pack, LogSources.bundled(), LogSource.ANY);
        int cases = 0;
        int fired = 0;
        int declared = 0;
        int agreed = 0;
        var missed = new ArrayList<String>();
        for (var line : Files.readAllLines(folder.resolve("expected.jsonl"))) {
            var expected = Labels.JSON.readTree(line);
            var id = expected.get("rule_id").asText();
            var hits = new ArrayList<String>();
            EventFile.read(
                    folder.resolve("events/" + id + ".jsonl"),
                    "",
                    event -> fired(expected, run, given, event).stream()
                            .filter(id::equals)
                            .forEach(hits::add));
            cases++;
            fired += hits.isEmpty() ? 0 : 1;
            if (hits.isEmpty()) {
                missed.add("sigma-regression: silent is " + expected.get("rule").asText());
            }
            if (expected.hasNonNull("declared_match_count")) {
                declared++;
                agreed += hits.size() == expected.get("declared_match_count").asInt() ? 1 : 0;
            }
        }
        return new Score(
                List.of(
                        new Row(
                                "sigma-regression",
                                "cases whose rule fires",
                                "201 of 202",
                                fired + " of " + cases,
                                cases + " of " + cases,
                                fired == cases),
                        new Row(
                                "sigma-regression",
                                "declared numbers of hits that agree",
                                "195 of 202",
                                agreed + " of " + declared,
                                "",
                                true)),
                missed);
    }

    private static List<String> fired(JsonNode expected, RuleRun run, Rules given, Observation event) {
        return expected.hasNonNull("rule_file")
                ? run.hits(event).stream().map(hit -> hit.rule().id()).toList()
                : given.ask(List.of(event)).hits().stream()
                        .map(hit -> hit.rule().id())
                        .toList();
    }

    /** Logs with the address that must be reported, and logs of which nothing must be. */
    static Score crowdSec(Path folder, Rules rules) throws IOException, InterruptedException {
        int found = 0;
        int attacks = 0;
        int silent = 0;
        int harmless = 0;
        var addresses = new Part();
        var users = new Part();
        var times = new Part();
        var missed = new ArrayList<String>();
        try (var place = Workplace.make()) {
            for (var test : tests(place.unpacked(folder.resolve("tests.tar.gz")))) {
                var log = log(test);
                var wanted = all(SOURCE, test.resolve("scenario.assert"));
                var asserted = test.resolve("parser.assert");
                var seen = read(log);
                addresses.add(all(PARSED, asserted), seen.addresses());
                users.add(all(USER, asserted), seen.users());
                times.add(all(TIME, asserted), seen.times());
                var told = Recording.replay(List.of(log), rules).suspicions();
                if (wanted.isEmpty()) {
                    harmless++;
                    var loud = told.stream()
                            .filter(s -> s.severity().compareTo(Severity.MEDIUM) >= 0)
                            .map(Suspicion::title)
                            .toList();
                    silent += loud.isEmpty() ? 1 : 0;
                    if (!loud.isEmpty()) {
                        missed.add("not silent: " + test.getFileName() + " " + loud);
                    }
                } else {
                    attacks++;
                    boolean all = told.stream().anyMatch(s -> names(s, wanted));
                    found += all ? 1 : 0;
                    if (!all) {
                        missed.add(test.getFileName().toString());
                    }
                }
            }
        }
        return new Score(
                List.of(
                        row("tests whose address is reported", found, attacks),
                        row("tests without a report that are silent (medium+)", silent, harmless),
                        row("addresses of parsed lines that are read", addresses.read, addresses.all),
                        row("users of parsed lines that are read", users.read, users.all),
                        row("times of parsed lines that are read", times.read, times.all)),
                List.of("crowdsec-tests: not reported: " + String.join(", ", missed)));
    }

    private static Row row(String what, int part, int whole) {
        return new Row("crowdsec-tests", what, "", part + " of " + whole, "", true);
    }

    /** What a correlation groups by, it is about. */
    private static boolean names(Suspicion suspicion, Set<String> addresses) {
        var about = suspicion.asset().kind() == Kind.GROUP ? suspicion.victims() : List.<AssetRef>of();
        return Stream.of(Stream.of(suspicion.asset()), suspicion.actors().stream(), about.stream())
                .flatMap(all -> all)
                .anyMatch(asset -> addresses.contains(asset.name()));
    }

    private static List<Path> tests(Path tree) throws IOException {
        try (var files = Files.walk(tree)) {
            return files.filter(file -> file.endsWith("scenario.assert"))
                    .map(Path::getParent)
                    .filter(test -> Files.isRegularFile(log(test)))
                    .sorted()
                    .toList();
        }
    }

    private static Path log(Path test) {
        try {
            var name = LOG.matcher(Files.readString(test.resolve("config.yaml")));
            return test.resolve(name.find() ? name.group(1) : "none");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Set<String> all(Pattern pattern, Path file) throws IOException {
        var found = new HashSet<String>();
        if (Files.exists(file)) {
            pattern.matcher(Files.readString(file))
                    .results()
                    .map(match -> match.group(1))
                    .forEach(name -> found.add(Addresses.canonical(name).orElse(name)));
        }
        return found;
    }

    /** What observations of a log say. @param users in lower case, without realm @param times without the year, which syslog does not tell */
    private record Read(Set<String> addresses, Set<String> users, Set<String> times) {}

    /** How much of what is asserted is read. */
    private static final class Part {
        private int read;
        private int all;

        void add(Set<String> asserted, Set<String> seen) {
            read += (int) asserted.stream()
                    .filter(one -> seen.contains(one) || seen.contains(one.toLowerCase(Locale.ROOT)))
                    .count();
            all += asserted.size();
        }
    }

    private static Read read(Path log) throws IOException {
        var read = new Read(new HashSet<>(), new HashSet<>(), new HashSet<>());
        var bytes = Files.readAllBytes(log);
        var format = Formats.detect(
                bytes,
                Files.getLastModifiedTime(log).toInstant(),
                log.getFileName().toString());
        var lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            var line = lines.get(i).getBytes(StandardCharsets.UTF_8);
            if (format.parse(new Source("log", i + 1), line, 0, line.length) instanceof Parsed.Seen(var observation)) {
                observation.assets().stream()
                        .filter(asset -> asset.kind() == Kind.ADDRESS)
                        .forEach(asset -> read.addresses().add(asset.name()));
                Stream.of(
                                observation.actor().account(),
                                observation.authentication().account())
                        .forEach(account -> read.users().add(account.replaceFirst("@[^@]*$", "")));
                read.times().add(WITHOUT_YEAR.format(observation.time()));
            }
        }
        return read;
    }

    private CaseSets() {}
}
