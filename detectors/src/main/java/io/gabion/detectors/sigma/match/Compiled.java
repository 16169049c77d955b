package io.gabion.detectors.sigma.match;

import io.gabion.detectors.sigma.rule.Check;
import io.gabion.detectors.sigma.rule.Check.Absent;
import io.gabion.detectors.sigma.rule.Check.Compare;
import io.gabion.detectors.sigma.rule.Check.DatePart;
import io.gabion.detectors.sigma.rule.Check.Like;
import io.gabion.detectors.sigma.rule.Check.Present;
import io.gabion.detectors.sigma.rule.Check.Regex;
import io.gabion.detectors.sigma.rule.Check.SameAs;
import io.gabion.detectors.sigma.rule.Check.Within;
import io.gabion.detectors.sigma.rule.Fold;
import io.gabion.protocol.observation.Several;
import java.util.function.Function;
import java.util.function.Predicate;

/** A check, ready to be asked of values. */
interface Compiled {
    /**
     * @param value null if the field is absent, otherwise as {@link Several} says
     * @param fields the event's other fields by slot
     */
    boolean holds(String value, String[] fields);

    /** @param slots gives a field its place */
    static Compiled of(Check check, Function<String, Integer> slots) {
        return switch (check) {
            case Like(var glob, boolean cased) -> {
                var wildcards = new Wildcards(glob, cased);
                yield any(wildcards::matches);
            }
            case Regex(var pattern, var _, int shortest) ->
                any(value ->
                        value.length() >= shortest && pattern.matcher(value).find());
            case Within(var network) -> any(network::holds);
            case Compare(var relation, double number) -> any(value -> relation.holds(Numbers.of(value), number));
            case DatePart(var part, var relation, double number) ->
                any(value -> relation.holds(Dates.part(value, part), number));
            case Present _ -> (value, _) -> value != null;
            case Absent _ -> (value, _) -> value == null || Several.isNone(value);
            case SameAs(var field, var place, boolean cased) -> {
                int other = slots.apply(field);
                yield (value, fields) -> any(
                        value,
                        one -> any(
                                fields[other],
                                same -> same(cased ? one : Fold.of(one), cased ? same : Fold.of(same), place)));
            }
        };
    }

    private static Compiled any(Predicate<String> holds) {
        return (value, _) -> any(value, holds);
    }

    private static boolean any(String value, Predicate<String> holds) {
        if (value == null) {
            return false;
        }
        return Several.isOne(value)
                ? holds.test(value)
                : Several.of(value).stream().anyMatch(holds);
    }

    private static boolean same(String value, String other, Check.Place place) {
        return switch (place) {
            case WHOLE -> value.equals(other);
            case START -> value.startsWith(other);
            case END -> value.endsWith(other);
            case ANYWHERE -> value.contains(other);
        };
    }
}
