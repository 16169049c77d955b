package io.gabion.detectors.sigma.match;

import io.gabion.detectors.sigma.match.Predicates.Predicate;
import io.gabion.detectors.sigma.match.Sources.Active;
import io.gabion.detectors.sigma.rule.Fold;
import io.gabion.detectors.sigma.rule.SigmaRule.Detection;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.Several;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs a set of rules on one observation after the other. What it keeps between them is room to work in, and bounded. */
public final class Matcher {
    private static final int MAX_NAMES = 4_096;
    private static final int MAX_ACTIVE = 4_096;

    /** Of so many values it is remembered what was found in them, a few megabytes at most: a log repeats itself. */
    private static final int REMEMBERED_BITS = 13;

    private static final int LONGEST_REMEMBERED = 256;
    private static final int SPREAD = 0x9E3779B1;
    private static final int[] NONE = {};

    private static final int NO = 1;
    private static final int YES = 2;

    /**
     * @param places of the literals of its slot that it holds
     * @param anywhere the same of keywords, null if nobody asked
     */
    private record Scanned(int slot, String value, int[] places, int[] anywhere) {}

    private record Looked(int predicate, String value, boolean holds) {}

    private final RuleSet set;
    private final Map<String, Integer> slotByName = new HashMap<>();
    private final Map<List<Integer>, Active> activeByClasses = new HashMap<>();
    private final int[] decisive;
    private final int product;

    /** Of the present event, by slot. */
    private final String[] values;
    /** The slots that have a value. */
    private final int[] used;
    /** By slot: the number of the last event that had such a field without a value. */
    private final long[] without;

    private int usedCount;
    /** How many of them are fields of the event itself, and not filled in. */
    private int takenCount;
    /** Values of the event's other fields. */
    private String[] others = new String[64];

    private int otherCount;
    /** By literal: the number of the last event in which it was found. */
    private final long[] seen;
    /** By predicate: the event's number and, in the lowest bits, the answer. */
    private final long[] answers;
    /** The rules that are worth running, a bit each. */
    private final long[] candidates;

    private char[] text = new char[1 << 10];
    private long event;
    private Observation observation;
    private Active active;
    private final Literals.Found found = this::place;
    private int[] places = new int[64];
    private int placeCount;
    private final Scanned[] remembered = new Scanned[1 << REMEMBERED_BITS];
    private final Looked[] looked = new Looked[1 << REMEMBERED_BITS];

    Matcher(RuleSet set) {
        this.set = set;
        this.values = new String[set.slots.size()];
        this.used = new int[set.slots.size()];
        this.without = new long[set.slots.size()];
        this.seen = new long[set.triggered.length];
        this.answers = new long[set.predicates.length];
        this.candidates = new long[(set.rules.length + 63) / 64];
        this.decisive = set.sources.decisive();
        this.product = set.slots.find(LogSources.PRODUCT);
    }

    /** The rules that the observation satisfies, in the order of the set. */
    public List<Detection> match(Observation observation) {
        event++;
        this.observation = observation;
        take();
        active = active();
        Arrays.fill(candidates, 0);
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

    /**
     * What the event that was asked last says under a name as rules use it, or null: of fields that differ in case or in dots and
     * underscores the very same first, then what the log source has under another name, as far as a rule or {@link RuleSet#of}
     * names it. As it is {@linkplain Observation#told told}.
     */
    public String field(String name) {
        var own = observation.fields().get(name);
        if (own == null || Several.isNone(own)) {
            int slot = slot(name);
            own = slot <= Slots.EVENT ? null : values[slot];
        }
        return own == null ? null : Several.told(own);
    }

    private void take() {
        while (usedCount > 0) {
            values[used[--usedCount]] = null;
        }
        values[Slots.EVENT] = null;
        otherCount = 0;
        if (others.length < observation.fields().size()) {
            others = new String[2 * observation.fields().size()];
        }
        for (var field : observation.fields().entrySet()) {
            int slot = slot(field.getKey());
            var value = field.getValue();
            if (value == null || Several.isNone(value)) {
                without[Math.max(slot, Slots.EVENT)] = event;
            } else if (slot < 0 || !put(slot, value)) {
                others[otherCount++] = value;
            }
        }
        takenCount = usedCount;
        if (product >= 0) {
            put(product, observation.product());
        }
    }

    /** The first of several fields with one name counts. */
    private boolean put(int slot, String value) {
        if (values[slot] != null || value == null) {
            return false;
        }
        values[slot] = value;
        used[usedCount++] = slot;
        return true;
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
            scan(used[i], values[used[i]], keywords && i < takenCount);
        }
        for (int i = 0; keywords && i < otherCount; i++) {
            scan(Slots.EVENT, others[i], true);
        }
    }

    /** @param keywords whether it is looked through for what may stand anywhere in the event as well */
    private void scan(int slot, String value, boolean keywords) {
        var literals = slot == Slots.EVENT ? null : set.literals[slot];
        var anywhere = keywords ? set.literals[Slots.EVENT] : null;
        if (literals == null && anywhere == null) {
            return;
        }
        int at = (value.hashCode() + slot) * SPREAD >>> 32 - REMEMBERED_BITS;
        var known = remembered[at];
        if (known == null
                || known.slot() != slot
                || anywhere != null && known.anywhere() == null
                || !known.value().equals(value)) {
            known = new Scanned(
                    slot, value, places(literals, value), anywhere == null ? null : places(anywhere, value));
            if (value.length() <= LONGEST_REMEMBERED) {
                remembered[at] = known;
            }
        }
        found(slot, known.places());
        if (anywhere != null) {
            found(Slots.EVENT, known.anywhere());
        }
    }

    private void fold(String value) {
        int length = value.length();
        if (length > text.length) {
            text = new char[Math.max(length, 2 * text.length)];
        }
        value.getChars(0, length, text, 0);
        for (int i = 0; i < length; i++) {
            text[i] = Fold.of(text[i]);
        }
    }

    /** Where among the literals those stand that are in one of the values. */
    private int[] places(Literals literals, String value) {
        placeCount = 0;
        if (literals != null && Several.isOne(value)) {
            fold(value);
            literals.scan(text, value.length(), found);
        } else if (literals != null) {
            for (var one : Several.of(value)) {
                fold(one);
                literals.scan(text, one.length(), found);
            }
        }
        return placeCount == 0 ? NONE : Arrays.copyOf(places, placeCount);
    }

    private void place(int place) {
        if (placeCount == places.length) {
            places = Arrays.copyOf(places, 2 * placeCount);
        }
        places[placeCount++] = place;
    }

    private void found(int slot, int[] found) {
        for (int place : found) {
            int literal = set.numbers[slot][place];
            if (seen[literal] != event) {
                seen[literal] = event;
                found(literal);
            }
        }
    }

    private void found(int literal) {
        for (int predicate : set.proves[literal]) {
            answers[predicate] = event << 2 | YES;
        }
        for (int rule : set.triggered[literal]) {
            if (active.is()[set.source[rule]]) {
                candidate(rule);
            }
        }
    }

    private void candidate(int rule) {
        candidates[rule >>> 6] |= 1L << rule;
    }

    private List<Detection> run() {
        List<Detection> hits = List.of();
        for (int word = 0; word < candidates.length; word++) {
            for (long left = candidates[word]; left != 0; left &= left - 1) {
                int rule = word << 6 | Long.numberOfTrailingZeros(left);
                if (set.programs[rule].holds(this)) {
                    hits = hits.isEmpty() ? new ArrayList<>(4) : hits;
                    hits.add(set.rules[rule]);
                }
            }
        }
        return hits;
    }

    boolean ask(int predicate) {
        long answer = answers[predicate];
        if (answer >>> 2 == event) {
            return (answer & 3) == YES;
        }
        boolean holds = decide(predicate, set.predicates[predicate]);
        answers[predicate] = event << 2 | (holds ? YES : NO);
        return holds;
    }

    /** What its literals prove is known already. */
    private boolean decide(int number, Predicate predicate) {
        if (!isWorthALook(predicate)) {
            return false;
        }
        var value = value(predicate.slot());
        if (value == null || !predicate.ofValue() || value.length() > LONGEST_REMEMBERED) {
            return look(predicate, value);
        }
        int at = (value.hashCode() + number) * SPREAD >>> 32 - REMEMBERED_BITS;
        var known = looked[at];
        if (known == null || known.predicate() != number || !known.value().equals(value)) {
            known = new Looked(number, value, look(predicate, value));
            looked[at] = known;
        }
        return known.holds();
    }

    private boolean isWorthALook(Predicate predicate) {
        for (int literal : predicate.near()) {
            if (seen[literal] == event) {
                return true;
            }
        }
        return !predicate.seeks();
    }

    private boolean look(Predicate predicate, String value) {
        var looks = predicate.looks();
        for (int i = 0; i < looks.length; i++) {
            boolean worth = !predicate.seeks() || seen[predicate.near()[i]] == event;
            if (worth && looks[i].holds(value, values)) {
                return true;
            }
        }
        return false;
    }

    private String value(int slot) {
        if (slot == Slots.EVENT && values[slot] == null) {
            values[slot] = Several.lines(observation.fields().values());
        }
        return values[slot] == null && without[slot] == event ? Several.NONE : values[slot];
    }
}
