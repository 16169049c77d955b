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
     * @param seeks whether it is false unless a literal is found
     * @param rest what must be asked where a literal alone does not decide
     * @param rarity a guess at the share of events for which it is worth a look
     */
    record Predicate(int slot, boolean seeks, Compiled[] rest, double rarity) {}

    private record Key(int slot, Set<Check> checks) {}

    /** @param sure whether finding it decides */
    private record Need(Literal literal, boolean sure) {}

    private final Slots slots;
    private final Map<Key, Integer> numbers = new HashMap<>();
    private final List<Predicate> predicates = new ArrayList<>();

    /** By slot and literal: the predicates that it answers; a negative number says that they have to look closer. */
    private final Map<Integer, Map<Literal, List<Integer>>> found = new LinkedHashMap<>();

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
        boolean seeks = true;
        double rarity = 0;
        var rest = new ArrayList<Compiled>();
        for (var check : Set.copyOf(checks)) {
            var need = need(check);
            seeks &= need != null;
            rarity += need == null ? 1 : rarity(need.literal());
            if (need == null || !need.sure()) {
                rest.add(Compiled.of(check, slots::of));
            }
            if (need != null) {
                found.computeIfAbsent(slot, _ -> new LinkedHashMap<>())
                        .computeIfAbsent(need.literal(), _ -> new ArrayList<>())
                        .add(need.sure() ? number : -1 - number);
            }
        }
        predicates.add(new Predicate(slot, seeks, rest.toArray(Compiled[]::new), rarity));
        return number;
    }

    Predicate get(int number) {
        return predicates.get(number);
    }

    Predicate[] all() {
        return predicates.toArray(Predicate[]::new);
    }

    Map<Integer, Map<Literal, List<Integer>>> found() {
        return found;
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
        if (best < 0) {
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
