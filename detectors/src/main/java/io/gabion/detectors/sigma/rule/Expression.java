package io.gabion.detectors.sigma.rule;

import java.util.List;
import java.util.function.Predicate;

/** What a rule asks of an event. */
public sealed interface Expression {
    /** True if it is empty. */
    record All(List<Expression> of) implements Expression {
        public All {
            of = List.copyOf(of);
        }
    }

    /** False if it is empty. */
    record Any(List<Expression> of) implements Expression {
        public Any {
            of = List.copyOf(of);
        }
    }

    record Not(Expression of) implements Expression {}

    /** @param field its name, or empty for a keyword that may stand anywhere in the event */
    record Has(String field, Check check) implements Expression {}

    static Expression all(List<Expression> of) {
        return of.size() == 1 ? of.getFirst() : new All(of);
    }

    static Expression any(List<Expression> of) {
        return of.size() == 1 ? of.getFirst() : new Any(of);
    }

    default boolean anyLeaf(Predicate<Has> is) {
        return switch (this) {
            case All(var of) -> of.stream().anyMatch(e -> e.anyLeaf(is));
            case Any(var of) -> of.stream().anyMatch(e -> e.anyLeaf(is));
            case Not(var of) -> of.anyLeaf(is);
            case Has has -> is.test(has);
        };
    }

    /** How many checks it unfolds to; stops counting above {@code enough}: a selection may be used many times. */
    default int size(int enough) {
        return switch (this) {
            case All(var of) -> size(of, enough);
            case Any(var of) -> size(of, enough);
            case Not(var of) -> of.size(enough);
            case Has _ -> 1;
        };
    }

    private static int size(List<Expression> of, int enough) {
        int size = 0;
        for (var expression : of) {
            if (size > enough) {
                break;
            }
            size += expression.size(enough);
        }
        return size;
    }
}
