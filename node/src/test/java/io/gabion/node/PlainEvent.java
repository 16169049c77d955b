package io.gabion.node;

import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.OcsfClass;
import io.gabion.protocol.observation.Source;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** An event of which nothing is known but where it stood, when, whom it concerns, and its original fields. */
public final class PlainEvent {
    public static Observation of(
            Source source, Instant at, String product, Map<String, String> fields, AssetRef... assets) {
        return new Observation(
                source,
                at,
                OcsfClass.BASE_EVENT,
                0,
                product,
                List.of(assets),
                Observation.Actor.NONE,
                Observation.Process.NONE,
                Observation.Network.NONE,
                Observation.Authentication.NONE,
                fields);
    }

    private PlainEvent() {}
}
