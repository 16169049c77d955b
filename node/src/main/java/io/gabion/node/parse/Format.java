package io.gabion.node.parse;

import io.gabion.protocol.observation.Source;

/**
 * The parser of one file or stream. It may remember earlier lines (a header, the last second), so it is neither shared
 * between streams nor safe for several threads. It never throws on account of what a line contains.
 */
public interface Format {
    String name();

    Parsed parse(Source source, byte[] line, int offset, int length);

    /** Whether a file may hold several logs, one after the other, whose lines mean the same wherever they stand. */
    default boolean holdsSeveralLogs() {
        return false;
    }
}
