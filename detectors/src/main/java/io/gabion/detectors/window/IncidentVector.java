package io.gabion.detectors.window;

import io.gabion.detectors.model.Scorer.Input;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.suspicion.Detector;
import io.gabion.protocol.suspicion.Severity;
import io.gabion.protocol.suspicion.Suspicion;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** An incident as the model {@code triage} is given it: how many suspicions of which kinds, of whom, how grave, over how long. */
public final class IncidentVector {
    public static final String MODEL = "triage";
    private static final int VERSION = 1;

    public static List<String> features() {
        var kinds = Stream.of(Detector.Kind.values()).map(k -> k.name().toLowerCase(Locale.ROOT));
        return Stream.concat(
                        Stream.of(
                                "suspicions",
                                "worst-severity",
                                "high-or-worse",
                                "surest",
                                "assets",
                                "actors",
                                "victims",
                                "techniques",
                                "detectors",
                                "minutes"),
                        kinds)
                .toList();
    }

    public static String schema() {
        return MODEL + " " + VERSION;
    }

    /** @param evidence of one incident, at least one suspicion */
    public static Input.Vector of(Collection<Suspicion> evidence) {
        var numbers = new ArrayList<Number>();
        var worst = evidence.stream()
                .map(Suspicion::severity)
                .max(Comparator.naturalOrder())
                .orElseThrow();
        var times = evidence.stream().map(Suspicion::time).sorted().toList();
        numbers.add(evidence.size());
        numbers.add(worst.ordinal());
        numbers.add(evidence.stream()
                .filter(s -> s.severity().compareTo(Severity.HIGH) >= 0)
                .count());
        numbers.add(Math.rint(evidence.stream()
                                .mapToDouble(Suspicion::confidence)
                                .max()
                                .orElseThrow()
                        * 100)
                / 100);
        numbers.add(distinct(evidence.stream().map(Suspicion::asset)));
        numbers.add(distinct(evidence.stream().flatMap(s -> s.actors().stream())));
        numbers.add(distinct(evidence.stream().flatMap(s -> s.victims().stream())));
        numbers.add(evidence.stream()
                .flatMap(s -> s.techniques().stream())
                .distinct()
                .count());
        numbers.add(evidence.stream().map(s -> s.detector().id()).distinct().count());
        numbers.add(minutes(times.getFirst(), times.getLast()));
        for (var kind : Detector.Kind.values()) {
            numbers.add(
                    evidence.stream().filter(s -> s.detector().kind() == kind).count());
        }
        return new Input.Vector(numbers.stream().map(String::valueOf).toList());
    }

    private static long distinct(Stream<AssetRef> assets) {
        return assets.distinct().count();
    }

    private static long minutes(Instant from, Instant to) {
        return Duration.between(from, to).toMinutes();
    }

    private IncidentVector() {}
}
