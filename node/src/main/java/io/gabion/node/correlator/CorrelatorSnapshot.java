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
record CorrelatorSnapshot(Map<String, String> known, Map<String, Place> places, Map<String, Instant> opened) {
    private static final StateCodec<CorrelatorSnapshot> CODEC =
            new StateCodec<>(new EventCodec<>(CorrelatorSnapshot.class, List.of()));

    static byte[] write(CorrelatorState state) {
        var places = new LinkedHashMap<String, Place>();
        state.places().forEach((asset, place) -> places.put(asset.toString(), place));
        return CODEC.write(new CorrelatorSnapshot(state.known(), places, state.opened()));
    }

    static CorrelatorState read(byte[] stored) {
        var snapshot = CODEC.read(stored);
        var places = new LinkedHashMap<AssetRef, Place>();
        snapshot.places().forEach((asset, place) -> places.put(AssetRef.parse(asset), place));
        return new CorrelatorState(snapshot.known(), places, snapshot.opened());
    }
}
