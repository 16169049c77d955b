package io.gabion.node.correlator;

import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.asset.Networks;
import io.gabion.protocol.correlation.CorrelatorEvent;
import io.gabion.protocol.correlation.CorrelatorEvent.*;
import io.gabion.protocol.suspicion.Severity;
import io.gabion.protocol.suspicion.Suspicion;
import io.gabion.responders.guard.NetworkLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A bounded index of what the open incidents are about.
 *
 * @param known the last {@value #KNOWN} suspicions and their incidents, oldest first
 * @param places where a key was last seen, at most {@value #PLACES}, least recently used first
 * @param hits where something was last hit, likewise; counts only once it acts itself
 */
public record CorrelatorState(
        Map<String, String> known,
        Map<AssetRef, Place> places,
        Map<AssetRef, Place> hits,
        Map<String, Instant> opened) {
    static final int KNOWN = 10_000;
    static final int PLACES = 50_000;

    /** An incident that was quiet for longer takes no more evidence. */
    static final Duration QUIET = Duration.ofHours(6);

    static final CorrelatorState EMPTY = new CorrelatorState(Map.of(), Map.of(), Map.of(), Map.of());

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

    /**
     * The open incidents that the suspicion belongs to, oldest first. Who acts belongs to the incident in which it was
     * hit before: that is how an attack moves on. So do the many addresses of one network.
     */
    List<String> incidents(Suspicion suspicion, NetworkLimits networks) {
        return Stream.of(
                        keys(suspicion).stream().map(places::get),
                        suspicion.actors().stream().map(hits::get),
                        crowd(suspicion, networks))
                .flatMap(found -> found)
                .filter(Objects::nonNull)
                .filter(place -> isOpen(place, suspicion))
                .map(Place::incident)
                .distinct()
                .sorted(Comparator.comparing((String incident) -> opened.getOrDefault(incident, Instant.MAX))
                        .thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    private static boolean isOpen(Place place, Suspicion suspicion) {
        return Duration.between(place.lastSeen(), suspicion.time()).compareTo(QUIET) <= 0;
    }

    /**
     * The addresses of one network with which just so many have acted that it may be blocked as a whole. Those that act
     * later are incidents of their own as ever: none grows with a network.
     */
    private Stream<Place> crowd(Suspicion suspicion, NetworkLimits networks) {
        return suspicion.actors().stream()
                .filter(actor -> actor.kind() == Kind.ADDRESS)
                .flatMap(actor -> networks.network(actor.name()).stream())
                .distinct()
                .flatMap(network -> {
                    var before = of(network, suspicion, networks);
                    var all = new HashSet<>(before.keySet());
                    suspicion.actors().stream()
                            .filter(actor -> isIn(network, actor, networks))
                            .forEach(all::add);
                    boolean many = before.size() < networks.addresses() && all.size() >= networks.addresses();
                    return many ? before.values().stream() : Stream.of();
                });
    }

    private Map<AssetRef, Place> of(String network, Suspicion suspicion, NetworkLimits networks) {
        // Most are told apart by how they begin.
        int begin = Networks.isV6(network) ? network.indexOf(':') : network.lastIndexOf('.');
        var beginning = network.substring(0, begin + 1);
        return places.entrySet().stream()
                .filter(seen -> seen.getKey().name().startsWith(beginning)
                        && isOpen(seen.getValue(), suspicion)
                        && isIn(network, seen.getKey(), networks))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static boolean isIn(String network, AssetRef asset, NetworkLimits networks) {
        return asset.kind() == Kind.ADDRESS
                && networks.network(asset.name()).filter(network::equals).isPresent();
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
        var nextOpened = new HashMap<>(opened);
        if (isNew) {
            nextOpened.put(incident, suspicion.time());
        }
        if (nextOpened.size() > PLACES) {
            nextOpened.values().removeIf(at -> at.isBefore(suspicion.time().minus(QUIET)));
        }
        return new CorrelatorState(
                nextKnown,
                seen(places, keys(suspicion), incident, suspicion.time()),
                seen(hits, victims(suspicion), incident, suspicion.time()),
                nextOpened);
    }

    /** What is worth remembering as hit: not every target of what may be noise. */
    private static List<AssetRef> victims(Suspicion suspicion) {
        return suspicion.severity().compareTo(Severity.MEDIUM) >= 0 ? suspicion.victims() : List.of();
    }

    private static Map<AssetRef, Place> seen(
            Map<AssetRef, Place> places, Collection<AssetRef> assets, String incident, Instant time) {
        if (assets.isEmpty()) {
            return places;
        }
        var next = new LinkedHashMap<>(places);
        for (var asset : assets) {
            var before = next.remove(asset);
            var last = before != null && before.lastSeen().isAfter(time) ? before.lastSeen() : time;
            next.put(asset, new Place(incident, last));
        }
        while (next.size() > PLACES) {
            next.pollFirstEntry();
        }
        return next;
    }

    private static Map<AssetRef, Place> moved(Map<AssetRef, Place> places, String from, String into) {
        var next = new LinkedHashMap<>(places);
        next.replaceAll((_, place) -> place.incident().equals(from) ? new Place(into, place.lastSeen()) : place);
        return next;
    }

    private CorrelatorState merged(String from, String into) {
        var nextOpened = new HashMap<>(opened);
        nextOpened.remove(from);
        return new CorrelatorState(known, moved(places, from, into), moved(hits, from, into), nextOpened);
    }
}
