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
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Turns expressions into programs over shared predicates, and finds for each what must be found in an event before the
 * program is worth running.
 */
final class Compiler {
    /** Predicates of which one must be true. */
    private record Trigger(List<Integer> predicates, double rarity) {}

    private final Slots slots;
    private final Predicates predicates;

    Compiler(Slots slots, Predicates predicates) {
        this.slots = slots;
        this.predicates = predicates;
    }

    Program program(Expression expression) {
        return switch (expression) {
            case Has(var field, var check) -> ask(slots.of(field), List.of(check));
            case Not(var of) -> new Negated(program(of));
            case All(var of) -> {
                var programs = of.stream().map(this::program).toArray(Program[]::new);
                yield new Every(sorted(programs), cost(programs));
            }
            case Any(var of) -> {
                var programs = alternatives(of);
                yield programs.length == 1 ? programs[0] : new Some(sorted(programs), cost(programs));
            }
        };
    }

    /** Alternatives of one field that all need a literal become one question. */
    private Program[] alternatives(List<Expression> of) {
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
        return programs.toArray(Program[]::new);
    }

    private Program ask(int slot, List<Check> checks) {
        int number = predicates.of(slot, checks);
        var predicate = predicates.get(number);
        return new Ask(number, predicate.seeks() ? predicate.looks().length == 0 ? 1 : 5 : 20);
    }

    private static Program[] sorted(Program[] programs) {
        Arrays.sort(programs, Comparator.comparingInt(Program::cost));
        return programs;
    }

    private static int cost(Program[] programs) {
        int cost = 1;
        for (var program : programs) {
            cost = Math.min(1_000_000, cost + program.cost());
        }
        return cost;
    }

    /** Literals of which at least one is found whenever the program holds; empty if none are known. */
    List<Integer> trigger(Program program) {
        var trigger = find(program);
        if (trigger == null) {
            return List.of();
        }
        return trigger.predicates().stream()
                .map(predicates::get)
                .flatMapToInt(p -> IntStream.concat(Arrays.stream(p.sure()), Arrays.stream(p.near())))
                .distinct()
                .boxed()
                .toList();
    }

    private Trigger find(Program program) {
        return switch (program) {
            case Ask(int number, int _) -> {
                var predicate = predicates.get(number);
                yield predicate.seeks() ? new Trigger(List.of(number), predicate.rarity()) : null;
            }
            case Every(var of, int _) -> {
                Trigger best = null;
                for (var one : of) {
                    var trigger = find(one);
                    best = trigger != null && (best == null || trigger.rarity() < best.rarity()) ? trigger : best;
                }
                yield best;
            }
            case Some(var of, int _) -> {
                var all = new ArrayList<Integer>();
                double rarity = 0;
                for (var one : of) {
                    var trigger = find(one);
                    if (trigger == null) {
                        yield null;
                    }
                    all.addAll(trigger.predicates());
                    rarity += trigger.rarity();
                }
                yield new Trigger(all, rarity);
            }
            default -> null;
        };
    }
}
