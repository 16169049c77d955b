package io.gabion.protocol.observation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.UnaryOperator;

/**
 * A field with several values, from where a log is read to where rules are asked: one text, with half of a surrogate pair
 * between the values. No value holds it, since UTF-8 cannot, and whoever reads JSON replaces it. It is never stored, sent
 * or shown: see {@link Observation#told}.
 */
public final class Several {
    /** The value of a field that is there and has none, such as a null of JSON. */
    public static final String NONE = "\udffe";

    private static final char BETWEEN = '\udfff';

    private Several() {}

    public static boolean isNone(String value) {
        return value.length() == 1 && value.charAt(0) == NONE.charAt(0);
    }

    public static boolean isOne(String value) {
        return value.indexOf(BETWEEN) < 0 && !isNone(value);
    }

    public static String join(List<String> values) {
        return values.stream().reduce(NONE, Several::and);
    }

    public static String and(String old, String more) {
        return isNone(old) ? more : old + BETWEEN + more;
    }

    public static boolean has(String values, String value) {
        return (BETWEEN + values + BETWEEN).contains(BETWEEN + value + BETWEEN);
    }

    public static List<String> of(String values) {
        if (isOne(values)) {
            return List.of(values);
        }
        var all = new ArrayList<String>();
        for (int from = 0; from <= values.length() && !isNone(values); ) {
            int to = values.indexOf(BETWEEN, from);
            to = to < 0 ? values.length() : to;
            all.add(values.substring(from, to));
            from = to + 1;
        }
        return all;
    }

    /** The same of each value. */
    public static String each(String values, UnaryOperator<String> change) {
        return isOne(values)
                ? change.apply(values)
                : join(of(values).stream().map(change).toList());
    }

    /** For people, and for whoever wants one text: with commas between the values, empty if there is none. */
    public static String told(String values) {
        return isNone(values) ? "" : values.replace(BETWEEN, ',');
    }

    /** The same of all fields, without those that have no value. */
    static Map<String, String> told(Map<String, String> fields) {
        var told = LinkedHashMap.<String, String>newLinkedHashMap(fields.size());
        fields.forEach((name, values) -> {
            if (!isNone(values)) {
                told.put(name, told(values));
            }
        });
        return told;
    }

    /** Each value of all fields on a line of its own. */
    public static String lines(Collection<String> fields) {
        var lines = new StringJoiner("\n");
        fields.forEach(values -> of(values).forEach(lines::add));
        return lines.toString();
    }
}
