package io.gabion.detectors.sigma.rule;

import java.util.ArrayList;
import java.util.List;

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

    /** Every leaf, in order. */
    default List<Has> leaves() {
        var leaves = new ArrayList<Has>();
        collect(this, leaves);
        return leaves;
    }

    private static void collect(Expression expression, List<Has> leaves) {
        switch (expression) {
            case All(var of) -> of.forEach(e -> collect(e, leaves));
            case Any(var of) -> of.forEach(e -> collect(e, leaves));
            case Not(var of) -> collect(of, leaves);
            case Has has -> leaves.add(has);
        }
    }
}
