package io.gabion.node.parse;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.gabion.protocol.observation.Several;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Reads the JSON objects of one stream into their leaves, each under its path joined with dots. A stream has few names,
 * over and over: they are kept from line to line, so that a line costs no more than its values. The elements of an array
 * share a path and are {@link Several}, and so is what its objects say under one path, each value once; a null or an empty
 * array is no value and comes after all others. Of what is nested deeper than two objects there are
 * {@value #MAX_LEAVES} leaves at most: a client that makes a log hold more does not push out what the log says itself.
 * Elements past {@value #MAX_JOINED} characters become one {@link #MORE}; a leaf whose path is longer than
 * {@value #MAX_PATH} characters is left out. For one thread.
 */
final class JsonLeaves {
    static final int MAX_LEAVES = 1024;
    static final int MAX_JOINED = 8192;
    static final int MAX_PATH = 1024;

    /** Stands for the elements of an array that were left out. */
    static final String MORE = "...";

    static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(64)
                    .maxStringLength(1 << 20)
                    .maxNameLength(1 << 12)
                    .build())
            .build();

    private static final int SHALLOW = 2;
    private static final int MAX_SHALLOW = 8 * MAX_LEAVES;
    private static final int MAX_NAMES = 4_096;

    /** A place in objects within objects, and what stands there in the present line. */
    private static final class Name {
        final String path;
        /** What the path is called; null if it is too long to be kept. */
        final String called;

        final int depth;
        final Map<String, Name> inner = new HashMap<>(4);
        String value;
        /** Whether elements have been left out. */
        boolean full;

        long line;
        /** The last line in which a null stood here, or an empty array. */
        long without;

        Name(String path, String called, int depth) {
            this.path = path;
            this.called = called;
            this.depth = depth;
        }
    }

    /** Also takes text between single quotes, as programs write that print their own objects. */
    static final JsonFactory LENIENT =
            FACTORY.rebuild().enable(JsonReadFeature.ALLOW_SINGLE_QUOTES).build();

    private final JsonFactory factory;
    private final UnaryOperator<String> naming;
    private final List<Name> found = new ArrayList<>();
    private final List<Name> empty = new ArrayList<>();
    private final Name[] above = new Name[128];
    private Name root;
    private int names;
    private long line;

    /** @param naming what a path is called; of several with one name the first counts */
    JsonLeaves(UnaryOperator<String> naming) {
        this(FACTORY, naming);
    }

    JsonLeaves(JsonFactory factory, UnaryOperator<String> naming) {
        this.factory = factory;
        this.naming = naming;
        forget();
    }

    private void forget() {
        root = new Name("", "", 0);
        names = 0;
    }

    /**
     * @param most fields at most
     * @throws IOException if the bytes are not one JSON object within the limits
     */
    Map<String, String> read(byte[] bytes, int offset, int length, int most) throws IOException {
        line++;
        found.clear();
        empty.clear();
        try {
            // a dead letter for a bad byte would hide an event from the rules
            walk(new String(bytes, offset, length, StandardCharsets.UTF_8));
            var leaves = LinkedHashMap.<String, String>newLinkedHashMap(found.size());
            for (var name : found) {
                if (leaves.size() == most) {
                    break;
                }
                leaves.putIfAbsent(name.called, name.value);
            }
            for (var name : empty) {
                if (leaves.size() == most) {
                    break;
                }
                if (name.line != line) {
                    leaves.putIfAbsent(name.called, Several.NONE);
                }
            }
            return leaves;
        } finally {
            found.forEach(name -> name.value = null);
            if (names >= MAX_NAMES) {
                forget();
            }
        }
    }

    private void walk(String text) throws IOException {
        try (JsonParser parser = factory.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("not an object");
            }
            int depth = 0;
            var in = root;
            var name = root;
            above[depth++] = root;
            var before = JsonToken.START_OBJECT;
            for (var token = parser.nextToken(); token != null; token = parser.nextToken()) {
                switch (token) {
                    case FIELD_NAME -> name = inner(in, parser.currentName());
                    case START_OBJECT, START_ARRAY -> {
                        above[depth++] = in;
                        in = name;
                    }
                    case END_OBJECT, END_ARRAY -> {
                        if (before == JsonToken.START_ARRAY) {
                            without(in, depth - 1);
                        }
                        name = in;
                        in = above[--depth];
                    }
                    case VALUE_NULL -> without(name, depth);
                    default -> put(name, parser, most(depth));
                }
                before = token;
            }
            if (depth > 0) {
                throw new IOException("object cut short");
            }
        }
    }

    private Name inner(Name in, String name) {
        var known = in.inner.get(name);
        if (known == null) {
            known = named(in, CleanName.wellFormed(name));
            // Deep down a line may hold any number of names, and none of them is worth keeping.
            if (names < MAX_NAMES || in.depth < SHALLOW) {
                names++;
                in.inner.put(name, known);
            }
        }
        return known;
    }

    private Name named(Name in, String name) {
        if (in.called == null || in.path.length() + 1 + name.length() > MAX_PATH) {
            return new Name("", null, in.depth + 1);
        }
        var path = in.depth == 0 ? name : in.path + "." + name;
        return new Name(path, naming.apply(path), in.depth + 1);
    }

    private static int most(int depth) {
        return depth <= SHALLOW ? MAX_SHALLOW : MAX_LEAVES;
    }

    private void without(Name name, int depth) {
        if (name.called != null && name.without != line && empty.size() < most(depth)) {
            name.without = line;
            empty.add(name);
        }
    }

    private void put(Name name, JsonParser parser, int most) throws IOException {
        if (name.called == null) {
            return;
        }
        if (name.line != line) {
            if (found.size() < most) {
                name.line = line;
                name.value = text(parser);
                name.full = false;
                found.add(name);
            }
        } else {
            name.value = again(name, parser);
        }
    }

    /** A path that comes again: an element of an array, what another object of an array says, or a name given twice. */
    private static String again(Name name, JsonParser parser) throws IOException {
        var value = text(parser);
        var context = parser.getParsingContext();
        if (context.inArray()) {
            return joined(name, value);
        }
        for (var around = context.getParent(); around != null; around = around.getParent()) {
            if (around.inArray()) {
                return Several.has(name.value, value) ? name.value : joined(name, value);
            }
        }
        return value;
    }

    /** Halves of surrogate pairs are looked for where there may be any at all. */
    private static String text(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            return parser.getText();
        }
        var chars = parser.getTextCharacters();
        int from = parser.getTextOffset();
        int length = parser.getTextLength();
        int all = 0;
        for (int i = from; i < from + length; i++) {
            all |= chars[i];
        }
        var text = new String(chars, from, length);
        return all < Character.MIN_SURROGATE ? text : CleanName.wellFormed(text);
    }

    private static String joined(Name name, String more) {
        if (name.full) {
            return name.value;
        }
        name.full = name.value.length() + more.length() >= MAX_JOINED;
        return Several.and(name.value, name.full ? MORE : more);
    }
}
