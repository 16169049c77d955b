package io.gabion.node.parse;

import io.gabion.protocol.observation.Several;
import io.gabion.protocol.observation.Source;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Zeek's own text logs, whose header lines name the columns. The header may change within a stream. */
final class ZeekTsv implements Format {
    static final String NAME = "zeek-tsv";

    private static final Pattern SEVERAL = Pattern.compile("(set|vector|table)\\[");

    private final String filePath;
    private String separator = "\t";
    private String unset = "-";
    private String empty = "(empty)";
    private String path;
    private String between = ",";
    private String[] columns = {};
    private String[] types = {};

    ZeekTsv(String filePath) {
        this.filePath = filePath;
        this.path = filePath;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Parsed parse(Source source, byte[] line, int offset, int length) {
        if (isBlank(line, offset, length)) {
            return Parsed.SKIPPED;
        }
        var text = new String(line, offset, length, StandardCharsets.UTF_8);
        if (text.charAt(0) == '#') {
            header(text);
            return Parsed.SKIPPED;
        }
        if (columns.length == 0) {
            return new Parsed.Dead("a Zeek line before the header that names its columns");
        }
        var values = text.split(Pattern.quote(separator), -1);
        if (values.length != columns.length) {
            return new Parsed.Dead("a Zeek line with another number of columns than its header");
        }
        Map<String, String> fields = new LinkedHashMap<>();
        for (int i = 0; i < values.length; i++) {
            if (!values[i].equals(unset)) {
                fields.put(columns[i], values[i].equals(empty) ? "" : value(i, values[i]));
            }
        }
        return Zeek.read(source, path, fields);
    }

    private String value(int column, String text) {
        boolean several =
                column < types.length && SEVERAL.matcher(types[column]).lookingAt();
        return several ? Several.join(List.of(text.split(Pattern.quote(between), -1))) : text;
    }

    static boolean isBlank(byte[] line, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            if (line[i] < 0 || line[i] > ' ') {
                return false;
            }
        }
        return true;
    }

    private void header(String text) {
        if (text.startsWith("#separator ")) {
            var value = text.substring("#separator ".length());
            separator = value.matches("\\\\x[0-9a-fA-F]{2}")
                    ? String.valueOf((char) Integer.parseInt(value.substring(2), 16))
                    : value;
            columns = new String[0];
            types = new String[0];
            path = filePath;
            return;
        }
        int end = text.indexOf(separator);
        if (end < 0) {
            return;
        }
        var value = text.substring(end + separator.length());
        switch (text.substring(0, end)) {
            case "#fields" -> columns = value.split(Pattern.quote(separator), -1);
            case "#types" -> types = value.split(Pattern.quote(separator), -1);
            case "#set_separator" -> between = value;
            case "#path" -> path = value;
            case "#unset_field" -> unset = value;
            case "#empty_field" -> empty = value;
            default -> {}
        }
    }
}
