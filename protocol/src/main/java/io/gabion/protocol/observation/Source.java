package io.gabion.protocol.observation;

/**
 * Where an observation was read: for a file its base name and line (from 1), otherwise the source's name and its
 * sequence number.
 */
public record Source(String file, long line) {
    @Override
    public String toString() {
        return file + ":" + line;
    }
}
