package io.gabion.node.models;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gabion.detectors.window.IncidentVector;
import io.gabion.node.incident.IncidentState;
import io.gabion.node.store.Owned;
import io.gabion.node.store.Rows;
import io.gabion.node.tenant.Envelopes;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.incident.IncidentEvent;
import io.gabion.protocol.incident.IncidentVerdict;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The incidents that people have judged, as rows that the model {@code triage} learns and is measured on. */
public final class JudgedIncidents {
    /** {@code {"vector":[…],"features":"triage 1","label":1}}: 1 where the verdict is that the incident is real. */
    public static List<ObjectNode> of(Rows rows, Envelopes envelopes, Tenant tenant) {
        Map<String, IncidentState> incidents = new TreeMap<>();
        Owned.scan(rows, Set.of("incident"), tenant, row -> {
            var event = IncidentEvent.CODEC.read(row.version(), envelopes.open(row));
            incidents.merge(row.entity(), IncidentState.EMPTY.apply(event), (before, _) -> before.apply(event));
        });
        return incidents.values().stream()
                .filter(incident -> incident.verdict() != IncidentVerdict.OPEN)
                .filter(incident -> !incident.evidence().isEmpty())
                .map(JudgedIncidents::row)
                .toList();
    }

    private static ObjectNode row(IncidentState incident) {
        var row = JsonNodeFactory.instance.objectNode();
        var vector = row.putArray("vector");
        IncidentVector.of(incident.evidence().values()).values().forEach(value -> vector.add(new BigDecimal(value)));
        return row.put("features", IncidentVector.schema())
                .put("label", incident.verdict() == IncidentVerdict.TRUE_POSITIVE ? 1 : 0);
    }

    private JudgedIncidents() {}
}
