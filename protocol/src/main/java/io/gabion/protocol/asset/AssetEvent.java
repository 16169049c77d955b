package io.gabion.protocol.asset;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonSubTypes.Type;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.gabion.protocol.EventCodec;
import io.gabion.protocol.entity.Passing;
import io.gabion.protocol.suspicion.Suspicion;
import java.util.List;

/** What happened to one asset. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({@Type(value = AssetEvent.SuspicionRaised.class, name = "suspicion-raised")})
public sealed interface AssetEvent {
    EventCodec<AssetEvent> CODEC = new EventCodec<>(AssetEvent.class, List.of());

    record SuspicionRaised(Suspicion suspicion) implements AssetEvent {}

    /** What the checkpoint holds and the journal does not. */
    non-sealed interface Learned extends AssetEvent, Passing {}
}
