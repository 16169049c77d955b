package io.gabion.node.correlator;

import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.correlation.CorrelatorEvent;
import io.gabion.protocol.correlation.CorrelatorEvent.*;
import io.gabion.protocol.suspicion.Severity;
import io.gabion.protocol.suspicion.Suspicion;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A bounded index of what the open incidents are about.
 *
 * @param known the last {@value #KNOWN} suspicions and their incidents, oldest first
 * @param places where a key was last seen, at most {@value #PLACES}, least recently used first
 */
public record CorrelatorState(Map<String, String> known, Map<AssetRef, Place> places, Map<String, Instant> opened) {
    static final int KNOWN = 10_000;
    static final int PLACES = 50_000;

    /** An incident that was quiet for longer takes no more evidence. */
    static final Duration QUIET = Duration.ofHours(6);

    static final CorrelatorState EMPTY = new CorrelatorState(Map.of(), Map.of(), Map.of());

    record Place(String incident, Instant lastSeen) {}

    /**
     * What joins a suspicion to others. Who tries always counts. What is hit counts only when the attempt matters by
     * itself: otherwise every scanner of one busy host would be one incident.
     */
    static Set<AssetRef> keys(Suspicion suspicion) {
        var keys = new LinkedHashSet<>(suspicion.actors());
        if (suspicion.severity().compareTo(Severity.HIGH) >= 0) {
            keys.add(suspicion.asset());
            keys.addAll(suspicion.victims());
        }
        if (keys.isEmpty()) {
            keys.add(suspicion.asset());
        }
        return keys;
    }

    /** The open incidents that the suspicion belongs to, oldest first. */
    List<String> incidents(Suspicion suspicion) {
        return keys(suspicion).stream()
                .flatMap(key -> Optional.ofNullable(places.get(key)).stream())
                .filter(place ->
                        Duration.between(place.lastSeen(), suspicion.time()).compareTo(QUIET) <= 0)
                .map(Place::incident)
                .distinct()
                .sorted(Comparator.comparing((String incident) -> opened.getOrDefault(incident, Instant.MAX))
                        .thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    CorrelatorState apply(CorrelatorEvent event) {
        return switch (event) {
            case IncidentOpened(var incident, var suspicion) -> placed(incident, suspicion, true);
            case Assigned(var incident, var suspicion) -> placed(incident, suspicion, false);
            case Merged(var from, var into) -> merged(from, into);
        };
    }

    private CorrelatorState placed(String incident, Suspicion suspicion, boolean isNew) {
        var nextKnown = new LinkedHashMap<>(known);
        nextKnown.put(suspicion.id(), incident);
        if (nextKnown.size() > KNOWN) {
            nextKnown.pollFirstEntry();
        }
        var nextPlaces = new LinkedHashMap<>(places);
        for (var key : keys(suspicion)) {
            var before = nextPlaces.remove(key);
            var seen = before != null && before.lastSeen().isAfter(suspicion.time())
                    ? before.lastSeen()
                    : suspicion.time();
            nextPlaces.put(key, new Place(incident, seen));
        }
        var nextOpened = new HashMap<>(opened);
        if (isNew) {
            nextOpened.put(incident, suspicion.time());
        }
        while (nextPlaces.size() > PLACES) {
            nextPlaces.pollFirstEntry();
        }
        if (nextOpened.size() > PLACES) {
            nextOpened.values().removeIf(at -> at.isBefore(suspicion.time().minus(QUIET)));
        }
        return new CorrelatorState(nextKnown, nextPlaces, nextOpened);
    }

    private CorrelatorState merged(String from, String into) {
        var nextPlaces = new LinkedHashMap<>(places);
        nextPlaces.replaceAll((_, place) -> place.incident().equals(from) ? new Place(into, place.lastSeen()) : place);
        var nextOpened = new HashMap<>(opened);
        nextOpened.remove(from);
        return new CorrelatorState(known, nextPlaces, nextOpened);
    }
}
