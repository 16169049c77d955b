package io.gabion.responders.playbook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The parameters of one step. What is not as it should be is an IllegalArgumentException in one line. */
record Fields(ObjectNode node) {
    /** The parameters, beside {@code id} and {@code action}, that there may be. */
    void only(String action, List<String> known) {
        node.fieldNames().forEachRemaining(field -> {
            if (!field.equals("id") && !field.equals("action") && !known.contains(field)) {
                throw new IllegalArgumentException(action + " has no " + shown(field) + ", it has "
                        + (known.isEmpty() ? "no parameters" : String.join(", ", known)));
            }
        });
    }

    boolean has(String field) {
        return node.hasNonNull(field);
    }

    String text(String field) {
        var value = node.path(field);
        if (!value.isValueNode() || value.isNull()) {
            throw new IllegalArgumentException(field + " is a word, not " + shown(value.toString()));
        }
        return value.asText();
    }

    /** A name becomes part of keys and ids. */
    static String name(String text) {
        if (!text.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) {
            throw new IllegalArgumentException("not a name of letters, digits, '.', '_' and '-': " + shown(text));
        }
        return text;
    }

    List<String> names(String field) {
        var names = new ArrayList<String>();
        for (var one : node.path(field).isArray() ? node.path(field) : List.<JsonNode>of(node.path(field))) {
            if (!one.isTextual()) {
                throw new IllegalArgumentException(field + " is a list of names, not " + shown(one.toString()));
            }
            names.add(name(one.asText()));
        }
        if (names.isEmpty()) {
            throw new IllegalArgumentException(field + " is empty");
        }
        return List.copyOf(names);
    }

    /** Each with parameters of its own. */
    List<Fields> objects(String field, int most) {
        var objects = new ArrayList<Fields>();
        for (var one : node.path(field)) {
            if (!(one instanceof ObjectNode object)) {
                throw new IllegalArgumentException(field + " is a list of levels, not " + shown(one.toString()));
            }
            objects.add(new Fields(object));
        }
        if (!node.path(field).isArray() || objects.isEmpty() || objects.size() > most) {
            throw new IllegalArgumentException(field + " are 1 to " + most + ", not " + objects.size());
        }
        return objects;
    }

    int number(String field, int least, int most) {
        var value = node.path(field);
        if (!value.isInt() || value.asInt() < least || value.asInt() > most) {
            throw new IllegalArgumentException(
                    field + " is " + least + " to " + most + ", not " + shown(value.toString()));
        }
        return value.asInt();
    }

    long seconds(String field, Duration most) {
        var text = text(field);
        if (!text.matches("[1-9][0-9]{0,4}[smhd]")) {
            throw new IllegalArgumentException("not a duration such as 1h: " + shown(text));
        }
        var unit = text.charAt(text.length() - 1);
        var length = Duration.parse((unit == 'd' ? "P" : "PT") + text.toUpperCase(Locale.ROOT));
        if (length.compareTo(most) > 0) {
            throw new IllegalArgumentException(field + " of " + text + " is longer than " + most.toDays() + "d");
        }
        return length.toSeconds();
    }

    static String shown(String text) {
        return text == null ? "nothing" : "'" + oneLine(text, 80) + "'";
    }

    static String oneLine(String text, int most) {
        var line = text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", "?");
        return line.length() > most ? line.substring(0, most) + "…" : line;
    }
}
