package io.gabion.detectors.sigma.match;

import io.gabion.detectors.sigma.match.Program.Ask;
import io.gabion.detectors.sigma.match.Program.Every;
import io.gabion.detectors.sigma.match.Program.Negated;
import io.gabion.detectors.sigma.match.Program.Some;
import io.gabion.detectors.sigma.rule.Check;
import io.gabion.detectors.sigma.rule.Expression;
import io.gabion.detectors.sigma.rule.Expression.All;
import io.gabion.detectors.sigma.rule.Expression.Any;
import io.gabion.detectors.sigma.rule.Expression.Has;
import io.gabion.detectors.sigma.rule.Expression.Not;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns expressions into programs over shared predicates, and finds for each what must be found in an event before the
 * program is worth running.
 */
final class Compiler {
    /** Predicates of which one must be true. */
    private record Trigger(List<Integer> predicates, double rarity) {}

    /** What asking a predicate costs that the pass over the event has answered. */
    private static final int KNOWN = 1;

    private final Slots slots;
    private final Predicates predicates;
    private final Map<Expression, Program> made = new IdentityHashMap<>();

    Compiler(Slots slots, Predicates predicates) {
        this.slots = slots;
        this.predicates = predicates;
    }

    /** An expression that stands in several rules, such as a filter, is one program. */
    Program program(Expression expression) {
        var known = made.get(expression);
        if (known == null) {
            known = make(expression);
            made.put(expression, known);
        }
        return known;
    }

    private Program make(Expression expression) {
        return switch (expression) {
            case Has(var field, var check) -> ask(slots.of(field), List.of(check));
            case Not(var of) -> new Negated(program(of));
            case All(var of) -> {
                var programs = of.stream().map(this::program).toList();
                yield new Every(asks(programs), others(programs), cost(programs));
            }
            case Any(var of) -> {
                var programs = alternatives(of);
                yield programs.size() == 1
                        ? programs.getFirst()
                        : new Some(asks(programs), others(programs), cost(programs));
            }
        };
    }

    /** Alternatives of one field that all need a literal become one question. */
    private List<Program> alternatives(List<Expression> of) {
        var programs = new ArrayList<Program>();
        var seeking = new LinkedHashMap<Integer, List<Check>>();
        for (var expression : of) {
            if (expression instanceof Has(var field, var check) && Predicates.seeks(check)) {
                seeking.computeIfAbsent(slots.of(field), _ -> new ArrayList<>()).add(check);
            } else {
                programs.add(program(expression));
            }
        }
        seeking.forEach((slot, checks) -> programs.add(ask(slot, checks)));
        return programs;
    }

    private Program ask(int slot, List<Check> checks) {
        int number = predicates.of(slot, checks);
        var predicate = predicates.get(number);
        return new Ask(number, predicate.seeks() ? predicate.looks().length == 0 ? KNOWN : 5 : 20);
    }

    private static boolean isKnown(Program program) {
        return program instanceof Ask && program.cost() == KNOWN;
    }

    /** The rarest first. */
    private int[] asks(List<Program> programs) {
        return programs.stream()
                .filter(Compiler::isKnown)
                .map(program -> ((Ask) program).predicate())
                .sorted(Comparator.comparingDouble(
                        number -> predicates.get(number).rarity()))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private static Program[] others(List<Program> programs) {
        return programs.stream()
                .filter(program -> !isKnown(program))
                .sorted(Comparator.comparingInt(Program::cost))
                .toArray(Program[]::new);
    }

    private static int cost(List<Program> programs) {
        int cost = 1;
        for (var program : programs) {
            cost = Math.min(1_000_000, cost + program.cost());
        }
        return cost;
    }

    /**
     * Literals of which at least one is found whenever the program holds; empty if none are known. Of several choices the one
     * that seems to be found in the fewest events: to be asked when all programs are made.
     */
    List<Integer> trigger(Program program) {
        var trigger = find(program);
        if (trigger == null) {
            return List.of();
        }
        return trigger.predicates().stream()
                .map(predicates::get)
                .flatMapToInt(Predicates.Predicate::literals)
                .distinct()
                .boxed()
                .toList();
    }

    private Trigger find(Program program) {
        return switch (program) {
            case Ask(int number, int _) -> {
                var predicate = predicates.get(number);
                yield predicate.seeks() ? new Trigger(List.of(number), predicates.share(number)) : null;
            }
            case Every(var asks, var of, int _) -> rarest(asks, of);
            case Some(var asks, var of, int _) -> together(asks, of);
            default -> null;
        };
    }

    private Trigger rarest(int[] asks, Program[] of) {
        Trigger best = null;
        for (int ask : asks) {
            best = rarer(best, new Trigger(List.of(ask), predicates.share(ask)));
        }
        for (var one : of) {
            best = rarer(best, find(one));
        }
        return best;
    }

    private static Trigger rarer(Trigger best, Trigger other) {
        return best == null || other != null && other.rarity() < best.rarity() ? other : best;
    }

    /** Null if one of them can hold without a known literal. */
    private Trigger together(int[] asks, Program[] of) {
        var all = new ArrayList<Integer>();
        double rarity = 0;
        for (int ask : asks) {
            all.add(ask);
            rarity += predicates.share(ask);
        }
        for (var one : of) {
            var trigger = find(one);
            if (trigger == null) {
                return null;
            }
            all.addAll(trigger.predicates());
            rarity += trigger.rarity();
        }
        return new Trigger(all, rarity);
    }
}
