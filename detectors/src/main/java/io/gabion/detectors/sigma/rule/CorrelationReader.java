package io.gabion.detectors.sigma.rule;

import io.gabion.detectors.sigma.rule.Node.Form;
import io.gabion.detectors.sigma.rule.Node.Mapping;
import io.gabion.detectors.sigma.rule.Node.Scalar;
import io.gabion.detectors.sigma.rule.SigmaRule.Bound;
import io.gabion.detectors.sigma.rule.SigmaRule.Condition;
import io.gabion.detectors.sigma.rule.SigmaRule.Correlation;
import io.gabion.detectors.sigma.rule.SigmaRule.Operator;
import io.gabion.detectors.sigma.rule.SigmaRule.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the correlation section of a rule. */
final class CorrelationReader {
    private static final int MAX_RULES = 64;
    private static final int MAX_FIELDS = 16;
    private static final int MAX_VALUES = 1_000;
    private static final Set<String> KNOWN =
            Set.of("type", "rules", "group-by", "timespan", "aliases", "condition", "generate");

    /** @param document whose correlation section it is */
    static Correlation read(Meta meta, Mapping document, Mapping section) throws Refusal {
        for (var key : section.entries().keySet()) {
            if (!KNOWN.contains(key)) {
                throw new Refusal(section.entries().get(key).line(), "a correlation has no " + Quoted.of(key));
            }
        }
        var type = type(section);
        var rules = list(section, "rules", MAX_RULES);
        if (rules.isEmpty()) {
            throw new Refusal(section.line(), "a correlation that names no rules");
        }
        return new Correlation(
                meta,
                type,
                rules,
                list(section, "group-by", MAX_FIELDS),
                aliases(section),
                timespan(section),
                condition(section, type, rules.size()),
                generate(document, section));
    }

    /** The specification's schema has it beside the section, others within it. */
    private static boolean generate(Mapping document, Mapping section) throws Refusal {
        var beside = generate(document);
        var within = generate(section);
        if (beside.isPresent()
                && within.isPresent()
                && beside.get().isTrue() != within.get().isTrue()) {
            throw new Refusal(
                    beside.get().line(),
                    "generate is said twice, and not the same: " + beside.get().text() + " and "
                            + within.get().text());
        }
        return beside.or(() -> within).map(Scalar::isTrue).orElse(false);
    }

    private static Optional<Scalar> generate(Mapping map) throws Refusal {
        if (!(map.entries().get("generate") instanceof Node node)) {
            return Optional.empty();
        }
        var said = node.asScalar("generate");
        if (said.form() == Form.NULL) {
            return Optional.empty();
        }
        if (!said.isTrue() && !said.isFalse()) {
            throw new Refusal(said.line(), "generate is true or false, not " + Quoted.of(said.text()));
        }
        return Optional.of(said);
    }

    private static Type type(Mapping section) throws Refusal {
        var type = RuleReader.text(section, "type", 100);
        try {
            return Type.valueOf(type.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new Refusal(section.line(), "no such type of correlation: " + Quoted.of(type));
        }
    }

    private static List<String> list(Mapping section, String name, int most) throws Refusal {
        var node = section.entries().get(name);
        var texts = node == null ? List.<String>of() : RuleReader.texts(node, name);
        if (texts.size() > most) {
            throw new Refusal(node.line(), name + " has more than " + most + " entries");
        }
        return texts;
    }

    private static Map<String, Map<String, String>> aliases(Mapping section) throws Refusal {
        var aliases = new HashMap<String, Map<String, String>>();
        if (section.entries().get("aliases") instanceof Node node) {
            for (var entry : node.asMapping("aliases").entries().entrySet()) {
                var fields = new HashMap<String, String>();
                for (var field :
                        entry.getValue().asMapping("an alias").entries().entrySet()) {
                    fields.put(
                            field.getKey(),
                            field.getValue().asScalar("a field of an alias").text());
                }
                aliases.put(entry.getKey(), Map.copyOf(fields));
            }
        }
        return aliases;
    }

    private static Duration timespan(Mapping section) throws Refusal {
        var text = RuleReader.text(section, "timespan", 10);
        if (!text.matches("\\d{1,8}[smhd]")) {
            throw new Refusal(section.line(), "a timespan is a number and one of s, m, h, d, not " + Quoted.of(text));
        }
        long count = Long.parseLong(text.substring(0, text.length() - 1));
        var span = Duration.ofSeconds(count
                * switch (text.charAt(text.length() - 1)) {
                    case 's' -> 1;
                    case 'm' -> 60;
                    case 'h' -> 3_600;
                    default -> 86_400;
                });
        if (span.isZero() || span.compareTo(Correlation.LONGEST) > 0) {
            throw new Refusal(
                    section.line(), "a timespan of 1 s to " + Correlation.LONGEST.toDays() + " d, not " + text);
        }
        return span;
    }

    private static Condition condition(Mapping section, Type type, int rules) throws Refusal {
        var node = section.entries().get("condition");
        boolean temporal = type == Type.TEMPORAL || type == Type.TEMPORAL_ORDERED;
        if (node == null) {
            if (temporal) {
                return new Condition(List.of(new Bound(Operator.GTE, rules)), List.of(), Condition.SHARE);
            }
            throw new Refusal(section.line(), "a correlation without a condition");
        }
        var bounds = new ArrayList<Bound>();
        var fields = List.<String>of();
        double percentile = Condition.SHARE;
        for (var entry : node.asMapping("condition").entries().entrySet()) {
            switch (entry.getKey()) {
                case "field" -> fields = RuleReader.texts(entry.getValue(), "field");
                case "percentile" -> {
                    percentile = number(entry.getValue());
                    if (!(percentile >= 0 && percentile <= 100)) {
                        throw new Refusal(entry.getValue().line(), "a percentile is 0 to 100");
                    }
                }
                default -> bounds.add(new Bound(operator(entry.getKey(), entry.getValue()), number(entry.getValue())));
            }
        }
        if (bounds.isEmpty()) {
            throw new Refusal(node.line(), "a condition that compares nothing");
        }
        boolean needs = !temporal && type != Type.EVENT_COUNT;
        if (needs && (fields.isEmpty() || fields.size() > MAX_FIELDS)) {
            throw new Refusal(node.line(), "the condition needs a field");
        }
        if (needs && type != Type.VALUE_COUNT && fields.size() > 1) {
            throw new Refusal(node.line(), "only one field can be added up");
        }
        if (type == Type.VALUE_COUNT && bounds.stream().anyMatch(b -> b.number() > MAX_VALUES)) {
            throw new Refusal(node.line(), "more than " + MAX_VALUES + " different values are not told apart");
        }
        return new Condition(bounds, fields, percentile);
    }

    private static Operator operator(String name, Node node) throws Refusal {
        try {
            return Operator.valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new Refusal(node.line(), "no such comparison: " + Quoted.of(name));
        }
    }

    private static double number(Node node) throws Refusal {
        var scalar = node.asScalar("a number");
        if (scalar.form() != Form.NUMBER) {
            throw new Refusal(node.line(), "not a number: " + Quoted.of(scalar.text()));
        }
        return scalar.text().startsWith("0x") ? Long.decode(scalar.text()) : Double.parseDouble(scalar.text());
    }

    private CorrelationReader() {}
}
