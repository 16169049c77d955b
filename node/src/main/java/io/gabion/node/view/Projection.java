package io.gabion.node.view;

import io.gabion.node.incident.IncidentState;
import io.gabion.protocol.asset.AssetEvent.SuspicionRaised;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.incident.IncidentEvent;
import io.gabion.protocol.suspicion.Suspicion;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What people look at, folded from journaled events with the entities' own folds. One thread at a time. */
public final class Projection {
    private final List<Suspicion> suspicions = new ArrayList<>();
    private final Map<EntityId, IncidentState> incidents =
            new TreeMap<>(Comparator.comparing(EntityId::toString));

    public void add(EntityId id, Object event) {
        if (event instanceof SuspicionRaised(var suspicion)) {
            suspicions.add(suspicion);
        } else if (event instanceof IncidentEvent e) {
            incidents.put(id, incidents.getOrDefault(id, IncidentState.EMPTY).apply(e));
        }
    }

    public List<Suspicion> suspicions() {
        return List.copyOf(suspicions);
    }

    public Map<EntityId, IncidentState> incidents() {
        return Collections.unmodifiableMap(incidents);
    }
}
