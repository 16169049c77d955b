package io.gabion.node.correlator;

import io.gabion.node.correlator.CorrelatorState.Place;
import io.gabion.protocol.EventCodec;
import io.gabion.protocol.StateCodec;
import io.gabion.protocol.asset.AssetRef;
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
        return CODEC.write(
                new CorrelatorSnapshot(state.known(), stored(state.places()), stored(state.hits()), state.opened()));
    }

    static CorrelatorState read(byte[] stored) {
        var snapshot = CODEC.read(stored);
        return new CorrelatorState(snapshot.known(), read(snapshot.places()), read(snapshot.hits()), snapshot.opened());
    }

    private static Map<String, Place> stored(Map<AssetRef, Place> places) {
        var stored = new LinkedHashMap<String, Place>();
        places.forEach((asset, place) -> stored.put(asset.toString(), place));
        return stored;
    }

    private static Map<AssetRef, Place> read(Map<String, Place> stored) {
        var places = new LinkedHashMap<AssetRef, Place>();
        stored.forEach((asset, place) -> places.put(AssetRef.parse(asset), place));
        return places;
    }
}
