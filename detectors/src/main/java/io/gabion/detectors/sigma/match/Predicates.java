package io.gabion.detectors.sigma.match;

import io.gabion.detectors.sigma.match.Literals.Literal;
import io.gabion.detectors.sigma.rule.Check;
import io.gabion.detectors.sigma.rule.Check.Like;
import io.gabion.detectors.sigma.rule.Check.Regex;
import io.gabion.detectors.sigma.rule.Fold;
import io.gabion.detectors.sigma.rule.Glob;
import io.gabion.detectors.sigma.rule.Glob.Run;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The distinct questions that rules ask, each with a number: whether a field satisfies any of some checks. A question
 * whose checks all need a literal is answered no unless the pass over the field finds one of them.
 */
final class Predicates {
    /**
     * @param sure literals that decide, by their numbers
     * @param near literals that make a closer look at the check beside them worth it
     * @param looks one for each of {@code near}; if there are none of either, the checks that need no literal
     * @param rarity a guess at the share of events for which it is worth a look
     */
    record Predicate(int slot, int[] sure, int[] near, Compiled[] looks, double rarity) {
        /** False unless one of its literals is found. */
        boolean seeks() {
            return sure.length + near.length > 0;
        }
    }

    private record Key(int slot, Set<Check> checks) {}

    /** @param sure whether finding it decides */
    private record Need(Literal literal, boolean sure) {}

    private final Slots slots;
    private final Map<Key, Integer> numbers = new HashMap<>();
    private final List<Predicate> predicates = new ArrayList<>();

    /** By slot and literal, the literal's number. */
    private final Map<Integer, Map<Literal, Integer>> literals = new LinkedHashMap<>();

    private int literalCount;

    Predicates(Slots slots) {
        this.slots = slots;
    }

    static boolean seeks(Check check) {
        return need(check) != null;
    }

    /** @param checks all of them need a literal, or it is one that does not */
    int of(int slot, List<Check> checks) {
        var known = numbers.putIfAbsent(new Key(slot, Set.copyOf(checks)), predicates.size());
        if (known != null) {
            return known;
        }
        int number = predicates.size();
        double rarity = 0;
        var sure = new ArrayList<Integer>();
        var near = new ArrayList<Integer>();
        var looks = new ArrayList<Compiled>();
        for (var check : Set.copyOf(checks)) {
            var need = need(check);
            rarity += need == null ? 1 : rarity(need.literal());
            if (need != null) {
                var list = need.sure() ? sure : near;
                list.add(literals.computeIfAbsent(slot, _ -> new LinkedHashMap<>())
                        .computeIfAbsent(need.literal(), _ -> literalCount++));
            }
            if (need == null || !need.sure()) {
                looks.add(Compiled.of(check, slots::of));
            }
        }
        predicates.add(new Predicate(slot, array(sure), array(near), looks.toArray(Compiled[]::new), rarity));
        return number;
    }

    private static int[] array(List<Integer> list) {
        return list.stream().mapToInt(Integer::intValue).toArray();
    }

    Predicate get(int number) {
        return predicates.get(number);
    }

    Predicate[] all() {
        return predicates.toArray(Predicate[]::new);
    }

    int literalCount() {
        return literalCount;
    }

    Map<Integer, Map<Literal, Integer>> literals() {
        return literals;
    }

    private static Need need(Check check) {
        return switch (check) {
            case Regex(var _, var literal) -> literal.isEmpty() ? null : new Need(new Literal(literal, 0), false);
            case Like(var glob, boolean cased) -> need(glob, cased);
            default -> null;
        };
    }

    /** The longest text of a glob. It decides alone if there is nothing else but open ends. */
    private static Need need(Glob glob, boolean cased) {
        var parts = glob.parts();
        int best = -1;
        int length = 0;
        boolean sure = !cased;
        int literals = 0;
        for (int i = 0; i < parts.size(); i++) {
            if (parts.get(i) instanceof Glob.Literal(var text)) {
                literals++;
                if (text.length() > length) {
                    best = i;
                    length = text.length();
                }
            } else {
                sure &= parts.get(i) instanceof Run;
            }
        }
        // The event's text is read field by field, with a line feed between them.
        if (best < 0 || ((Glob.Literal) parts.get(best)).text().indexOf('\n') >= 0) {
            return null;
        }
        int anchors = (best == 0 ? Literals.AT_START : 0) | (best == parts.size() - 1 ? Literals.AT_END : 0);
        var text = Fold.of(((Glob.Literal) parts.get(best)).text());
        return new Need(new Literal(text, anchors), sure && literals == 1);
    }

    /**
     * Long texts are rare. The end of a path is a program that many rules name, and so is a whole value: common where
     * they are true at all.
     */
    private static double rarity(Literal literal) {
        double rarity = Math.pow(0.45, Math.min(literal.text().length(), 12)) + 0.0005;
        return literal.anchors() == 0 ? rarity : Math.max(rarity, 0.01);
    }
}
