package io.gabion.detectors.sigma.correlate;

import io.gabion.detectors.sigma.rule.SigmaRule.Bound;
import io.gabion.detectors.sigma.rule.SigmaRule.Condition;
import io.gabion.detectors.sigma.rule.SigmaRule.Correlation;
import io.gabion.detectors.sigma.rule.SigmaRule.Operator;
import io.gabion.detectors.sigma.rule.SigmaRule.Type;
import io.gabion.protocol.rule.Counting;
import io.gabion.protocol.suspicion.Suspicion;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A correlation as a pure state machine over the events of one group. What can only become true by more events is
 * judged with each event, over the timespan before it, and begins anew once it was found. Everything else (an upper
 * bound, an average, a percentile) is judged when a window is over, which the group's first event begins.
 */
public final class GroupRule {
    /** @param found what the condition held on, oldest first, if it did; at most as much as evidence may be */
    public record Step(GroupState state, Optional<List<Entry>> found) {}

    private final Type type;
    private final Condition condition;
    private final int rules;
    private final long span;
    private final boolean windows;

    public GroupRule(Correlation rule) {
        this(
                rule.type(),
                rule.timespan().toMillis(),
                rule.condition(),
                rule.rules().size());
    }

    /** As it was journaled. */
    public static GroupRule of(Counting.Condition condition) {
        var bounds = condition.bounds().stream()
                .map(b -> new Bound(Operator.valueOf(b.operator().toUpperCase(Locale.ROOT)), b.number()))
                .toList();
        return new GroupRule(
                Type.valueOf(condition.type().toUpperCase(Locale.ROOT)),
                condition.spanMillis(),
                new Condition(bounds, List.of(), condition.percentile()),
                condition.rules());
    }

    private GroupRule(Type type, long span, Condition condition, int rules) {
        this.type = type;
        this.span = span;
        this.condition = condition;
        this.rules = rules;
        this.windows = type == Type.VALUE_AVG
                || type == Type.VALUE_PERCENTILE
                || condition.bounds().stream()
                        .anyMatch(b -> b.operator() != Operator.GT && b.operator() != Operator.GTE);
    }

    /** When the present window is over, in milliseconds; empty if nothing waits for a time. */
    public Optional<Long> due(GroupState state) {
        return windows && !state.isEmpty() ? Optional.of(state.since() + span) : Optional.empty();
    }

    /** Judges the window if it is over at {@code now}, and forgets it. */
    public Step close(GroupState state, long now) {
        if (due(state).isEmpty() || now < state.since() + span) {
            return new Step(state, Optional.empty());
        }
        return new Step(GroupState.EMPTY, judged(state));
    }

    /** Takes one event; the window before it, if it is over by then, has been closed. */
    public Step add(GroupState before, Entry entry) {
        long newest = before.isEmpty()
                ? entry.time()
                : Math.max(entry.time(), before.entries().getLast().time());
        if (!windows && entry.time() < newest - span) {
            return new Step(before, Optional.empty());
        }
        var entries = new ArrayList<>(before.entries());
        if (!windows) {
            entries.removeIf(e -> e.time() < newest - span);
        }
        insert(entries, entry);
        shrink(entries);
        var after = new GroupState(
                before.isEmpty() ? entry.time() : before.since(), before.events() + entry.events(), entries);
        if (windows) {
            return new Step(after, Optional.empty());
        }
        var found = judged(after);
        return new Step(found.isPresent() ? GroupState.EMPTY : after, found);
    }

    /** One entry for each distinct thing where only its last occurrence matters. */
    private void insert(List<Entry> entries, Entry entry) {
        var next = entry;
        for (var old : List.copyOf(entries)) {
            if (isSame(old, entry)) {
                entries.remove(old);
                boolean later = entry.time() >= old.time();
                next = type == Type.VALUE_PERCENTILE ? later ? old.with(entry) : entry.with(old) : later ? entry : old;
            }
        }
        int at = entries.size();
        while (at > 0 && entries.get(at - 1).time() > next.time()) {
            at--;
        }
        entries.add(at, next);
    }

    private boolean isSame(Entry old, Entry entry) {
        return switch (type) {
            case VALUE_COUNT -> old.value() == entry.value();
            case TEMPORAL -> old.rule() == entry.rule();
            case VALUE_PERCENTILE -> isShare() && old.value() == entry.value();
            case EVENT_COUNT, TEMPORAL_ORDERED, VALUE_SUM, VALUE_AVG -> false;
        };
    }

    private boolean isShare() {
        return condition.percentile() == Condition.SHARE;
    }

    /** Sums stay exact, as of a slightly later time; of values that are kept one by one, the oldest are given up. */
    private void shrink(List<Entry> entries) {
        if (entries.size() <= GroupState.MAX_ENTRIES) {
            return;
        }
        switch (type) {
            case EVENT_COUNT, VALUE_SUM, VALUE_AVG -> {
                var first = entries.removeFirst();
                entries.set(0, first.with(entries.getFirst()));
            }
            case VALUE_PERCENTILE -> {
                if (isShare()) {
                    // A value seen often is no candidate for being rare, and the total is kept apart.
                    entries.remove(entries.stream()
                            .max(Comparator.comparingLong(Entry::events))
                            .orElseThrow());
                } else {
                    entries.removeFirst();
                }
            }
            case VALUE_COUNT, TEMPORAL, TEMPORAL_ORDERED -> entries.removeFirst();
        }
    }

    private Optional<List<Entry>> judged(GroupState state) {
        var entries = state.entries();
        return switch (type) {
            case EVENT_COUNT -> evidence(entries, condition.holds(events(entries)));
            case VALUE_COUNT, TEMPORAL -> evidence(entries, condition.holds(entries.size()));
            case TEMPORAL_ORDERED -> evidence(entries, condition.holds(inOrder(entries)));
            case VALUE_SUM -> evidence(entries, condition.holds(sum(entries)));
            case VALUE_AVG -> evidence(entries, condition.holds(sum(entries) / events(entries)));
            case VALUE_PERCENTILE -> {
                if (!isShare()) {
                    yield evidence(entries, condition.holds(percentile(entries)));
                }
                var rare = entries.stream()
                        .filter(e -> condition.holds(100.0 * e.events() / state.events()))
                        .toList();
                yield evidence(rare, !rare.isEmpty());
            }
        };
    }

    private static double events(List<Entry> entries) {
        return entries.stream().mapToLong(Entry::events).sum();
    }

    private static double sum(List<Entry> entries) {
        return entries.stream().mapToDouble(Entry::number).sum();
    }

    /** Nearest rank. */
    private double percentile(List<Entry> entries) {
        var sorted = entries.stream().mapToDouble(Entry::number).sorted().toArray();
        int rank = (int) Math.ceil(condition.percentile() / 100 * sorted.length);
        return sorted[Math.max(0, rank - 1)];
    }

    /** How many of the rules, from the first on, were satisfied one after the other within the timespan. */
    private int inOrder(List<Entry> entries) {
        // Per rule, the latest time at which a chain that has come to it can have begun.
        var begun = new long[rules];
        java.util.Arrays.fill(begun, Long.MIN_VALUE);
        int longest = 0;
        for (var entry : entries) {
            int at = entry.rule();
            long begin = at == 0 ? entry.time() : begun[at - 1];
            if (begin != Long.MIN_VALUE && entry.time() - begin <= span) {
                begun[at] = Math.max(begun[at], begin);
                longest = Math.max(longest, at + 1);
            }
        }
        return longest;
    }

    private static Optional<List<Entry>> evidence(List<Entry> entries, boolean holds) {
        if (!holds) {
            return Optional.empty();
        }
        int from = Math.max(0, entries.size() - Suspicion.MAX_EVIDENCE);
        return Optional.of(List.copyOf(entries.subList(from, entries.size())));
    }
}
