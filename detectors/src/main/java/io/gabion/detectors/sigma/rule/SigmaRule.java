package io.gabion.detectors.sigma.rule;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** One document of a rule file. */
public sealed interface SigmaRule {
    Meta meta();

    /** Decides on one event. */
    record Detection(Meta meta, LogSource source, Expression expression) implements SigmaRule {
        public Detection and(Expression filter) {
            return new Detection(meta, source, new Expression.All(List.of(expression, filter)));
        }
    }

    /** @param rules ids or names of the rules it narrows; empty for all rules of its log source */
    record Filter(Meta meta, LogSource source, List<String> rules, Expression expression) implements SigmaRule {
        public Filter {
            rules = List.copyOf(rules);
        }

        public boolean narrows(Detection rule) {
            return source.includes(rule.source()) && names(rule);
        }

        /** Whatever its log source is. */
        public boolean names(Detection rule) {
            return rules.isEmpty() || rules.stream().anyMatch(rule.meta()::isCalled);
        }
    }

    /**
     * Decides on what other rules have found.
     *
     * @param rules ids or names, in the order that an ordered one asks for
     * @param groupBy fields or aliases; without any, all events are one group
     * @param aliases per alias and rule the field it stands for
     * @param generate whether the rules it names speak for themselves too
     */
    record Correlation(
            Meta meta,
            Type type,
            List<String> rules,
            List<String> groupBy,
            Map<String, Map<String, String>> aliases,
            Duration timespan,
            Condition condition,
            boolean generate)
            implements SigmaRule {
        /** Timespan that a rule may have. */
        public static final Duration LONGEST = Duration.ofDays(30);

        public Correlation {
            rules = List.copyOf(rules);
            groupBy = List.copyOf(groupBy);
            aliases = Map.copyOf(aliases);
        }

        /** All that it may ask of an event. */
        public Stream<String> fields() {
            var aliased = aliases.values().stream().flatMap(byRule -> byRule.values().stream());
            return Stream.of(groupBy.stream(), condition.fields().stream(), aliased)
                    .flatMap(names -> names);
        }

        /** The same over rules by their ids; aliases that named a rule otherwise go with it. */
        public Correlation over(List<String> ids) {
            var named = new HashMap<String, Map<String, String>>();
            aliases.forEach((alias, fields) -> {
                var byId = new HashMap<>(fields);
                for (int i = 0; i < ids.size(); i++) {
                    if (fields.containsKey(rules.get(i))) {
                        byId.put(ids.get(i), fields.get(rules.get(i)));
                    }
                }
                named.put(alias, Map.copyOf(byId));
            });
            return new Correlation(meta, type, ids, groupBy, named, timespan, condition, generate);
        }
    }

    enum Type {
        EVENT_COUNT,
        VALUE_COUNT,
        TEMPORAL,
        TEMPORAL_ORDERED,
        VALUE_SUM,
        VALUE_AVG,
        VALUE_PERCENTILE
    }

    /**
     * @param bounds all of them must hold
     * @param fields whose values are counted or added up; several are taken together
     * @param percentile 0 to 100, of the values as numbers, or {@link #SHARE}
     */
    record Condition(List<Bound> bounds, List<String> fields, double percentile) {
        /** No percentile is named: what is compared is how many of a hundred values are this event's value. */
        public static final double SHARE = -1;

        public Condition {
            bounds = List.copyOf(bounds);
            fields = List.copyOf(fields);
        }

        public boolean holds(double value) {
            return bounds.stream().allMatch(b -> b.holds(value));
        }
    }

    record Bound(Operator operator, double number) {
        boolean holds(double value) {
            return switch (operator) {
                case GT -> value > number;
                case GTE -> value >= number;
                case LT -> value < number;
                case LTE -> value <= number;
                case EQ -> value == number;
                case NEQ -> value != number;
            };
        }
    }

    enum Operator {
        GT,
        GTE,
        LT,
        LTE,
        EQ,
        NEQ
    }
}
