package io.gabion.node.demo;

import java.time.Instant;

/** A line of a log, without its end, and when its writer would have written it. */
public record Timed(Instant at, String file, String line) {}
