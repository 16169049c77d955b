package io.gabion.protocol.incident;

import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.entity.Message;
import io.gabion.protocol.response.ResponseReport;
import io.gabion.protocol.suspicion.Suspicion;

/** What an incident accepts. Every command may come twice, late, or in another order. */
public sealed interface IncidentCommand extends Message permits ResponseReport, IncidentCommand.Own {
    sealed interface Own extends IncidentCommand {}

    record Evidence(Suspicion suspicion) implements Own {}

    /** Hands everything over to {@code other}. */
    record MergeInto(EntityId other) implements Own {}

    record Wake() implements Own {}
}
