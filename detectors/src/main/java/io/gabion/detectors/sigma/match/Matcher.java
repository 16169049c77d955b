package io.gabion.detectors.sigma.match;

import io.gabion.detectors.sigma.match.Sources.Active;
import io.gabion.detectors.sigma.rule.SigmaRule.Detection;
import io.gabion.protocol.observation.Observation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs a set of rules on one observation after the other. What it keeps between them is room to work in, and bounded. */
public final class Matcher {
    private static final int MAX_NAMES = 4_096;
    private static final int MAX_ACTIVE = 4_096;

    private static final int NO = 1;
    private static final int YES = 2;
    private static final int LOOK = 3;

    private final RuleSet set;
    private final Map<String, Integer> slotByName = new HashMap<>();
    private final Map<List<Integer>, Active> activeByClasses = new HashMap<>();
    private final int[] decisive;
    private final int product;

    /** Of the present event, by slot. */
    private final String[] values;
    /** By predicate: the event's number and, in the lowest bits, the answer. */
    private final long[] answers;
    /** By rule: the number of the last event for which it is a candidate. */
    private final long[] candidate;

    private final int[] candidates;
    private int candidateCount;
    private char[] text = new char[1 << 10];
    private long event;
    private Active active;
    private int scanning;
    private final Literals.Found found = this::found;

    Matcher(RuleSet set) {
        this.set = set;
        this.values = new String[set.slots.size()];
        this.answers = new long[set.predicates.length];
        this.candidate = new long[set.rules.length];
        this.candidates = new int[set.rules.length];
        this.decisive = set.sources.decisive();
        this.product = set.slots.find(LogSources.PRODUCT);
    }

    /** The rules that the observation satisfies, in the order of the set. */
    public List<Detection> match(Observation observation) {
        event++;
        take(observation);
        active = active();
        candidateCount = 0;
        boolean keywords = false;
        for (int source : active.sources()) {
            keywords |= set.keywords[source];
            for (int rule : set.always[source]) {
                candidate(rule);
            }
        }
        if (active.sources().length == 0) {
            return List.of();
        }
        fill();
        values[Slots.EVENT] = keywords ? String.join("\n", observation.fields().values()) : null;
        scan();
        return run();
    }

    private void take(Observation observation) {
        Arrays.fill(values, null);
        for (var field : observation.fields().entrySet()) {
            int slot = slot(field.getKey());
            if (slot >= 0 && values[slot] == null) {
                values[slot] = field.getValue();
            }
        }
        if (product >= 0) {
            values[product] = observation.product();
        }
    }

    private int slot(String name) {
        var known = slotByName.get(name);
        if (known != null) {
            return known;
        }
        if (slotByName.size() >= MAX_NAMES) {
            slotByName.clear();
        }
        int slot = set.slots.find(name);
        slotByName.put(name, slot);
        return slot;
    }

    private Active active() {
        var classes = new Integer[decisive.length];
        for (int i = 0; i < classes.length; i++) {
            classes[i] = set.sources.classOf(i, values[decisive[i]]);
        }
        var key = Arrays.asList(classes);
        var known = activeByClasses.get(key);
        if (known != null) {
            return known;
        }
        if (activeByClasses.size() >= MAX_ACTIVE) {
            activeByClasses.clear();
        }
        var found = set.sources.active(key.stream().mapToInt(Integer::intValue).toArray());
        activeByClasses.put(key, found);
        return found;
    }

    private void fill() {
        for (var filling : active.fills()) {
            if (values[filling.slot()] == null) {
                values[filling.slot()] = filling.fill().of(this::named);
            }
        }
    }

    private String named(String field) {
        int slot = slot(field);
        return slot < 0 ? null : values[slot];
    }

    private void scan() {
        for (scanning = 0; scanning < values.length; scanning++) {
            var value = values[scanning];
            var literals = set.literals[scanning];
            if (value != null && literals != null) {
                int length = value.length();
                if (length > text.length) {
                    text = new char[Math.max(length, 2 * text.length)];
                }
                value.getChars(0, length, text, 0);
                literals.scan(text, length, found);
            }
        }
    }

    private void found(int literal) {
        for (int answer : set.answers[scanning][literal]) {
            int predicate = answer < 0 ? -1 - answer : answer;
            long before = answers[predicate];
            boolean known = before >>> 2 == event;
            if (!known || answer >= 0 && (before & 3) == LOOK) {
                answers[predicate] = event << 2 | (answer < 0 ? LOOK : YES);
            }
            if (!known) {
                for (int rule : set.triggered[predicate]) {
                    if (active.is()[set.source[rule]]) {
                        candidate(rule);
                    }
                }
            }
        }
    }

    private void candidate(int rule) {
        if (candidate[rule] != event) {
            candidate[rule] = event;
            candidates[candidateCount++] = rule;
        }
    }

    private List<Detection> run() {
        List<Detection> hits = List.of();
        Arrays.sort(candidates, 0, candidateCount);
        for (int i = 0; i < candidateCount; i++) {
            if (set.programs[candidates[i]].holds(this)) {
                hits = hits.isEmpty() ? new ArrayList<>(4) : hits;
                hits.add(set.rules[candidates[i]]);
            }
        }
        return hits;
    }

    boolean ask(int predicate) {
        long answer = answers[predicate];
        if (answer >>> 2 == event && (answer & 3) != LOOK) {
            return (answer & 3) == YES;
        }
        var asked = set.predicates[predicate];
        if (asked.seeks() && answer >>> 2 != event) {
            return false;
        }
        boolean holds = false;
        for (var check : asked.rest()) {
            if (check.holds(values[asked.slot()], values)) {
                holds = true;
                break;
            }
        }
        answers[predicate] = event << 2 | (holds ? YES : NO);
        return holds;
    }
}
