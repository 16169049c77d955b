package io.gabion.node.parse;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Reads one JSON object into its leaves, each under its path joined with dots. The elements of an array share a path
 * and are joined with commas; nulls are left out.
 */
final class FlatJson {
    private static final int MAX_LEAVES = 1024;
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(64)
                    .maxStringLength(1 << 20)
                    .maxNameLength(1 << 12)
                    .build())
            .build();

    /** Of one line: what the leaves mean, or why it is dead. */
    static Parsed parsed(byte[] line, int offset, int length, Function<Map<String, String>, Parsed> meaning) {
        if (ZeekTsv.isBlank(line, offset, length)) {
            return Parsed.SKIPPED;
        }
        Map<String, String> leaves;
        try {
            leaves = read(line, offset, length);
        } catch (IOException e) {
            return new Parsed.Dead("not a JSON object");
        }
        return meaning.apply(leaves);
    }

    /** @throws IOException if the bytes are not one JSON object within the limits */
    static Map<String, String> read(byte[] bytes, int offset, int length) throws IOException {
        Map<String, String> leaves = new LinkedHashMap<>();
        // a dead letter for a bad byte would hide an event from the rules
        var text = new String(bytes, offset, length, StandardCharsets.UTF_8);
        try (JsonParser parser = FACTORY.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("not an object");
            }
            Deque<String> paths = new ArrayDeque<>();
            paths.push("");
            var path = "";
            for (var token = parser.nextToken(); token != null; token = parser.nextToken()) {
                switch (token) {
                    case FIELD_NAME ->
                        path = paths.element().isEmpty()
                                ? CleanName.wellFormed(parser.currentName())
                                : paths.element() + "." + CleanName.wellFormed(parser.currentName());
                    case START_OBJECT, START_ARRAY -> paths.push(path);
                    case END_OBJECT, END_ARRAY -> path = paths.pop();
                    case VALUE_NULL -> {}
                    default -> {
                        if (leaves.size() < MAX_LEAVES || leaves.containsKey(path)) {
                            put(leaves, path, parser);
                        }
                    }
                }
            }
            if (!paths.isEmpty()) {
                throw new IOException("object cut short");
            }
        }
        return leaves;
    }

    private static void put(Map<String, String> leaves, String path, JsonParser parser) throws IOException {
        boolean inArray = parser.getParsingContext().inArray();
        leaves.merge(path, CleanName.wellFormed(parser.getText()), (old, more) -> inArray ? old + "," + more : more);
    }

    private FlatJson() {}
}
