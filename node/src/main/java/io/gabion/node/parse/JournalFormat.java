package io.gabion.node.parse;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gabion.protocol.observation.Source;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Entries of systemd's journal, one JSON object a line, as {@code journalctl -o json --all} writes them
 * (systemd.journal-fields(7)). Fields that begin with an underscore are set by the journal itself, all others by whoever
 * writes: since every user may call himself sshd, only an entry of a process of root is read as sshd's.
 */
public final class JournalFormat implements Format {
    static final String NAME = "journald-json";

    /** In every entry, and in no other format. */
    static final String CURSOR = "__CURSOR";

    private static final JsonMapper JSON = new JsonMapper(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(8)
                    .maxStringLength(Lines.MAX_LINE)
                    .build())
            .build());

    private final ProgramEvents events = new ProgramEvents("journald");
    private String cursor = "";

    @Override
    public String name() {
        return NAME;
    }

    /** Of the last entry that was read, or empty before the first. */
    public String cursor() {
        return cursor;
    }

    @Override
    public Parsed parse(Source source, byte[] bytes, int offset, int length) {
        var line = new String(bytes, offset, length, StandardCharsets.UTF_8);
        if (line.isBlank()) {
            return Parsed.SKIPPED;
        }
        JsonNode entry;
        try {
            entry = JSON.readTree(line);
        } catch (JsonProcessingException e) {
            return new Parsed.Dead("no JSON object");
        }
        if (!entry.isObject()) {
            return new Parsed.Dead("no JSON object");
        }
        cursor = entry.path(CURSOR).asText(cursor);
        return read(source, entry);
    }

    private Parsed read(Source source, JsonNode entry) {
        Instant time;
        try {
            time = Instant.EPOCH.plus(Long.parseLong(text(entry, "__REALTIME_TIMESTAMP")), ChronoUnit.MICROS);
        } catch (NumberFormatException | DateTimeException | ArithmeticException e) {
            return new Parsed.Dead("no __REALTIME_TIMESTAMP");
        }
        var name = text(entry, "_HOSTNAME");
        var host = events.host(name, 0, name.length());
        if (name.isEmpty() || host.isEmpty()) {
            return new Parsed.Dead("no usable _HOSTNAME");
        }
        if (!entry.hasNonNull("MESSAGE")) {
            return new Parsed.Dead("no MESSAGE");
        }
        var program = first(entry, "SYSLOG_IDENTIFIER", "_COMM");
        var user = text(entry, "_UID");
        boolean genuine = user.isEmpty() || user.equals("0");
        var pid = first(entry, "_PID", "SYSLOG_PID");
        return events.of(source, time, host.get(), program, pid, text(entry, "MESSAGE"), genuine);
    }

    private static String first(JsonNode entry, String name, String otherwise) {
        var value = text(entry, name);
        return value.isEmpty() ? text(entry, otherwise) : value;
    }

    /** A field is text, or an array of bytes if it is not printable, or an array of either if there are several of it. */
    private static String text(JsonNode entry, String name) {
        var value = entry.path(name);
        if (!value.isArray()) {
            return CleanName.wellFormed(value.asText(""));
        }
        if (!value.path(0).isNumber()) {
            return value.path(0).isArray()
                    ? bytes(value.path(0))
                    : CleanName.wellFormed(value.path(0).asText(""));
        }
        return bytes(value);
    }

    private static String bytes(JsonNode array) {
        var bytes = new ByteArrayOutputStream(array.size());
        array.forEach(element -> bytes.write(element.asInt()));
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
