package io.gabion.node.incident;

import io.gabion.detectors.window.IncidentVector;
import io.gabion.node.incident.SiteContext.Fact;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.incident.Appraisal;
import io.gabion.protocol.incident.Score;
import io.gabion.protocol.incident.Term;
import io.gabion.protocol.suspicion.Severity;
import io.gabion.protocol.suspicion.Suspicion;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How urgent an incident is, from named terms that add up to at most 1. What a site knows of its assets, and what a model has
 * learnt from its people's verdicts, closes part of the gap to 1 that the evidence leaves.
 */
final class Triage {
    /** Changes whenever a weight does. */
    static final String POLICY = "triage/3";

    private static final double IMPACT = 0.45;
    private static final double CONFIDENCE = 0.25;
    private static final double BREADTH = 0.15;
    private static final double PROGRESS = 0.15;

    /** Of what the evidence leaves, at most so much each. */
    private static final double CRITICALITY = 0.4;

    private static final double PRIVILEGE = 0.25;
    private static final double EXPOSURE = 0.25;

    /** What people cared about before. */
    private static final double EXPERIENCE = 0.25;

    /** So many assets, or different techniques, give the whole term. */
    private static final int FULL = 5;

    static Score of(Collection<Suspicion> evidence, SiteContext site, List<Appraisal> appraisals) {
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
        var terms = new ArrayList<>(List.of(
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
                        "different techniques seen: %d".formatted(techniques))));
        double gap = 1 - terms.stream().mapToDouble(Term::value).sum();
        var names = evidence.stream()
                .flatMap(Triage::assets)
                .map(AssetRef::name)
                .distinct()
                .sorted()
                .toList();
        known("criticality", CRITICALITY * gap, names, site.criticality()).ifPresent(terms::add);
        known("privilege", PRIVILEGE * gap, names, site.privilege()).ifPresent(terms::add);
        known("exposure", EXPOSURE * gap, names, site.exposure()).ifPresent(terms::add);
        appraisals.stream()
                .filter(a -> a.without().isEmpty() && a.model().equals(IncidentVector.MODEL))
                .findFirst()
                .ifPresent(a -> terms.add(experience(a, gap)));
        return new Score(rounded(terms.stream().mapToDouble(Term::value).sum()), terms);
    }

    private static Term experience(Appraisal by, double gap) {
        return term(
                "experience",
                EXPERIENCE * gap * by.score(),
                "like what people cared about: %.2f by the model %s %s"
                        .formatted(by.score(), by.model(), by.version()));
    }

    /** The gravest fact of any of them; the first by name of those that are equal. */
    private static Optional<Term> known(String name, double most, List<String> assets, Map<String, Fact> facts) {
        Fact gravest = null;
        for (var asset : assets) {
            var fact = facts.get(asset);
            gravest = fact != null && (gravest == null || fact.level() > gravest.level()) ? fact : gravest;
        }
        return Optional.ofNullable(gravest).map(fact -> term(name, most * fact.level(), fact.why()));
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
