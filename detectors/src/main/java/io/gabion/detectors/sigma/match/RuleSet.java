package io.gabion.detectors.sigma.match;

import io.gabion.detectors.sigma.match.Literals.Literal;
import io.gabion.detectors.sigma.rule.LogSource;
import io.gabion.detectors.sigma.rule.SigmaRule.Detection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Many rules as one program: the fields of an event are taken once, each is read once for the texts of all rules, and
 * only rules of its log source whose texts were found are run. Immutable; each thread has a {@link Matcher} of its own.
 */
public final class RuleSet {
    final Detection[] rules;
    final Program[] programs;
    /** By rule, the number of its log source. */
    final int[] source;
    /** By literal, the rules that it makes worth running. */
    final int[][] triggered;
    /** By literal, the predicates that hold where it is found. */
    final int[][] proves;
    /** By log source, the rules that no literal announces. */
    final int[][] always;

    final Predicates.Predicate[] predicates;
    /** By slot; null where no rule looks for a text. */
    final Literals[] literals;
    /** By slot and place among its literals, the number of a literal among all. */
    final int[][] numbers;
    /** By log source, whether a rule looks for a keyword anywhere in the event. */
    final boolean[] keywords;

    final Slots slots;
    final Sources sources;

    /** Rules for events whose log source is known from the events themselves. */
    public static RuleSet of(List<Detection> rules, LogSources mapping) {
        return of(rules, mapping, LogSource.ANY);
    }

    /** @param declared what is known of all events, however they look */
    public static RuleSet of(List<Detection> rules, LogSources mapping, LogSource declared) {
        return of(rules, mapping, declared, Set.of());
    }

    /** @param told fields that are told of events, beside those that the rules ask for: see {@link Matcher#field} */
    public static RuleSet of(List<Detection> rules, LogSources mapping, LogSource declared, Set<String> told) {
        return new RuleSet(rules, mapping, declared, told);
    }

    private RuleSet(List<Detection> detections, LogSources mapping, LogSource declared, Set<String> told) {
        rules = detections.toArray(Detection[]::new);
        slots = new Slots();
        var questions = new Predicates(slots, rules.length);
        var compiler = new Compiler(slots, questions);
        var logSources = new LinkedHashMap<LogSource, Integer>();
        programs = new Program[rules.length];
        source = new int[rules.length];
        var untriggered = new HashMap<Integer, List<Integer>>();
        var byLiteral = new HashMap<Integer, List<Integer>>();
        for (int rule = 0; rule < rules.length; rule++) {
            programs[rule] = compiler.program(rules[rule].expression());
            source[rule] = logSources.computeIfAbsent(rules[rule].source(), _ -> logSources.size());
        }
        for (int rule = 0; rule < rules.length; rule++) {
            var trigger = compiler.trigger(programs[rule]);
            for (int literal : trigger) {
                byLiteral.computeIfAbsent(literal, _ -> new ArrayList<>()).add(rule);
            }
            if (trigger.isEmpty()) {
                untriggered
                        .computeIfAbsent(source[rule], _ -> new ArrayList<>())
                        .add(rule);
            }
        }
        keywords = new boolean[logSources.size()];
        for (int rule = 0; rule < rules.length; rule++) {
            keywords[source[rule]] |= asksEvent(rules[rule]);
        }
        told.forEach(slots::of);
        sources = new Sources(List.copyOf(logSources.keySet()), mapping, declared, slots);
        predicates = questions.all();
        triggered = arrays(byLiteral, questions.literalCount());
        var proven = new HashMap<Integer, List<Integer>>();
        for (int predicate = 0; predicate < predicates.length; predicate++) {
            for (int literal : predicates[predicate].sure()) {
                proven.computeIfAbsent(literal, _ -> new ArrayList<>()).add(predicate);
            }
        }
        proves = arrays(proven, questions.literalCount());
        always = arrays(untriggered, logSources.size());
        literals = new Literals[slots.size()];
        numbers = new int[slots.size()][];
        questions.literals().forEach(this::literals);
    }

    private void literals(int slot, Map<Literal, Integer> found) {
        literals[slot] = new Literals(List.copyOf(found.keySet()));
        numbers[slot] = array(List.copyOf(found.values()));
    }

    private static boolean asksEvent(Detection rule) {
        return rule.expression().anyLeaf(has -> has.field().isEmpty());
    }

    private static int[][] arrays(Map<Integer, List<Integer>> lists, int size) {
        var arrays = new int[size][];
        for (int i = 0; i < size; i++) {
            arrays[i] = array(lists.getOrDefault(i, List.of()));
        }
        return arrays;
    }

    private static int[] array(List<Integer> list) {
        return list.stream().mapToInt(Integer::intValue).toArray();
    }

    public int size() {
        return rules.length;
    }

    public Matcher matcher() {
        return new Matcher(this);
    }
}
