package io.gabion.protocol.correlation;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonSubTypes.Type;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.gabion.protocol.EventCodec;
import io.gabion.protocol.suspicion.Suspicion;
import java.util.List;

/** Which suspicion belongs to which incident. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @Type(value = CorrelatorEvent.IncidentOpened.class, name = "incident-opened"),
    @Type(value = CorrelatorEvent.Assigned.class, name = "assigned"),
    @Type(value = CorrelatorEvent.Merged.class, name = "merged")
})
public sealed interface CorrelatorEvent {
    EventCodec<CorrelatorEvent> CODEC = new EventCodec<>(CorrelatorEvent.class, List.of());

    /** @param incident a hash of its first suspicion */
    record IncidentOpened(String incident, Suspicion suspicion) implements CorrelatorEvent {}

    record Assigned(String incident, Suspicion suspicion) implements CorrelatorEvent {}

    /** One suspicion has shown that two incidents are one. The older one stays. */
    record Merged(String from, String into) implements CorrelatorEvent {}
}
