package io.gabion.node.parse;

import io.gabion.node.parse.evtx.EventLogLines;
import io.gabion.protocol.observation.Source;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** Finds the format of a file or stream by what its first lines look like, or by its name from a configuration. */
public final class Formats {
    /** Lines that are tried for one that tells the format. */
    private static final int FIRST = 10;

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
        var foreign = foreign(head);
        if (foreign.isPresent()) {
            return foreign.get();
        }
        var beginning = ByteOrderMark.without(head);
        var text = new String(beginning, StandardCharsets.UTF_8);
        var start = text.stripLeading();
        var path = zeekPath(fileName);
        if (start.startsWith("#separator") || start.startsWith("#fields")) {
            return new ZeekTsv(path);
        }
        if (W3cFormat.starts(start)) {
            return new W3cFormat(start);
        }
        if (Lines.holdsRecords(beginning)) {
            return UnknownFormat.DOCUMENT;
        }
        if (EventLogLines.isDamage(beginning, 0, beginning.length)) {
            return new WindowsFormat();
        }
        if (ArgusFormat.starts(start)) {
            return new ArgusFormat();
        }
        if (AuditRecord.starts(start)) {
            return new AuditFormat();
        }
        if (CloudTrailTable.isHeader(firstLine(start))) {
            return new CloudTrailTable(firstLine(start));
        }
        if (!start.startsWith("{")) {
            return text(start, reference);
        }
        var first = firstLine(start);
        var log = JsonLog.of(first);
        if (log.isPresent()) {
            return new JsonEvents(log.get(), reference);
        }
        if (hasAny(first, "\"" + JournalFormat.CURSOR + "\"")) {
            return new JournalFormat();
        }
        if (hasAny(first, "\"_path\"", "\"@stream\"")) {
            return new ZeekJson(path);
        }
        if (hasAny(first, "\"EventID\"", "\"event_id\"", "\"Channel\"", "\"winlog\"", "\"Event\"")) {
            return new WindowsFormat();
        }
        return first.contains("\"ts\"") ? new ZeekJson(path) : new JsonEvents(JsonLog.OTHER, reference);
    }

    /** The format of lines whose byte order mark says that they are not UTF-8, whatever they hold. */
    public static Optional<Format> foreign(byte[] head) {
        var mark = ByteOrderMark.of(head);
        return mark.isUtf8() ? Optional.empty() : Optional.of(UnknownFormat.encoded(mark.encoding()));
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
            case ArgusFormat.NAME -> Optional.of(new ArgusFormat());
            case CloudTrailTable.NAME -> Optional.of(new CloudTrailTable(""));
            case AuditFormat.NAME -> Optional.of(new AuditFormat());
            case TextFormat.NAME -> Optional.of(new TextFormat(reference));
            case WebFormat.NAME -> Optional.of(new WebFormat());
            case W3cFormat.NAME -> Optional.of(new W3cFormat(""));
            case ZeekTsv.NAME -> Optional.of(new ZeekTsv(""));
            case ZeekJson.NAME -> Optional.of(new ZeekJson(""));
            default -> JsonLog.named(name).map(log -> new JsonEvents(log, reference));
        };
    }

    /** A server's own lines may stand among others at the beginning. What nobody reads may be a service's own log. */
    private static Format text(String text, InstantSource reference) {
        var syslog = new SyslogFormat(InstantSource.fixed(Instant.EPOCH));
        boolean timed = false;
        for (var line : text.lines().limit(FIRST).toList()) {
            if (WebFormat.writes(line)) {
                return new WebFormat();
            }
            var bytes = line.getBytes(StandardCharsets.UTF_8);
            if (syslog.parse(new Source("", 1), bytes, 0, bytes.length) instanceof Parsed.Seen) {
                return new SyslogFormat(reference);
            }
            timed |= TextFormat.writes(line);
        }
        return timed ? new TextFormat(reference) : new SyslogFormat(reference);
    }

    private static String firstLine(String text) {
        int feed = text.indexOf('\n');
        return (feed < 0 ? text : text.substring(0, feed)).stripTrailing();
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
