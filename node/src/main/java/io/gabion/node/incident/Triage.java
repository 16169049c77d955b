package io.gabion.node.incident;

import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.incident.Score;
import io.gabion.protocol.incident.Term;
import io.gabion.protocol.suspicion.Severity;
import io.gabion.protocol.suspicion.Suspicion;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** How urgent an incident is, from named terms that add up to at most 1. */
final class Triage {
    /** Changes whenever a weight does. */
    static final String POLICY = "triage/1";

    private static final double IMPACT = 0.45;
    private static final double CONFIDENCE = 0.25;
    private static final double BREADTH = 0.15;
    private static final double PROGRESS = 0.15;

    /** So many assets, or different techniques, give the whole term. */
    private static final int FULL = 5;

    static Score of(Collection<Suspicion> evidence) {
        var worst =
                evidence.stream().max(Comparator.comparing(Suspicion::severity)).orElseThrow();
        var surest = evidence.stream()
                .max(Comparator.comparingDouble(Suspicion::confidence))
                .orElseThrow();
        long assets = evidence.stream().flatMap(Triage::assets).distinct().count();
        long techniques = evidence.stream()
                .flatMap(s -> s.techniques().stream())
                .distinct()
                .count();
        double steps = Severity.values().length - 1.0;
        var terms = List.of(
                term(
                        "impact",
                        IMPACT * worst.severity().ordinal() / steps,
                        "the most severe suspicion is %s: %s"
                                .formatted(worst.severity().name().toLowerCase(Locale.ROOT), worst.title())),
                term(
                        "confidence",
                        CONFIDENCE * surest.confidence(),
                        "the surest suspicion has confidence %.2f".formatted(surest.confidence())),
                term("breadth", BREADTH * Math.min(FULL, assets) / FULL, "assets involved: %d".formatted(assets)),
                term(
                        "progress",
                        PROGRESS * Math.min(FULL, techniques) / FULL,
                        "different techniques seen: %d".formatted(techniques)));
        return new Score(rounded(terms.stream().mapToDouble(Term::value).sum()), terms);
    }

    static Stream<AssetRef> assets(Suspicion suspicion) {
        return Stream.of(Stream.of(suspicion.asset()), suspicion.actors().stream(), suspicion.victims().stream())
                .flatMap(s -> s);
    }

    private static Term term(String name, double value, String why) {
        return new Term(name, rounded(value), why);
    }

    private static double rounded(double value) {
        return Math.round(value * 1_000) / 1_000.0;
    }

    private Triage() {}
}
