package io.gabion.detectors.intel;

import io.gabion.detectors.ActingFile;
import io.gabion.detectors.Batch;
import io.gabion.detectors.Detector;
import io.gabion.detectors.Finding;
import io.gabion.detectors.Hash32;
import io.gabion.detectors.Outcome;
import io.gabion.detectors.Window;
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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** An asset that shows a value which an indicator names is suspicious, once in twelve hours for each value. */
public final class IndicatorSuspicions implements Detector<Window> {
    /** Values of one asset that are remembered to have been told. */
    static final int REMEMBERED = 64;

    static final int QUIET_SECONDS = 12 * 3_600;
    private static final double DAY = 86_400;
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
        return "1";
    }

    @Override
    public boolean concerns(AssetRef asset) {
        return asset.kind() != Kind.GROUP;
    }

    @Override
    public Window empty() {
        return new Window(REMEMBERED, QUIET_SECONDS);
    }

    @Override
    public void write(Window told, DataOutput out) throws IOException {
        told.write(out);
    }

    @Override
    public Window read(DataInput in) throws IOException {
        return Window.read(in, REMEMBERED, QUIET_SECONDS);
    }

    @Override
    public Outcome<Window> observe(Window before, AssetRef self, Batch batch, boolean frozen) {
        if (batch.fired().indicators().isEmpty()) {
            return new Outcome<>(before, List.of());
        }
        var told = before.copy();
        var findings = new ArrayList<Finding>();
        batch.fired().indicators().stream()
                .flatMap(hits -> hits.at().stream().map(at -> new Seen(at, hits)))
                .sorted(Comparator.comparingInt(Seen::at))
                .forEach(seen -> {
                    var observation = batch.observations().get(seen.at());
                    long now = observation.time().getEpochSecond();
                    int hash = Hash32.of(seen.hits().seen());
                    told.advance(now);
                    if (!told.contains(0, hash)) {
                        told.add(0, hash, now);
                        findings.add(finding(self, observation, seen.hits()));
                    }
                });
        return new Outcome<>(told, findings);
    }

    private static Finding finding(AssetRef self, Observation observation, IndicatorHits hits) {
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
                explanation(self, observation, hits),
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
