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
import java.util.function.Function;

/** A check, ready to be asked of values. */
interface Compiled {
    /**
     * @param value null if the field is absent
     * @param fields the event's other fields by slot
     */
    boolean holds(String value, String[] fields);

    /** @param slots gives a field its place */
    static Compiled of(Check check, Function<String, Integer> slots) {
        return switch (check) {
            case Like(var glob, boolean cased) -> {
                var wildcards = new Wildcards(glob, cased);
                yield (value, _) -> value != null && wildcards.matches(value);
            }
            case Regex(var pattern, var _, int shortest) ->
                (value, _) -> value != null
                        && value.length() >= shortest
                        && pattern.matcher(value).find();
            case Within(var network) -> (value, _) -> value != null && network.holds(value);
            case Compare(var relation, double number) ->
                (value, _) -> value != null && relation.holds(Numbers.of(value), number);
            case DatePart(var part, var relation, double number) ->
                (value, _) -> value != null && relation.holds(Dates.part(value, part), number);
            case Present _ -> (value, _) -> value != null;
            case Absent _ -> (value, _) -> value == null;
            case SameAs(var field, var place, boolean cased) -> {
                int other = slots.apply(field);
                yield (value, fields) -> value != null
                        && fields[other] != null
                        && same(cased ? value : Fold.of(value), cased ? fields[other] : Fold.of(fields[other]), place);
            }
        };
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
