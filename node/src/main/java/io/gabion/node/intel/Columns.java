package io.gabion.node.intel;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.gabion.detectors.intel.Entry;
import io.gabion.detectors.intel.Values;
import io.gabion.node.parse.Cells;
import io.gabion.protocol.intel.IndicatorType;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Indicators as rows with named columns: CSV (RFC 4180, a record a line) and JSON have the same names. */
record Columns(List<String> names) {
    /** What a row is, one of these columns tells. */
    static final List<String> DECISIVE =
            List.of("value", "indicator", "criticality", "privilege", "alias", "cve", "role");

    /** Of one object, which may be of any length. */
    private static final int MOST_NAMES = 1_000;

    private static final String NO_OBJECT = "not a JSON object";

    /** A mistake is an {@link IllegalArgumentException} in one line. */
    record Row(Map<String, String> cells) {
        Entry entry(int line) {
            var given = cell("value", "indicator");
            var value = Values.of(given)
                    .orElseThrow(() -> new IllegalArgumentException(
                            given.isEmpty()
                                    ? "no value"
                                    : "not an address, network, domain, URL, hash or mail address: '" + cut(given)
                                            + "'"));
            if (value.type() == IndicatorType.DOMAIN && cell("subdomains").equalsIgnoreCase("true")) {
                value = new Values.Value(IndicatorType.ZONE, value.text());
            }
            var type = cell("type").toLowerCase(Locale.ROOT);
            if (!type.isEmpty() && !type.equals(value.type().name().toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException("'" + cut(given) + "' is not of type '" + cut(type) + "'");
            }
            return new Entry(
                    value,
                    cell("id"),
                    cell("source"),
                    time("valid_from", Instant.MIN),
                    time("valid_until", Instant.MAX),
                    number("confidence", 100, Entry.USUAL_CONFIDENCE),
                    number("half_life_days", 36_500, Entry.usualHalfLife(value)),
                    line,
                    Techniques.in(List.of(cell("techniques", "technique"))));
        }

        /** The value that the row is about, or empty if it has none. */
        String about() {
            return Values.of(cell("value", "indicator")).map(Values.Value::text).orElse("");
        }

        boolean has(String name) {
            return cells.containsKey(name);
        }

        String cell(String... names) {
            for (var name : names) {
                var cell = cells.getOrDefault(name, "").strip();
                if (!cell.isEmpty()) {
                    return cell;
                }
            }
            return "";
        }

        private int number(String name, int most, int usual) {
            var text = cell(name);
            if (text.isEmpty()) {
                return usual;
            }
            if (!text.matches("\\d{1,6}") || Integer.parseInt(text) > most) {
                throw new IllegalArgumentException(name + " is 0 to " + most + ", not '" + cut(text) + "'");
            }
            return Integer.parseInt(text);
        }

        private Instant time(String name, Instant otherwise) {
            var text = cell(name);
            return text.isEmpty() ? otherwise : Columns.time(name, text);
        }
    }

    static Columns header(String line) {
        var names = Cells.of(line).stream()
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .toList();
        if (names.stream().noneMatch(DECISIVE::contains)) {
            throw new IllegalArgumentException("CSV begins with the names of its columns, one of them of " + DECISIVE);
        }
        return new Columns(names);
    }

    Row row(String line) {
        var values = Cells.of(line);
        if (values.size() != names.size()) {
            throw new IllegalArgumentException(values.size() + " columns where there are " + names.size());
        }
        var cells = new HashMap<String, String>();
        for (int i = 0; i < values.size(); i++) {
            cells.put(names.get(i), values.get(i));
        }
        return new Row(cells);
    }

    static Row json(String line) throws IOException {
        try (var parser = ListFile.JSON.createParser(line)) {
            parser.nextToken();
            return json(parser);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(NO_OBJECT, e);
        }
    }

    /** The object that begins at the parser's token; what follows it is left. Lists and objects within it say nothing. */
    static Row json(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw new IllegalArgumentException(NO_OBJECT);
        }
        var cells = new HashMap<String, String>();
        int names = 0;
        for (; parser.nextToken() == JsonToken.FIELD_NAME; names++) {
            var name = parser.currentName();
            boolean isText = parser.nextToken().isScalarValue() && parser.currentToken() != JsonToken.VALUE_NULL;
            if (names < MOST_NAMES) {
                cells.put(name, isText ? parser.getText() : "");
            }
            parser.skipChildren();
        }
        if (names > MOST_NAMES) {
            throw new IllegalArgumentException("more than " + MOST_NAMES + " names in an object");
        }
        return new Row(cells);
    }

    /** RFC 3339, or a day. */
    static Instant time(String name, String text) {
        try {
            return text.length() == 10
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(name + " is not a time: '" + cut(text) + "'", e);
        }
    }

    static String cut(String text) {
        return text.length() <= 100 ? text : text.substring(0, 100) + "…";
    }
}
