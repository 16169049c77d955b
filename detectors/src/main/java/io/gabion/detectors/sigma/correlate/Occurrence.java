package io.gabion.detectors.sigma.correlate;

import io.gabion.detectors.sigma.match.Numbers;
import io.gabion.detectors.sigma.rule.Fold;
import io.gabion.detectors.sigma.rule.SigmaRule.Condition;
import io.gabion.protocol.Names;
import io.gabion.protocol.rule.Chain.Link;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What was found by a rule or a correlation, as an event of a group of another correlation.
 *
 * @param group the same name for the same values in any case, and for every version of the rule
 * @param values of the fields it is grouped by, under the names that the correlation gives them
 * @param value a hash of the value that is counted, or 0
 * @param number what is added up, or 0
 */
public record Occurrence(Link link, String group, Map<String, String> values, long value, double number) {
    /**
     * An event without one of the fields belongs to no group.
     *
     * @param fields gives those of the event, or of the group that was found, or null
     */
    static Optional<Occurrence> of(Link link, UnaryOperator<String> fields) {
        var values = new LinkedHashMap<String, String>();
        var parts = new ArrayList<String>();
        parts.add(link.rule().id());
        for (var by : link.by()) {
            var value = fields.apply(by.field());
            if (value == null) {
                return Optional.empty();
            }
            values.put(by.name(), value);
        }
        link.by().forEach(by -> parts.add(Fold.of(values.get(by.name()))));
        return counted(link, name(parts), values, fields);
    }

    private static Optional<Occurrence> counted(
            Link link, String group, Map<String, String> values, UnaryOperator<String> fields) {
        var type = link.condition().type();
        boolean share = type.equals("value_percentile") && link.condition().percentile() == Condition.SHARE;
        boolean adds = type.startsWith("value_") && !type.equals("value_count") && !share;
        if (!adds && !share && !type.equals("value_count")) {
            return Optional.of(new Occurrence(link, group, values, 0, 0));
        }
        var parts = new ArrayList<String>();
        double number = 0;
        for (var name : link.fields()) {
            var value = fields.apply(name);
            if (value == null) {
                return Optional.empty();
            }
            parts.add(Fold.of(value));
            number = adds ? Numbers.of(value) : 0;
        }
        long hash = Long.parseUnsignedLong(name(parts).substring(0, 16), 16);
        return Double.isNaN(number) ? Optional.empty() : Optional.of(new Occurrence(link, group, values, hash, number));
    }

    private static String name(List<String> parts) {
        return Names.of(parts.toArray(String[]::new));
    }

    /** Of these fields, what the links ask for, under the names by which they do. */
    static Map<String, String> asked(List<Link> links, UnaryOperator<String> fields) {
        var asked = new LinkedHashMap<String, String>();
        for (var link : links) {
            link.by().forEach(by -> put(asked, fields, by.field()));
            link.fields().forEach(name -> put(asked, fields, name));
        }
        return asked;
    }

    private static void put(Map<String, String> asked, UnaryOperator<String> fields, String name) {
        var value = fields.apply(name);
        if (value != null) {
            asked.put(name, value);
        }
    }

    /** Those that are there under these names. */
    static UnaryOperator<String> in(Map<String, String> fields) {
        return name -> value(fields, name);
    }

    private static String value(Map<String, String> fields, String name) {
        var exact = fields.get(name);
        if (exact != null) {
            return exact;
        }
        var folded = Fold.name(name);
        for (var field : fields.entrySet()) {
            if (Fold.name(field.getKey()).equals(folded)) {
                return field.getValue();
            }
        }
        return null;
    }
}
