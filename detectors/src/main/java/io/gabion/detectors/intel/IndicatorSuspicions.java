package io.gabion.detectors.intel;

import io.gabion.detectors.ActingFile;
import io.gabion.detectors.Batch;
import io.gabion.detectors.Finding;
import io.gabion.detectors.Hash32;
import io.gabion.detectors.Heard;
import io.gabion.detectors.Hourly;
import io.gabion.detectors.Lately;
import io.gabion.detectors.Outcome;
import io.gabion.detectors.Waking;
import io.gabion.protocol.asset.Addresses;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.intel.Indicator;
import io.gabion.protocol.intel.IndicatorHits;
import io.gabion.protocol.intel.IndicatorType;
import io.gabion.protocol.intel.Sighting;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.suspicion.Severity;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * An asset that shows a value which an indicator names is suspicious, once in twelve hours for each value, or when it is
 * graver than it was. Of many values those are told that {@link Hourly} lets through.
 */
public final class IndicatorSuspicions implements Waking<Lately> {
    /** Values of one asset that are remembered to have been told, as groups by the severity that they were told with. */
    static final int REMEMBERED = 64;

    static final int QUIET_SECONDS = 12 * 3_600;
    private static final double DAY = 86_400;
    /** Half: each of them has one of its own that is not told. */
    private static final double RESTS_CONFIDENCE = 0.5;

    private static final List<String> MALICIOUS_FILE = List.of("T1204.002");

    /** A list that names none says of a hash as much as that the file is bad. */
    private static List<String> techniques(Indicator indicator) {
        return indicator.techniques().isEmpty() && indicator.type() == IndicatorType.HASH
                ? MALICIOUS_FILE
                : indicator.techniques();
    }

    private record Seen(int at, IndicatorHits hits) {}

    @Override
    public String id() {
        return "intel";
    }

    @Override
    public String version() {
        return "3";
    }

    @Override
    public boolean concerns(AssetRef asset) {
        return asset.kind() != Kind.GROUP;
    }

    @Override
    public Lately empty() {
        return Lately.nothing(REMEMBERED, QUIET_SECONDS);
    }

    @Override
    public void write(Lately memory, DataOutput out) throws IOException {
        memory.write(out);
    }

    @Override
    public Lately read(DataInput in) throws IOException {
        return Lately.read(in, REMEMBERED, QUIET_SECONDS);
    }

    /** Version 1 told each without its severity: it may be told once more. */
    @Override
    public Optional<Lately> readFormer(String version, DataInput in) throws IOException {
        return Lately.readFormer(version, in, REMEMBERED, QUIET_SECONDS);
    }

    @Override
    public Outcome<Lately> observe(Lately before, AssetRef self, Batch batch, boolean frozen) {
        if (batch.fired().indicators().isEmpty()
                && batch.observations().stream().noneMatch(before.hourly()::isDue)) {
            return new Outcome<>(before, List.of());
        }
        var memory = before.copy();
        var findings = new ArrayList<Finding>();
        batch.fired().indicators().stream()
                .flatMap(hits -> hits.at().stream().map(at -> new Seen(at, hits)))
                .sorted(Comparator.comparingInt(Seen::at))
                .forEach(seen -> step(memory, self, batch, seen, findings));
        batch.observations().forEach(observation -> tellRest(memory, self, observation, findings));
        return new Outcome<>(memory, findings);
    }

    @Override
    public Optional<Instant> due(Lately memory) {
        return memory.hourly().due();
    }

    @Override
    public Outcome<Lately> hear(Lately before, AssetRef self, Heard heard) {
        return before.hear(heard, rest -> finding(rest, self));
    }

    private static void step(Lately memory, AssetRef self, Batch batch, Seen seen, List<Finding> findings) {
        var observation = batch.observations().get(seen.at());
        var hits = seen.hits();
        tellRest(memory, self, observation, findings);
        long now = observation.time().getEpochSecond();
        int value = Hash32.of(hits.seen());
        var severity = severity(hits.indicator().confidence());
        memory.told().advance(now);
        if (!isTold(memory, value, severity)
                && memory.hourly().admits(severity, observation, batch.behind(observation))) {
            memory.told().add(severity.ordinal(), value, now);
            findings.add(finding(self, observation, hits, memory.hourly().isFull(severity) ? Hourly.LAST : ""));
        }
        tellRest(memory, self, observation, findings);
    }

    private static boolean isTold(Lately memory, int value, Severity least) {
        return EnumSet.range(least, Severity.CRITICAL).stream()
                .anyMatch(severity -> memory.told().contains(severity.ordinal(), value));
    }

    private static void tellRest(Lately memory, AssetRef self, Observation observation, List<Finding> findings) {
        memory.hourly().rest(observation).ifPresent(rest -> findings.add(finding(rest, self)));
    }

    private static Finding finding(Hourly.Rest rest, AssetRef self) {
        return new Finding(
                "%d more since %s".formatted(rest.count(), rest.since()),
                rest.at(),
                io.gabion.protocol.suspicion.Detector.Kind.INTEL,
                "%d more known bad values".formatted(rest.count()),
                rest.gravest(),
                RESTS_CONFIDENCE,
                List.of(),
                List.of(rest.last()),
                "%s showed values that lists call bad %d more times since %s, %s at most, than the %d that were told within an hour; the last is the evidence"
                        .formatted(self.name(), rest.count(), rest.since(), word(rest.gravest()), Hourly.MOST),
                List.of(),
                List.of(self));
    }

    private static Finding finding(AssetRef self, Observation observation, IndicatorHits hits, String last) {
        var indicator = hits.indicator();
        return new Finding(
                hits.seen(),
                observation.time(),
                io.gabion.protocol.suspicion.Detector.Kind.INTEL,
                "Known bad %s %s".formatted(word(indicator.type()), cut(hits.seen())),
                severity(indicator.confidence()),
                indicator.confidence(),
                techniques(indicator),
                List.of(observation.source()),
                explanation(self, observation, hits) + last,
                actors(hits.seen(), indicator, observation),
                List.of(self),
                indicator.list(),
                indicator.version());
    }

    private static String explanation(AssetRef self, Observation observation, IndicatorHits hits) {
        var i = hits.indicator();
        var names =
                i.value().equals(hits.seen()) ? "" : " (it names the " + word(i.type()) + " " + cut(i.value()) + ")";
        var age = i.ageSeconds() < 0
                ? "of unknown age"
                : String.format(Locale.ROOT, "%.1f days old (%.2f when new)", i.ageSeconds() / DAY, i.stated());
        return String.format(
                Locale.ROOT,
                "%s showed %s, which %s calls bad: indicator %s%s of list %s, version %.12s, confidence %.2f, %s%s",
                self.name(),
                cut(hits.seen()),
                i.source(),
                i.id(),
                names,
                i.list(),
                i.version(),
                i.confidence(),
                age,
                Sighting.isIn(observation) ? "; " + Sighting.words(observation) : "");
    }

    /** Only a whole address or name of the public Internet is one that may be contained, and a file by its very content. */
    private static List<AssetRef> actors(String seen, Indicator indicator, Observation observation) {
        return switch (indicator.type()) {
            case ADDRESS, NETWORK ->
                Addresses.isPublic(seen) ? List.of(new AssetRef(Kind.ADDRESS, seen)) : List.<AssetRef>of();
            case DOMAIN, ZONE -> List.of(new AssetRef(Kind.DOMAIN, seen));
            case HASH ->
                ActingFile.of(observation).stream()
                        .filter(file -> file.name().endsWith(":" + seen))
                        .toList();
            case URL, MAIL -> List.of();
        };
    }

    private static Severity severity(double confidence) {
        if (confidence >= 0.8) {
            return Severity.HIGH;
        }
        if (confidence >= 0.5) {
            return Severity.MEDIUM;
        }
        return confidence >= 0.25 ? Severity.LOW : Severity.INFORMATIONAL;
    }

    private static String word(Enum<?> type) {
        return type.name().toLowerCase(Locale.ROOT);
    }

    private static String cut(String value) {
        return value.length() <= 200 ? value : value.substring(0, 200) + "…";
    }
}
