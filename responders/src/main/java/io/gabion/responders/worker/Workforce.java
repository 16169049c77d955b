package io.gabion.responders.worker;

import io.gabion.responders.connector.Connector;

/** A connector that can say how its targets stand. */
public interface Workforce extends Connector, Standings {}
