package io.gabion.node.correlator;

import io.gabion.protocol.entity.Inner;
import io.gabion.protocol.entity.Message;
import io.gabion.protocol.suspicion.Suspicion;

/** What a correlator accepts. */
public sealed interface CorrelatorCommand extends Message {
    record Suspect(Suspicion suspicion) implements CorrelatorCommand {}

    record Wake() implements CorrelatorCommand, Inner {}
}
