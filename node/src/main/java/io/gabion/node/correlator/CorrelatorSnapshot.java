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
                new CorrelatorSnapshot(state.known(), texts(state.places()), texts(state.hits()), state.opened()));
    }

    static CorrelatorState read(byte[] stored) {
        var snapshot = CODEC.read(stored);
        return new CorrelatorState(
                snapshot.known(), assets(snapshot.places()), assets(snapshot.hits()), snapshot.opened());
    }

    private static Map<String, Place> texts(Map<AssetRef, Place> places) {
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
