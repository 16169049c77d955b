package io.gabion.node.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Prints records. Text from outside never moves the terminal: control characters are shown as {@code \xNN}, in JSON and YAML as
 * their escapes.
 */
final class Printer {
    enum Style {
        table,
        json,
        yaml
    }

    /** A column of a table. */
    record Column(String title, Function<JsonNode, String> value) {
        static Column of(String field) {
            return new Column(field.toUpperCase(Locale.ROOT), record -> text(record.path(field)));
        }
    }

    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final ObjectMapper YAML = YAMLMapper.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .build();

    /** What both leave as it is, though it moves a terminal; it stands in quotes, where this is how it may be written. */
    private static final Pattern UNSEEN = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}&&[\\x7f-\\uffff]]");

    private final PrintStream out;
    private final Style style;

    Printer(PrintStream out, Style style) {
        this.out = out;
        this.style = style;
    }

    /** A list of records; {@code nothing} is what a person reads where there are none. */
    void list(ArrayNode records, String nothing, Column... columns) {
        if (style != Style.table) {
            machine(records);
        } else if (records.isEmpty()) {
            out.println(nothing);
        } else {
            table("", records, List.of(columns));
        }
    }

    /** One record with all it holds. */
    void record(JsonNode record) {
        if (style != Style.table) {
            machine(record);
        } else {
            fields("", record);
        }
    }

    private void machine(JsonNode node) {
        try {
            var text =
                    (style == Style.json ? JSON : YAML).writeValueAsString(node).stripTrailing();
            out.println(UNSEEN.matcher(text)
                    .replaceAll(
                            found -> "\\\\u%04x".formatted((int) found.group().charAt(0))));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private void fields(String indent, JsonNode record) {
        int width = record.propertyStream()
                .mapToInt(field -> field.getKey().length())
                .max()
                .orElse(0);
        record.properties().forEach(field -> {
            var value = field.getValue();
            if (value.isObject()) {
                out.println(indent + field.getKey());
                fields(indent + "  ", value);
            } else if (value.isArray() && !value.isEmpty() && value.get(0).isObject()) {
                out.println(indent + field.getKey());
                table(indent + "  ", (ArrayNode) value, columns(value));
            } else {
                out.println(indent + pad(field.getKey(), width) + "  " + text(value));
            }
        });
    }

    private static List<Column> columns(JsonNode records) {
        return records.valueStream()
                .flatMap(record -> record.propertyStream())
                .map(field -> field.getKey())
                .distinct()
                .map(Column::of)
                .toList();
    }

    private void table(String indent, ArrayNode records, List<Column> columns) {
        var rows = new ArrayList<List<String>>();
        rows.add(columns.stream().map(Column::title).toList());
        for (var record : records) {
            rows.add(
                    columns.stream().map(column -> column.value().apply(record)).toList());
        }
        var widths = new int[columns.size()];
        for (var row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (var row : rows) {
            var line = new StringBuilder(indent);
            for (int i = 0; i < widths.length; i++) {
                line.append(pad(row.get(i), widths[i])).append("  ");
            }
            out.println(line.toString().stripTrailing());
        }
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    static String text(JsonNode value) {
        if (value.isArray()) {
            return value.valueStream().map(Printer::text).collect(Collectors.joining(" "));
        }
        if (value.isObject()) {
            return value.has("kind") && value.has("name")
                    ? text(value.path("kind")) + ":" + text(value.path("name"))
                    : value.propertyStream()
                            .map(field -> field.getKey() + "=" + text(field.getValue()))
                            .collect(Collectors.joining(" "));
        }
        return printable(value.asText(""));
    }

    static String printable(String text) {
        var clean = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (Character.getType(c)) {
                case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                    clean.append(String.format("\\x%02x", (int) c));
                default -> clean.append(c);
            }
        }
        return clean.toString();
    }
}
