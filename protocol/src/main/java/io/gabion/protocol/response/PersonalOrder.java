package io.gabion.protocol.response;

/**
 * Who wants something of a run, and why.
 *
 * @param by the person
 * @param key the same when the same order comes again
 */
public record PersonalOrder(String by, String role, String reason, String key) {}
