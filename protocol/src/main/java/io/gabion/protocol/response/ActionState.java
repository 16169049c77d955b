package io.gabion.protocol.response;

import java.time.Instant;

/**
 * One action as people are shown it.
 *
 * @param kind the step's action, such as {@code block-address}
 * @param ttlSeconds how long it was asked for; 0 where that means nothing
 * @param time when the Response learnt of it
 */
public record ActionState(String kind, String target, Outcome decision, String reason, long ttlSeconds, Instant time) {}
