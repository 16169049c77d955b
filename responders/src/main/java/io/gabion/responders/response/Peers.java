package io.gabion.responders.response;

import io.gabion.protocol.response.PlannedAction;

/** Which system an action would reach through its connector, and as what: a name alone can come to mean another one. */
public interface Peers {
    /** Where nothing is known of connectors, as in a replay: approvals hold by their names. */
    Peers NONE = _ -> "";

    /** One stable text, without secrets; also for a connector that there is not. Empty only if nothing is known of any. */
    String of(PlannedAction action);
}
