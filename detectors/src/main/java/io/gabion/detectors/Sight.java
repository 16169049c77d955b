package io.gabion.detectors;

import io.gabion.protocol.suspicion.Signal;

/**
 * An asset shows something.
 *
 * @param warm whether it is known how little that asset varies in this
 */
public record Sight(Signal signal, boolean warm) {}
