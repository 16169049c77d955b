package io.gabion.node.parse;

import io.gabion.protocol.observation.Observation;

/** What became of one line. */
public sealed interface Parsed {
    Skipped SKIPPED = new Skipped();

    record Seen(Observation observation) implements Parsed {}

    /** The line cannot be understood; {@code reason} is for people and quotes nothing of the line. */
    record Dead(String reason) implements Parsed {}

    /** The line holds no event: blank, a comment, a header. */
    record Skipped() implements Parsed {}
}
