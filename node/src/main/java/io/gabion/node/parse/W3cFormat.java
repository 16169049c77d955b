package io.gabion.node.parse;

import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.observation.Source;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/**
 * W3C's extended log format (WD-logfile-960323), as IIS and CloudFront write it: a line beginning with {@code #Fields:} names
 * the columns of those that follow, which blanks or tabs keep apart. Both write a client's own blanks as something else.
 */
final class W3cFormat implements Format {
    static final String NAME = "w3c";

    private static final String FIELDS = "#Fields:";
    /** A line with more columns is dead. */
    private static final int MAX_COLUMNS = 128;

    private List<String> columns = List.of();

    /** @param head of the file, which may hold its columns, or empty if they are yet to come */
    W3cFormat(String head) {
        head.lines().filter(line -> line.startsWith(FIELDS)).findFirst().ifPresent(this::name);
    }

    /** Whether a file begins so with columns that tell when, and who asked. */
    static boolean starts(String head) {
        var columns = new W3cFormat(head).columns;
        return head.startsWith("#") && columns.contains("date") && columns.contains("time") && columns.contains("c-ip");
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Parsed parse(Source source, byte[] bytes, int offset, int length) {
        var line = new String(bytes, offset, length, StandardCharsets.UTF_8);
        if (line.startsWith(FIELDS)) {
            name(line);
        }
        if (line.isBlank() || line.startsWith("#")) {
            return Parsed.SKIPPED;
        }
        var values = line.split("[ \t]", MAX_COLUMNS + 1);
        if (values.length != columns.size()) {
            return new Parsed.Dead(
                    "%d columns where the last #Fields names %d".formatted(values.length, columns.size()));
        }
        var fields = new LinkedHashMap<String, String>();
        for (int i = 0; i < values.length; i++) {
            if (!values[i].equals("-")) {
                fields.put(columns.get(i), values[i]);
            }
        }
        return Stamp.iso(fields.getOrDefault("date", "") + "T" + fields.getOrDefault("time", ""))
                .map(time -> request(source, time, fields))
                .orElseGet(() -> new Parsed.Dead("no date and time"));
    }

    private static Parsed request(Source source, Instant time, LinkedHashMap<String, String> fields) {
        var stem = fields.getOrDefault("cs-uri-stem", "");
        var query = fields.getOrDefault("cs-uri-query", "");
        var server = CleanName.host(fields.getOrDefault("s-computername", ""));
        var request = new WebRequest(fields)
                .with("cs-user-agent", fields.getOrDefault("cs(User-Agent)", ""))
                .with("cs-referer", fields.getOrDefault("cs(Referer)", ""))
                .with("cs-host", fields.getOrDefault("cs(Host)", ""))
                .target(fields.getOrDefault("cs-method", ""), query.isEmpty() ? stem : stem + "?" + query);
        return request.seen(
                source,
                time,
                server.isEmpty() ? Optional.empty() : Optional.of(new AssetRef(Kind.HOST, server)),
                CleanName.peer(fields.getOrDefault("c-ip", "")),
                fields.getOrDefault("sc-status", "-"),
                Fields.number(fields, "sc-bytes"));
    }

    private void name(String line) {
        columns = List.of(line.substring(FIELDS.length()).strip().split("[ \t]+"));
    }
}
