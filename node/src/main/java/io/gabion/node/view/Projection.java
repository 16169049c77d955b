package io.gabion.node.view;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gabion.node.incident.IncidentState;
import io.gabion.protocol.asset.AssetEvent.SuspicionRaised;
import io.gabion.protocol.containment.ContainmentEvent;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.guard.GuardEvent;
import io.gabion.protocol.incident.IncidentEvent;
import io.gabion.protocol.suspicion.Suspicion;
import io.gabion.responders.containment.ContainmentState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What people look at, folded from journaled events with the entities' own folds. One thread at a time. */
public final class Projection {
    private final List<Suspicion> suspicions = new ArrayList<>();
    private final Map<EntityId, IncidentState> incidents = new TreeMap<>(Comparator.comparing(EntityId::toString));

    private final Map<EntityId, ContainmentState> containments =
            new TreeMap<>(Comparator.comparing(EntityId::toString));

    private final Set<String> frozen = new HashSet<>();

    public void add(EntityId id, Object event) {
        if (event instanceof SuspicionRaised(var suspicion)) {
            suspicions.add(suspicion);
        } else if (event instanceof ContainmentEvent e) {
            containments.put(
                    id,
                    containments.getOrDefault(id, new ContainmentState.Idle(0)).apply(e));
        } else if (event instanceof GuardEvent.Frozen) {
            frozen.add(id.tenant().id());
        } else if (event instanceof GuardEvent.Thawed) {
            frozen.remove(id.tenant().id());
        } else if (event instanceof IncidentEvent e) {
            incidents.put(id, incidents.getOrDefault(id, IncidentState.EMPTY).apply(e));
        }
    }

    /** The records that the event, already added, has made or changed. */
    public Stream<ObjectNode> changed(EntityId id, Object event) {
        return switch (event) {
            case SuspicionRaised(var suspicion) -> Stream.of(change("suspicion", Records.suspicion(suspicion)));
            case ContainmentEvent _ -> Stream.of(change("containment", Records.containment(id, containments.get(id))));
            case GuardEvent.Frozen _ -> Stream.of(guard(id, true));
            case GuardEvent.Thawed _ -> Stream.of(guard(id, false));
            case IncidentEvent.ResponseReported(var report) ->
                Stream.of(
                        change("response", Records.response(report)),
                        change("incident", Records.incident(id, incidents.get(id))));
            case IncidentEvent _
            when !incidents.get(id).evidence().isEmpty() ->
                Stream.of(change("incident", Records.incident(id, incidents.get(id))));
            default -> Stream.empty();
        };
    }

    private static ObjectNode guard(EntityId id, boolean frozen) {
        return change(
                "guard",
                JsonNodeFactory.instance
                        .objectNode()
                        .put("id", id.name())
                        .put("tenant", id.tenant().id())
                        .put("frozen", frozen));
    }

    private static ObjectNode change(String kind, ObjectNode record) {
        var change = JsonNodeFactory.instance.objectNode().put("kind", kind);
        change.set("record", record);
        return change;
    }

    public Map<EntityId, ContainmentState> containments() {
        return Collections.unmodifiableMap(containments);
    }

    Optional<Map.Entry<EntityId, IncidentState>> incident(String tenant, String name) {
        return of(incidents, tenant, name)
                .filter(found -> !found.getValue().evidence().isEmpty());
    }

    Optional<Map.Entry<EntityId, ContainmentState>> containment(String tenant, String name) {
        return of(containments, tenant, name);
    }

    private static <S> Optional<Map.Entry<EntityId, S>> of(Map<EntityId, S> all, String tenant, String name) {
        return all.entrySet().stream()
                .filter(e -> e.getKey().tenant().id().equals(tenant)
                        && e.getKey().name().equals(name))
                .findFirst();
    }

    boolean isFrozen(String tenant) {
        return frozen.contains(tenant);
    }

    public List<Suspicion> suspicions() {
        return List.copyOf(suspicions);
    }

    public Map<EntityId, IncidentState> incidents() {
        return Collections.unmodifiableMap(incidents);
    }
}
