package io.gabion.node.correlator;

import io.gabion.node.correlator.CorrelatorState.Place;
import io.gabion.protocol.EventCodec;
import io.gabion.protocol.StateCodec;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.entity.Recent;
import io.gabion.responders.guard.NetworkLimits;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The stored form of a correlator's state. Keeps the order of its bounded maps. */
record CorrelatorSnapshot(
        Map<String, String> known, Map<String, Place> places, Map<String, Place> hits, Map<String, Instant> opened) {
    private static final StateCodec<CorrelatorSnapshot> CODEC =
            new StateCodec<>(new EventCodec<>(CorrelatorSnapshot.class, List.of()));

    static byte[] write(CorrelatorState state) {
        return CODEC.write(new CorrelatorSnapshot(
                state.known().asMap(),
                texts(state.places()),
                texts(state.hits()),
                state.opened().asMap()));
    }

    static CorrelatorState read(byte[] stored, NetworkLimits networks) {
        var snapshot = CODEC.read(stored);
        var places = assets(snapshot.places());
        return new CorrelatorState(
                Recent.of(snapshot.known()),
                Recent.of(places),
                Recent.of(assets(snapshot.hits())),
                Recent.of(snapshot.opened()),
                CorrelatorState.crowded(Recent.none(), places.keySet(), networks));
    }

    private static Map<String, Place> texts(Recent<AssetRef, Place> places) {
        var texts = new LinkedHashMap<String, Place>();
        places.forEach((asset, place) -> texts.put(asset.toString(), place));
        return texts;
    }

    private static Map<AssetRef, Place> assets(Map<String, Place> places) {
        var assets = new LinkedHashMap<AssetRef, Place>();
        places.forEach((asset, place) -> assets.put(AssetRef.parse(asset), place));
        return assets;
    }
}
