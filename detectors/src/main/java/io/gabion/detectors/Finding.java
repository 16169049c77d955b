package io.gabion.detectors;

import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.observation.Source;
import io.gabion.protocol.suspicion.Severity;
import io.gabion.protocol.suspicion.Signal;
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
 * @param signal what its peers are asked for, or {@link Signal#NONE}
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
        String ruleVersion,
        Signal signal) {
    /** What no peer is asked about. */
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
            List<AssetRef> victims,
            String rule,
            String ruleVersion) {
        this(
                key,
                time,
                kind,
                title,
                severity,
                confidence,
                techniques,
                evidence,
                explanation,
                actors,
                victims,
                rule,
                ruleVersion,
                Signal.NONE);
    }

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

    /** The same, which others may show too. */
    public Finding showing(Signal what) {
        return new Finding(
                key,
                time,
                kind,
                title,
                severity,
                confidence,
                techniques,
                evidence,
                explanation,
                actors,
                victims,
                rule,
                ruleVersion,
                what);
    }
}
