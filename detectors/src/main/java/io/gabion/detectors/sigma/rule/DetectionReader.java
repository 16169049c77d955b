package io.gabion.detectors.sigma.rule;

import io.gabion.detectors.sigma.rule.Node.Mapping;
import io.gabion.detectors.sigma.rule.Node.Scalar;
import io.gabion.detectors.sigma.rule.Node.Sequence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;

/** Reads the selections of a rule or filter, and its condition over them. */
final class DetectionReader {
    static final int MAX_LEAVES = 50_000;

    /** @param others keys of the map that are no selections */
    static Expression read(Mapping detection, Set<String> others, Placeholders placeholders) throws Refusal {
        var selections = new LinkedHashMap<String, Expression>();
        for (var entry : detection.entries().entrySet()) {
            if (!entry.getKey().equals("condition") && !others.contains(entry.getKey())) {
                selections.put(entry.getKey(), selection(entry.getKey(), entry.getValue(), placeholders));
            }
        }
        var condition = detection.entries().get("condition");
        if (condition == null) {
            throw new Refusal(detection.line(), "there is no condition");
        }
        var any = new ArrayList<Expression>();
        for (var one : condition.asList()) {
            any.add(ConditionParser.parse(one.asScalar("the condition").text(), selections, one.line()));
        }
        if (any.isEmpty()) {
            throw new Refusal(condition.line(), "the condition is empty");
        }
        var expression = Expression.any(any);
        if (expression.size(MAX_LEAVES) > MAX_LEAVES) {
            throw new Refusal(condition.line(), "the condition unfolds to more than " + MAX_LEAVES + " checks");
        }
        return expression;
    }

    private static Expression selection(String name, Node node, Placeholders placeholders) throws Refusal {
        return switch (node) {
            case Mapping map -> map(map, placeholders);
            case Scalar keyword -> Modifiers.read("", List.of(keyword), placeholders, keyword.line());
            case Sequence(var items, var line) -> {
                if (items.isEmpty()) {
                    throw new Refusal(line, "the selection " + Quoted.of(name) + " is empty");
                }
                var any = new ArrayList<Expression>();
                for (var item : items) {
                    any.add(selection(name, item, placeholders));
                }
                yield Expression.any(any);
            }
        };
    }

    private static Expression map(Mapping map, Placeholders placeholders) throws Refusal {
        if (map.entries().isEmpty()) {
            throw new Refusal(map.line(), "a selection without a field");
        }
        var all = new ArrayList<Expression>();
        for (var entry : map.entries().entrySet()) {
            var values = entry.getValue().asList();
            if (values.isEmpty()) {
                throw new Refusal(entry.getValue().line(), "no value for " + Quoted.of(entry.getKey()));
            }
            all.add(Modifiers.read(
                    entry.getKey(), values, placeholders, entry.getValue().line()));
        }
        return Expression.all(all);
    }

    private DetectionReader() {}
}
