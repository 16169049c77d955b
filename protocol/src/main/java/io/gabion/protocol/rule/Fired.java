package io.gabion.protocol.rule;

import java.util.List;

/**
 * What rules said of some observations.
 *
 * @param hits of rules that speak for themselves
 * @param counted events that correlation rules count
 */
public record Fired(List<RuleHits> hits, List<Counting> counted) {
    public static final Fired NOTHING = new Fired(List.of(), List.of());

    public Fired {
        hits = List.copyOf(hits);
        counted = List.copyOf(counted);
    }

    public static Fired of(List<RuleHits> hits) {
        return new Fired(hits, List.of());
    }

    /** Whether every place is one of so many observations. */
    public boolean within(int observations) {
        return hits.stream().allMatch(h -> h.at().getLast() < observations)
                && counted.stream()
                        .flatMap(c -> c.groups().stream())
                        .flatMap(g -> g.events().stream())
                        .allMatch(e -> e.at() >= 0 && e.at() < observations);
    }
}
