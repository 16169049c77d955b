package io.gabion.detectors.sigma.match;

import io.gabion.detectors.sigma.match.Predicates.Predicate;
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

    private final RuleSet set;
    private final Map<String, Integer> slotByName = new HashMap<>();
    private final Map<List<Integer>, Active> activeByClasses = new HashMap<>();
    private final int[] decisive;
    private final int product;

    /** Of the present event, by slot. */
    private final String[] values;
    /** The slots that have a value. */
    private final int[] used;

    private int usedCount;
    /** By literal: the number of the last event in which it was found. */
    private final long[] seen;
    /** By predicate: the event's number and, in the lowest bits, the answer. */
    private final long[] answers;
    /** By rule: the number of the last event for which it is a candidate. */
    private final long[] candidate;

    private final int[] candidates;
    private int candidateCount;
    private char[] text = new char[1 << 10];
    private long event;
    private Observation observation;
    private Active active;
    private int scanning;
    private final Literals.Found found = this::found;

    Matcher(RuleSet set) {
        this.set = set;
        this.values = new String[set.slots.size()];
        this.used = new int[set.slots.size()];
        this.seen = new long[set.triggered.length];
        this.answers = new long[set.predicates.length];
        this.candidate = new long[set.rules.length];
        this.candidates = new int[set.rules.length];
        this.decisive = set.sources.decisive();
        this.product = set.slots.find(LogSources.PRODUCT);
    }

    /** The rules that the observation satisfies, in the order of the set. */
    public List<Detection> match(Observation observation) {
        event++;
        this.observation = observation;
        take();
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
        scan(keywords);
        return run();
    }

    private void take() {
        while (usedCount > 0) {
            values[used[--usedCount]] = null;
        }
        values[Slots.EVENT] = null;
        for (var field : observation.fields().entrySet()) {
            int slot = slot(field.getKey());
            if (slot >= 0) {
                put(slot, field.getValue());
            }
        }
        if (product >= 0) {
            put(product, observation.product());
        }
    }

    /** The first of several fields with one name counts. */
    private void put(int slot, String value) {
        if (values[slot] == null && value != null) {
            values[slot] = value;
            used[usedCount++] = slot;
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
                put(filling.slot(), filling.fill().of(this::named));
            }
        }
    }

    private String named(String field) {
        int slot = slot(field);
        return slot < 0 ? null : values[slot];
    }

    private void scan(boolean keywords) {
        for (int i = 0; i < usedCount; i++) {
            scan(used[i], values[used[i]]);
        }
        if (keywords) {
            for (var value : observation.fields().values()) {
                scan(Slots.EVENT, value);
            }
        }
    }

    private void scan(int slot, String value) {
        var literals = set.literals[slot];
        if (literals != null) {
            int length = value.length();
            if (length > text.length) {
                text = new char[Math.max(length, 2 * text.length)];
            }
            value.getChars(0, length, text, 0);
            scanning = slot;
            literals.scan(text, length, found);
        }
    }

    private void found(int place) {
        int literal = set.numbers[scanning][place];
        if (seen[literal] != event) {
            seen[literal] = event;
            for (int rule : set.triggered[literal]) {
                if (active.is()[set.source[rule]]) {
                    candidate(rule);
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
        if (answer >>> 2 == event) {
            return (answer & 3) == YES;
        }
        boolean holds = decide(set.predicates[predicate]);
        answers[predicate] = event << 2 | (holds ? YES : NO);
        return holds;
    }

    private boolean decide(Predicate predicate) {
        for (int literal : predicate.sure()) {
            if (seen[literal] == event) {
                return true;
            }
        }
        var looks = predicate.looks();
        for (int i = 0; i < looks.length; i++) {
            boolean worth = !predicate.seeks() || seen[predicate.near()[i]] == event;
            if (worth && looks[i].holds(value(predicate.slot()), values)) {
                return true;
            }
        }
        return false;
    }

    private String value(int slot) {
        if (slot == Slots.EVENT && values[slot] == null) {
            values[slot] = String.join("\n", observation.fields().values());
        }
        return values[slot];
    }
}
