package io.gabion.detectors.sigma.match;

import io.gabion.detectors.sigma.rule.Expression;
import io.gabion.detectors.sigma.rule.Expression.All;
import io.gabion.detectors.sigma.rule.Expression.Any;
import io.gabion.detectors.sigma.rule.Expression.Has;
import io.gabion.detectors.sigma.rule.Expression.Not;
import io.gabion.protocol.observation.Several;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Asks one rule of one event, check by check: what many rules in one program must agree with, and are measured against. */
public final class OneRule {
    private interface Asked {
        boolean of(String[] values);
    }

    private final Map<String, Integer> places = new HashMap<>();
    private final List<String> names = new ArrayList<>();
    private final Asked root;

    public OneRule(Expression expression) {
        root = asked(expression);
    }

    public boolean holds(Map<String, String> fields) {
        var values = new String[names.size()];
        for (int i = 0; i < values.length; i++) {
            var name = names.get(i);
            values[i] = name.isEmpty() ? Several.lines(fields.values()) : fields.get(name);
        }
        return root.of(values);
    }

    private int place(String name) {
        return places.computeIfAbsent(name, _ -> {
            names.add(name);
            return names.size() - 1;
        });
    }

    private Asked asked(Expression expression) {
        return switch (expression) {
            case Has(var field, var check) -> {
                int place = place(field);
                var compiled = Compiled.of(check, this::place);
                yield values -> compiled.holds(values[place], values);
            }
            case Not(var of) -> {
                var asked = asked(of);
                yield values -> !asked.of(values);
            }
            case All(var of) -> {
                var asked = of.stream().map(this::asked).toArray(Asked[]::new);
                yield values -> {
                    for (var one : asked) {
                        if (!one.of(values)) {
                            return false;
                        }
                    }
                    return true;
                };
            }
            case Any(var of) -> {
                var asked = of.stream().map(this::asked).toArray(Asked[]::new);
                yield values -> {
                    for (var one : asked) {
                        if (one.of(values)) {
                            return true;
                        }
                    }
                    return false;
                };
            }
        };
    }
}
