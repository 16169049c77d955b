package io.gabion.node.parse;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Reads one JSON object into its leaves, each under its path joined with dots. The elements of an array share a path
 * and are joined with commas; nulls are left out. Of what is nested deeper than two objects there are
 * {@value #MAX_LEAVES} leaves at most: a client that makes a log hold more does not push out what the log says itself.
 * Elements past {@value #MAX_JOINED} characters become one {@link #MORE}.
 */
final class FlatJson {
    static final int MAX_LEAVES = 1024;
    static final int MAX_JOINED = 8192;

    /** Stands for the elements of an array that were left out. */
    static final String MORE = ",...";

    private static final int SHALLOW = 2;
    private static final int MAX_SHALLOW = 8 * MAX_LEAVES;
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
                        int most = paths.size() <= SHALLOW ? MAX_SHALLOW : MAX_LEAVES;
                        if (leaves.size() < most || leaves.containsKey(path)) {
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
        leaves.merge(path, CleanName.wellFormed(parser.getText()), (old, more) -> inArray ? joined(old, more) : more);
    }

    private static String joined(String old, String more) {
        if (old.endsWith(MORE)) {
            return old;
        }
        return old.length() + more.length() < MAX_JOINED ? old + "," + more : old + MORE;
    }

    /** The names of an object's own members, as far as the text goes. */
    static Set<String> members(String text) {
        var names = new HashSet<String>();
        try (JsonParser parser = FACTORY.createParser(text)) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    names.add(parser.currentName());
                    parser.nextToken();
                    parser.skipChildren();
                }
            }
        } catch (IOException e) {
            return names; // the head of a file ends where it ends
        }
        return names;
    }

    private FlatJson() {}
}
