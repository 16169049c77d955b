package io.gabion.node.parse;

import io.gabion.protocol.observation.Source;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Events of AWS CloudTrail as a table: CSV, a record a line, whose header names at least call, time and address in the
 * words of the console, of CloudTrail or of a tool that follows them. A cell that holds an object, as JSON or between single
 * quotes, is read as the object; a column that CloudTrail does not have keeps its name.
 */
final class CloudTrailTable implements Format {
    static final String NAME = "cloudtrail-csv";

    /** Of the header, in characters. */
    private static final int MAX_HEADER = 8_192;

    private static final List<String> DECISIVE = List.of("eventName", "eventTime", "sourceIPAddress");
    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("eventname", "eventName"),
            Map.entry("eventtime", "eventTime"),
            Map.entry("eventdatetime", "eventTime"),
            Map.entry("eventsource", "eventSource"),
            Map.entry("eventtype", "eventType"),
            Map.entry("eventid", "eventID"),
            Map.entry("eventversion", "eventVersion"),
            Map.entry("eventcategory", "eventCategory"),
            Map.entry("sourceip", "sourceIPAddress"),
            Map.entry("sourceipaddress", "sourceIPAddress"),
            Map.entry("awsregion", "awsRegion"),
            Map.entry("useragent", "userAgent"),
            Map.entry("requestuseragent", "userAgent"),
            Map.entry("username", "userIdentity.userName"),
            Map.entry("awsaccesskey", "userIdentity.accessKeyId"),
            Map.entry("useridentity", "userIdentity"),
            Map.entry("userid", "userIdentity"),
            Map.entry("requestid", "requestID"),
            Map.entry("requestparameters", "requestParameters"),
            Map.entry("responseelements", "responseElements"),
            Map.entry("additionaleventdata", "additionalEventData"),
            Map.entry("recipientaccountid", "recipientAccountId"),
            Map.entry("readonly", "readOnly"),
            Map.entry("errorcode", "errorCode"),
            Map.entry("errormessage", "errorMessage"));

    private final JsonLeaves objects = new JsonLeaves(JsonLeaves.LENIENT, UnaryOperator.identity());
    private String header;
    private List<String> columns;

    /** @param header of the file, or empty if it is yet to come */
    CloudTrailTable(String header) {
        this.header = header;
        this.columns = header.isEmpty() ? List.of() : names(header);
    }

    /** Whether a line names the columns of such a table. */
    static boolean isHeader(String line) {
        return line.length() <= MAX_HEADER
                && line.indexOf(',') > 0
                && !line.startsWith("{")
                && names(line).containsAll(DECISIVE);
    }

    private static List<String> names(String header) {
        try {
            return Cells.of(header).stream()
                    .map(String::strip)
                    .map(name -> NAMES.getOrDefault(plain(name), CleanName.wellFormed(name)))
                    .toList();
        } catch (IllegalArgumentException e) {
            return List.of();
        }
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[ _-]", "");
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Parsed parse(Source source, byte[] line, int offset, int length) {
        if (ZeekTsv.isBlank(line, offset, length)) {
            return Parsed.SKIPPED;
        }
        var row = new String(line, offset, length, StandardCharsets.UTF_8);
        if (row.equals(header) || columns.isEmpty() && isHeader(row)) {
            header = row;
            columns = names(row);
            return Parsed.SKIPPED;
        }
        List<String> cells;
        try {
            cells = Cells.of(row);
        } catch (IllegalArgumentException e) {
            return new Parsed.Dead(e.getMessage());
        }
        if (cells.size() != columns.size()) {
            return new Parsed.Dead(cells.size() + " columns where there are " + columns.size());
        }
        var event = event(cells);
        return event.containsKey("eventTime")
                ? CloudTrail.read(source, event, Instant.EPOCH)
                : new Parsed.Dead("a CloudTrail record without its time");
    }

    private Map<String, String> event(List<String> cells) {
        var event = new LinkedHashMap<String, String>();
        for (int i = 0; i < columns.size(); i++) {
            var name = columns.get(i);
            var cell = CleanName.wellFormed(cells.get(i).strip());
            var object = cell.startsWith("{") ? object(cell) : Map.<String, String>of();
            object.forEach((path, value) -> event.putIfAbsent(name + "." + path, value));
            if (object.isEmpty() && !cell.isEmpty()) {
                event.putIfAbsent(name, cell);
            }
        }
        return event;
    }

    /** What is no object stays what it is. */
    private Map<String, String> object(String cell) {
        var bytes = cell.getBytes(StandardCharsets.UTF_8);
        try {
            return objects.read(bytes, 0, bytes.length, JsonLeaves.MAX_LEAVES);
        } catch (IOException e) {
            return Map.of();
        }
    }
}
