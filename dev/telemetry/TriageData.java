import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.gabion.detectors.model.Scorer.Input;
import io.gabion.detectors.window.IncidentVector;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.observation.Source;
import io.gabion.protocol.suspicion.Detector;
import io.gabion.protocol.suspicion.Severity;
import io.gabion.protocol.suspicion.Suspicion;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes the incidents that the model {@code triage} begins with, and verdicts on them: attacks that move on, with some noise
 * among them, against what keeps people busy for nothing. No incident of a real place is in it. Arguments: file, seed.
 */
final class TriageData {
    private static final int INCIDENTS = 6_000;
    private static final int KINDS_OF_NOISE = 6;
    private final Draw draw;

    private TriageData(long seed) {
        draw = new Draw(seed);
    }

    public static void main(String... arguments) throws IOException {
        var data = new TriageData(Long.parseLong(arguments[1]));
        try (var out = new PrintStream(Files.newOutputStream(Path.of(arguments[0])), false, StandardCharsets.UTF_8)) {
            for (int i = 0; i < INCIDENTS; i++) {
                boolean real = data.draw.chance(0.3);
                out.println(row(real ? data.attack() : data.noise(), real));
            }
        }
    }

    private static String row(List<Suspicion> evidence, boolean real) {
        var row = JsonNodeFactory.instance.objectNode();
        switch (IncidentVector.of(evidence)) {
            case Input.Vector(var values) ->
                values.forEach(value -> row.withArray("vector").add(new BigDecimal(value)));
        }
        return row.put("features", IncidentVector.schema()).put("label", real ? 1 : 0).toString();
    }

    /** Several steps of an attack, on one host or from host to host; now and then caught at its first. */
    private List<Suspicion> attack() {
        var out = new ArrayList<Suspicion>();
        int steps = draw.chance(0.25) ? draw.between(1, 2) : draw.between(2, 9);
        int hosts = draw.chance(0.5) ? 1 : draw.between(1, 5);
        long at = 0;
        for (int step = 0; step < steps; step++) {
            var host = host(draw.upTo(hosts));
            var kind = draw.of(List.of(Detector.Kind.SIGMA, Detector.Kind.SIGMA, Detector.Kind.THRESHOLD, Detector.Kind.BASELINE, Detector.Kind.INTEL, Detector.Kind.ALERT, Detector.Kind.MODEL));
            var severity = kind == Detector.Kind.BASELINE || kind == Detector.Kind.MODEL
                    ? draw.of(List.of(Severity.LOW, Severity.MEDIUM))
                    : draw.of(List.of(Severity.MEDIUM, Severity.HIGH, Severity.HIGH, Severity.CRITICAL));
            out.add(suspicion(host, at, kind, "d" + draw.upTo(40), severity, draw.between(0.55, 0.99), draw.chance(0.85) ? "T" + draw.upTo(30) : "", draw.chance(0.6) ? host(draw.upTo(hosts)) : null));
            at += draw.size(600, 1.4);
        }
        return out;
    }

    private List<Suspicion> noise() {
        var out = new ArrayList<Suspicion>();
        var host = host(0);
        switch (draw.upTo(KINDS_OF_NOISE)) {
            // One noisy rule, again and again.
            case 0 -> {
                var severity = draw.of(List.of(Severity.LOW, Severity.MEDIUM, Severity.HIGH));
                repeat(out, draw.between(1, 12), host, Detector.Kind.SIGMA, severity, draw.between(0.4, 0.8));
            }
            // Somebody knocks from outside.
            case 1 -> repeat(out, draw.between(1, 8), new AssetRef(Kind.ADDRESS, "203.0.113.9"), Detector.Kind.THRESHOLD, draw.of(List.of(Severity.LOW, Severity.MEDIUM)), draw.between(0.6, 0.95));
            // Backups, updates, a new program for all.
            case 2 -> repeat(out, draw.between(1, 5), host, Detector.Kind.BASELINE, draw.of(List.of(Severity.LOW, Severity.LOW, Severity.MEDIUM)), draw.between(0.4, 0.9));
            // An administrator's tools: different rules, one host, little time.
            case 3 -> {
                for (int i = draw.between(1, 4); i > 0; i--) {
                    out.add(suspicion(host, draw.upTo(1_800), Detector.Kind.SIGMA, "d" + draw.upTo(40), draw.of(List.of(Severity.LOW, Severity.MEDIUM, Severity.MEDIUM, Severity.HIGH)), draw.between(0.4, 0.8), "T" + draw.upTo(30), null));
                }
            }
            // An old entry of a list.
            case 4 -> repeat(out, draw.between(1, 6), host, Detector.Kind.INTEL, draw.of(List.of(Severity.LOW, Severity.MEDIUM, Severity.HIGH)), draw.between(0.2, 0.7));
            default -> repeat(out, draw.between(1, 3), host, Detector.Kind.MODEL, Severity.LOW, draw.between(0.4, 0.9));
        }
        return out;
    }

    private void repeat(List<Suspicion> out, int times, AssetRef asset, Detector.Kind kind, Severity severity, double confidence) {
        var technique = draw.chance(0.6) ? "T" + draw.upTo(30) : "";
        long at = 0;
        for (int i = 0; i < times; i++) {
            out.add(suspicion(asset, at, kind, "d1", severity, confidence, technique, null));
            at += draw.size(4_000, 1.2);
        }
    }

    private static AssetRef host(int number) {
        return new AssetRef(Kind.HOST, "h" + number);
    }

    private static Suspicion suspicion(AssetRef asset, long at, Detector.Kind kind, String detector, Severity severity, double confidence, String technique, AssetRef victim) {
        return new Suspicion(
                asset + " " + at + " " + detector,
                new Tenant("made"),
                asset,
                Instant.ofEpochSecond(Draw.FIRST_DAY + at),
                new Detector(kind, detector, "1"),
                "made",
                severity,
                confidence,
                technique.isEmpty() ? List.of() : List.of(technique),
                List.of(new Source("made", 1)),
                List.of("made"),
                List.of(asset),
                victim == null ? List.of() : List.of(victim));
    }
}
