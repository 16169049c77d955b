package io.gabion.node.correlator;

import io.gabion.node.correlator.CorrelatorState.Place;
import io.gabion.protocol.EventCodec;
import io.gabion.protocol.StateCodec;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.entity.Recent;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The stored form of a correlator's state. Keeps the order of its bounded maps. */
record CorrelatorSnapshot(
        Map<String, String> known, Map<String, Place> places, Map<String, Place> hits, Map<String, Instant> opened) {
    private static final StateCodec<CorrelatorSnapshot> CODEC =
            new StateCodec<>(new EventCodec<>(CorrelatorSnapshot.class, List.of()));

    static byte[] write(CorrelatorState state) {
        return CODEC.write(new CorrelatorSnapshot(
                map(state.known(), Function.identity()),
                map(state.places(), AssetRef::toString),
                map(state.hits(), AssetRef::toString),
                map(state.opened(), Function.identity())));
    }

    static CorrelatorState read(byte[] stored) {
        var snapshot = CODEC.read(stored);
        return new CorrelatorState(
                Recent.of(snapshot.known()),
                Recent.of(assets(snapshot.places())),
                Recent.of(assets(snapshot.hits())),
                Recent.of(snapshot.opened()));
    }

    private static <K, V> Map<String, V> map(Recent<K, V> recent, Function<K, String> text) {
        var map = new LinkedHashMap<String, V>();
        recent.forEach((key, value) -> map.put(text.apply(key), value));
        return map;
    }

    private static Map<AssetRef, Place> assets(Map<String, Place> places) {
        var assets = new LinkedHashMap<AssetRef, Place>();
        places.forEach((asset, place) -> assets.put(AssetRef.parse(asset), place));
        return assets;
    }
}
