package io.gabion.node.models;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gabion.node.incident.IncidentState;
import io.gabion.node.store.Owned;
import io.gabion.node.store.Rows;
import io.gabion.node.tenant.Envelopes;
import io.gabion.protocol.Envelope;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.incident.IncidentEvent;
import io.gabion.protocol.incident.IncidentVerdict;
import io.gabion.protocol.intake.IntakeEvent;
import io.gabion.protocol.intake.IntakeEvent.Accepted;
import io.gabion.protocol.observation.Source;
import io.gabion.protocol.suspicion.Detector;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The domains that the model flagged and that people have judged, by their verdict on the incident that cites them: rows that a
 * model learns and is measured on. What stands in incidents of both verdicts is left out. From the batches that the store still has.
 */
public final class JudgedNames {
    private static final Logger LOG = LoggerFactory.getLogger(JudgedNames.class);
    private static final String MODEL = "domain";
    private static final int BOTH = -1;

    private final Envelopes envelopes;
    private final Map<String, IncidentState> incidents = new HashMap<>();
    private final Map<Source, Integer> labels = new HashMap<>();
    private final Map<String, Integer> names = new LinkedHashMap<>();
    private int erased;

    private JudgedNames(Envelopes envelopes) {
        this.envelopes = envelopes;
    }

    /** {@code {"domain":"…","label":1}}: 1 where the verdict is that the incident is real. */
    public static List<ObjectNode> of(Rows rows, Envelopes envelopes, Tenant tenant) {
        var judged = new JudgedNames(envelopes);
        Owned.scan(rows, Set.of("incident"), tenant, judged::incident);
        judged.incidents.values().forEach(judged::label);
        if (!judged.labels.isEmpty()) {
            Owned.scan(rows, Set.of("intake"), tenant, judged::batch);
        }
        if (judged.erased > 0) {
            LOG.warn("{} batches cannot be read any more: names that they held are missing", judged.erased);
        }
        return judged.rows();
    }

    private void incident(Envelope row) {
        var event = IncidentEvent.CODEC.read(row.version(), envelopes.open(row));
        incidents.merge(row.entity(), IncidentState.EMPTY.apply(event), (before, _) -> before.apply(event));
    }

    private void label(IncidentState incident) {
        if (incident.verdict() == IncidentVerdict.OPEN) {
            return;
        }
        int label = incident.verdict() == IncidentVerdict.TRUE_POSITIVE ? 1 : 0;
        incident.evidence().values().stream()
                .filter(s -> s.detector().kind() == Detector.Kind.MODEL
                        && s.detector().id().equals(MODEL))
                .flatMap(s -> s.evidence().stream())
                .forEach(source -> labels.merge(source, label, JudgedNames::agreed));
    }

    private static int agreed(int one, int other) {
        return one == other ? one : BOTH;
    }

    private void batch(Envelope row) {
        String json;
        try {
            json = envelopes.open(row);
        } catch (IllegalArgumentException e) {
            erased++; // Its day's key was erased.
            return;
        }
        if (IntakeEvent.CODEC.read(row.version(), json) instanceof Accepted batch) {
            for (var scores : batch.fired().scored()) {
                if (scores.model().equals(MODEL)) {
                    for (var score : scores.flagged()) {
                        var label =
                                labels.get(batch.observations().get(score.at()).source());
                        if (label != null) {
                            names.merge(score.what(), label, JudgedNames::agreed);
                        }
                    }
                }
            }
        }
    }

    private List<ObjectNode> rows() {
        return new TreeMap<>(names)
                .entrySet().stream()
                        .filter(name -> name.getValue() != BOTH)
                        .map(name -> JsonNodeFactory.instance
                                .objectNode()
                                .put("domain", name.getKey())
                                .put("label", name.getValue()))
                        .toList();
    }
}
