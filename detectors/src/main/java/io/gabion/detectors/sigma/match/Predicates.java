package io.gabion.detectors.sigma.match;

import io.gabion.detectors.sigma.match.Literals.Literal;
import io.gabion.detectors.sigma.rule.Check;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The distinct questions that rules ask, each with a number: whether a field satisfies any of some checks. A question
 * whose checks all need a literal is answered no unless the pass over the field finds one of them.
 */
final class Predicates {
    /**
     * @param sure literals that decide, by their numbers
     * @param near literals that make a closer look at the check beside them worth it
     * @param looks one for each of {@code near}; if there are none of either, the checks that need no literal
     * @param ofValue whether the answer follows from the field's value, and is worth remembering
     * @param rarity a guess at the share of events for which it is worth a look, by its texts alone
     */
    record Predicate(int slot, int[] sure, int[] near, Compiled[] looks, boolean ofValue, double rarity) {
        /** False unless one of its literals is found. */
        boolean seeks() {
            return sure.length + near.length > 0;
        }

        IntStream literals() {
            return IntStream.concat(Arrays.stream(sure), Arrays.stream(near));
        }
    }

    private record Key(int slot, Set<Check> checks) {}

    /** @param any one of them must be there @param sure whether finding one decides */
    record Need(List<Literal> any, boolean sure) {
        /** The start of a field is not that of the event. */
        Need ofEvent() {
            return new Need(any, sure && any.stream().allMatch(literal -> literal.anchors() == 0));
        }
    }

    private final Slots slots;
    private final Map<Key, Integer> numbers = new HashMap<>();
    private final List<Predicate> predicates = new ArrayList<>();

    /** By slot and literal, the literal's number. */
    private final Map<Integer, Map<Literal, Integer>> literals = new LinkedHashMap<>();

    /** By literal, how many times a rule looks for it. */
    private final List<Integer> uses = new ArrayList<>();

    private final int rules;

    /** @param rules how many will ask */
    Predicates(Slots slots, int rules) {
        this.slots = slots;
        this.rules = rules;
    }

    static boolean seeks(Check check) {
        return Needs.of(check) != null;
    }

    /** @param checks all of them need a literal, or it is one that does not */
    int of(int slot, List<Check> checks) {
        var key = new Key(slot, Set.copyOf(checks));
        var number = numbers.get(key);
        if (number == null) {
            number = make(key);
            numbers.put(key, number);
        }
        predicates.get(number).literals().forEach(literal -> uses.set(literal, uses.get(literal) + 1));
        return number;
    }

    private int make(Key key) {
        int slot = key.slot();
        int number = predicates.size();
        double rarity = 0;
        var sure = new ArrayList<Integer>();
        var near = new ArrayList<Integer>();
        var looks = new ArrayList<Compiled>();
        for (var check : key.checks()) {
            var need = Needs.of(check);
            if (need != null && slot == Slots.EVENT) {
                need = need.ofEvent();
            }
            var look = need != null && need.sure() ? null : Compiled.of(check, slots::of);
            if (need == null) {
                looks.add(look);
                rarity += 1;
                continue;
            }
            for (var literal : need.any()) {
                int place = literals.computeIfAbsent(slot, _ -> new LinkedHashMap<>())
                        .computeIfAbsent(literal, _ -> {
                            uses.add(0);
                            return uses.size() - 1;
                        });
                rarity += Needs.rarity(literal);
                if (need.sure()) {
                    sure.add(place);
                } else {
                    near.add(place);
                    looks.add(look);
                }
            }
        }
        boolean ofValue = slot != Slots.EVENT
                && key.checks().stream().allMatch(c -> c instanceof Check.Regex || c instanceof Check.Like);
        predicates.add(new Predicate(slot, array(sure), array(near), looks.toArray(Compiled[]::new), ofValue, rarity));
        return number;
    }

    private static int[] array(List<Integer> list) {
        return list.stream().mapToInt(Integer::intValue).toArray();
    }

    Predicate get(int number) {
        return predicates.get(number);
    }

    /** A guess at the share of events for which it is worth a look: what many rules look for, many events have. */
    double share(int number) {
        var predicate = predicates.get(number);
        return predicate.rarity() + predicate.literals().mapToDouble(uses::get).sum() / rules;
    }

    Predicate[] all() {
        return predicates.toArray(Predicate[]::new);
    }

    int literalCount() {
        return uses.size();
    }

    Map<Integer, Map<Literal, Integer>> literals() {
        return literals;
    }
}
