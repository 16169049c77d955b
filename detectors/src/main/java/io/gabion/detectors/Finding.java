package io.gabion.detectors;

import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.observation.Source;
import io.gabion.protocol.suspicion.Severity;
import java.time.Instant;
import java.util.List;

/**
 * A suspicion before it is known whose it is.
 *
 * @param key what the detector takes for one and the same thing
 * @param confidence 0 to 1
 * @param evidence oldest first
 * @param explanation one sentence with the numbers that were used
 * @param rule the id of the content that decided, with its version; empty if the detector itself did
 */
public record Finding(
        String key,
        Instant time,
        io.gabion.protocol.suspicion.Detector.Kind kind,
        String title,
        Severity severity,
        double confidence,
        List<String> techniques,
        List<Source> evidence,
        String explanation,
        List<AssetRef> actors,
        List<AssetRef> victims,
        String rule,
        String ruleVersion) {
    /** What the detector itself decided. */
    public Finding(
            String key,
            Instant time,
            io.gabion.protocol.suspicion.Detector.Kind kind,
            String title,
            Severity severity,
            double confidence,
            List<String> techniques,
            List<Source> evidence,
            String explanation,
            List<AssetRef> actors,
            List<AssetRef> victims) {
        this(key, time, kind, title, severity, confidence, techniques, evidence, explanation, actors, victims, "", "");
    }
}
