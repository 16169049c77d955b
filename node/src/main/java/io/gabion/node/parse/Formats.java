package io.gabion.node.parse;

import java.nio.charset.StandardCharsets;
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
        return detect(head, InstantSource.fixed(reference), fileName);
    }

    /** As above for a stream that goes on: the year of a stamp without one is decided when its line is read. */
    public static Format detect(byte[] head, InstantSource reference, String fileName) {
        var text = new String(head, StandardCharsets.UTF_8);
        var start = text.stripLeading();
        var path = zeekPath(fileName);
        if (start.startsWith("#separator") || start.startsWith("#fields")) {
            return new ZeekTsv(path);
        }
        if (!start.startsWith("{")) {
            return new SyslogFormat(reference);
        }
        int feed = start.indexOf('\n');
        var first = feed < 0 ? start : start.substring(0, feed);
        if (hasAny(first, "\"" + JournalFormat.CURSOR + "\"")) {
            return new JournalFormat();
        }
        if (hasAny(first, "\"_path\"", "\"@stream\"")) {
            return new ZeekJson(path);
        }
        if (hasAny(first, "\"EventID\"", "\"event_id\"", "\"Channel\"", "\"winlog\"", "\"Event\"")) {
            return new WindowsFormat();
        }
        return first.contains("\"ts\"") ? new ZeekJson(path) : new UnknownFormat(UnknownFormat.JSON);
    }

    /** A fresh instance of the format with this name, for a live stream. */
    public static Optional<Format> named(String name) {
        return named(name, InstantSource.system());
    }

    /** For messages that are syslog by their transport. */
    public static Format syslog(InstantSource reference) {
        return new SyslogFormat(reference);
    }

    /** JSON objects of any kind, for rules that know their fields. @param product the log's writer, or empty */
    public static Format anyJson(String product) {
        return new PlainJson(product);
    }

    static Optional<Format> named(String name, InstantSource reference) {
        return switch (name) {
            case SyslogFormat.NAME -> Optional.of(new SyslogFormat(reference));
            case WindowsFormat.NAME -> Optional.of(new WindowsFormat());
            case JournalFormat.NAME -> Optional.of(new JournalFormat());
            case ZeekTsv.NAME -> Optional.of(new ZeekTsv(""));
            case ZeekJson.NAME -> Optional.of(new ZeekJson(""));
            case UnknownFormat.JSON -> Optional.of(new UnknownFormat(name));
            default -> Optional.empty();
        };
    }

    private static boolean hasAny(String line, String... keys) {
        for (var key : keys) {
            if (line.contains(key)) {
                return true;
            }
        }
        return false;
    }

    /** {@code conn} of {@code conn.log.gz} or {@code /var/log/conn.12:00:00.log}. */
    private static String zeekPath(String fileName) {
        var base = fileName.substring(fileName.lastIndexOf('/') + 1);
        int dot = base.indexOf('.');
        return dot < 0 ? base : base.substring(0, dot);
    }

    private Formats() {}
}
