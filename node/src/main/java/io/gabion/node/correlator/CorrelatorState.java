package io.gabion.node.correlator;

import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.correlation.CorrelatorEvent;
import io.gabion.protocol.correlation.CorrelatorEvent.*;
import io.gabion.protocol.entity.Recent;
import io.gabion.protocol.suspicion.Severity;
import io.gabion.protocol.suspicion.Suspicion;
import io.gabion.responders.guard.NetworkLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A bounded index of what the open incidents are about.
 *
 * @param known the last {@value #KNOWN} suspicions and their incidents, oldest first
 * @param places where a key was last seen, at most {@value #PLACES}, least recently used first
 * @param hits where something was last hit, likewise; counts only once it acts itself
 * @param opened when each incident began, at most {@value #PLACES}, oldest first
 * @param crowds of each public network the addresses that were placed last, from {@code places}
 */
public record CorrelatorState(
        Recent<String, String> known,
        Recent<AssetRef, Place> places,
        Recent<AssetRef, Place> hits,
        Recent<String, Instant> opened,
        Recent<String, List<AssetRef>> crowds) {
    static final int KNOWN = 10_000;
    static final int PLACES = 50_000;

    /** An incident that was quiet for longer takes no more evidence. */
    static final Duration QUIET = Duration.ofHours(6);

    static final CorrelatorState EMPTY =
            new CorrelatorState(Recent.none(), Recent.none(), Recent.none(), Recent.none(), Recent.none());

    record Place(String incident, Instant lastSeen) {}

    /**
     * What joins a suspicion to others. Who tries always counts. What is hit counts only when the attempt matters by
     * itself, otherwise every scanner of one busy host would be one incident, or when it is what acts for another.
     */
    static Set<AssetRef> keys(Suspicion suspicion) {
        var keys = new LinkedHashSet<>(suspicion.actors());
        if (suspicion.severity().compareTo(Severity.HIGH) >= 0 || suspicion.obeys()) {
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
                        acting(suspicion).map(hits::get),
                        crowd(suspicion, networks).map(places::get))
                .flatMap(found -> found)
                .flatMap(Optional::stream)
                .filter(place -> isOpen(place, suspicion))
                .map(Place::incident)
                .distinct()
                .sorted(Comparator.comparing(
                                (String incident) -> opened.get(incident).orElse(Instant.MAX))
                        .thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    private static Stream<AssetRef> acting(Suspicion suspicion) {
        return suspicion.obeys()
                ? Stream.concat(suspicion.actors().stream(), Stream.of(suspicion.asset()))
                : suspicion.actors().stream();
    }

    private static boolean isOpen(Place place, Suspicion suspicion) {
        return Duration.between(place.lastSeen(), suspicion.time()).compareTo(QUIET) <= 0;
    }

    /**
     * The addresses of one network with which just so many have acted that it may be blocked as a whole. Those that act
     * later are incidents of their own as ever: none grows with a network. Those that are called, as many of a provider are,
     * are no crowd.
     */
    private Stream<AssetRef> crowd(Suspicion suspicion, NetworkLimits networks) {
        if (suspicion.obeys()) {
            return Stream.of();
        }
        return suspicion.actors().stream()
                .flatMap(actor -> network(actor, networks).stream())
                .distinct()
                .flatMap(network -> {
                    var before = crowds.get(network).orElse(List.of()).stream()
                            .filter(asset -> places.get(asset)
                                    .filter(place -> isOpen(place, suspicion))
                                    .isPresent())
                            .toList();
                    var all = new LinkedHashSet<>(before);
                    suspicion.actors().stream()
                            .filter(actor -> network(actor, networks).equals(Optional.of(network)))
                            .forEach(all::add);
                    boolean many = before.size() < networks.addresses() && all.size() >= networks.addresses();
                    return many ? before.stream() : Stream.of();
                });
    }

    private static Optional<String> network(AssetRef asset, NetworkLimits networks) {
        return asset.kind() == Kind.ADDRESS ? networks.network(asset.name()) : Optional.empty();
    }

    CorrelatorState apply(CorrelatorEvent event, NetworkLimits networks) {
        return switch (event) {
            case IncidentOpened(var incident, var suspicion) -> placed(incident, suspicion, true, networks);
            case Assigned(var incident, var suspicion) -> placed(incident, suspicion, false, networks);
            case Merged(var from, var into) -> merged(from, into);
        };
    }

    private CorrelatorState placed(String incident, Suspicion suspicion, boolean isNew, NetworkLimits networks) {
        return new CorrelatorState(
                known.with(suspicion.id(), incident, KNOWN),
                seen(places, keys(suspicion), incident, suspicion.time()),
                seen(hits, victims(suspicion), incident, suspicion.time()),
                isNew ? opened.with(incident, suspicion.time(), PLACES) : opened,
                crowded(crowds, keys(suspicion), networks));
    }

    /** Those of a network that were placed last are enough to know whether they are many. */
    static Recent<String, List<AssetRef>> crowded(
            Recent<String, List<AssetRef>> crowds, Collection<AssetRef> assets, NetworkLimits networks) {
        var next = crowds;
        for (var asset : assets) {
            var network = network(asset, networks);
            if (network.isPresent()) {
                var all = new ArrayList<>(next.get(network.get()).orElse(List.of()));
                all.remove(asset);
                all.add(asset);
                var last = List.copyOf(all.subList(Math.max(0, all.size() - networks.addresses()), all.size()));
                next = next.with(network.get(), last, PLACES);
            }
        }
        return next;
    }

    /** What is worth remembering as hit: not every target of what may be noise. */
    private static List<AssetRef> victims(Suspicion suspicion) {
        return suspicion.severity().compareTo(Severity.MEDIUM) >= 0 ? suspicion.victims() : List.of();
    }

    private static Recent<AssetRef, Place> seen(
            Recent<AssetRef, Place> places, Collection<AssetRef> assets, String incident, Instant time) {
        var next = places;
        for (var asset : assets) {
            var last =
                    next.get(asset).map(Place::lastSeen).filter(time::isBefore).orElse(time);
            next = next.with(asset, new Place(incident, last), PLACES);
        }
        return next;
    }

    private static UnaryOperator<Place> moved(String from, String into) {
        return place -> place.incident().equals(from) ? new Place(into, place.lastSeen()) : place;
    }

    private CorrelatorState merged(String from, String into) {
        return new CorrelatorState(
                known, places.map(moved(from, into)), hits.map(moved(from, into)), opened.without(from), crowds);
    }
}
