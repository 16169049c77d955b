package io.gabion.protocol.suspicion;

import io.gabion.protocol.Names;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.observation.Source;
import java.time.Instant;
import java.util.List;

/**
 * One asset did something that a detector finds suspicious.
 *
 * @param id a hash of tenant, asset, detector, identity key and first evidence
 * @param time event time of the observation that decided
 * @param confidence 0 to 1
 * @param techniques ATT&CK ids
 * @param evidence the observations it rests on, oldest first, at most {@value #MAX_EVIDENCE}
 * @param explanation one sentence a person understands, with the numbers that were used
 * @param actors who is thought to have done it: joins suspicions even where the attempt failed
 * @param victims what was hit: joins suspicions once an attempt has succeeded, or once what was hit acts itself
 */
public record Suspicion(
        String id,
        Tenant tenant,
        AssetRef asset,
        Instant time,
        Detector detector,
        String title,
        Severity severity,
        double confidence,
        List<String> techniques,
        List<Source> evidence,
        List<String> explanation,
        List<AssetRef> actors,
        List<AssetRef> victims) {

    public static final int MAX_EVIDENCE = 20;

    public Suspicion {
        techniques = List.copyOf(techniques);
        evidence = List.copyOf(evidence);
        explanation = List.copyOf(explanation);
        actors = List.copyOf(actors);
        victims = List.copyOf(victims);
        if (evidence.isEmpty() || evidence.size() > MAX_EVIDENCE) {
            throw new IllegalArgumentException("1 to " + MAX_EVIDENCE + " pieces of evidence: " + evidence.size());
        }
        if (!(confidence >= 0 && confidence <= 1)) {
            throw new IllegalArgumentException("confidence is 0 to 1: " + confidence);
        }
    }

    /**
     * Whether what the asset does by itself shows that it obeys somebody else: it is hit, yet as for what it is joined to it is
     * as good as who acts.
     */
    public boolean obeys() {
        return CommandAndControl.isAny(techniques)
                && !actors.contains(asset)
                && (actors.isEmpty() || detector.kind() == Detector.Kind.BASELINE);
    }

    /** @param key what the detector takes for one and the same thing, such as the account that was guessed */
    public static String id(Tenant tenant, AssetRef asset, String detector, String key, Source first) {
        return Names.of(tenant.id(), asset.toString(), detector, key, first.toString());
    }
}
