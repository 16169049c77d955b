package io.gabion.node.parse;

import java.time.Instant;

/** Chooses the parser of a file by its content. */
public final class Formats {
    public static Format detect(byte[] head, Instant reference, String fileName) {
        return new SyslogFormat(() -> reference);
    }

    public static Format named(String name, Instant reference) {
        return new SyslogFormat(() -> reference);
    }

    private Formats() {}
}
