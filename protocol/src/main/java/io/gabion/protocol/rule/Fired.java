package io.gabion.protocol.rule;

import java.util.List;

/**
 * What rules and models said of some observations.
 *
 * @param hits of rules that speak for themselves
 * @param counted events that correlation rules count
 * @param scored by models
 */
public record Fired(List<RuleHits> hits, List<Counting> counted, List<ModelScores> scored) {
    public static final Fired NOTHING = new Fired(List.of(), List.of());

    public Fired {
        hits = List.copyOf(hits);
        counted = List.copyOf(counted);
        scored = List.copyOf(scored);
    }

    /** No model was asked. */
    public Fired(List<RuleHits> hits, List<Counting> counted) {
        this(hits, counted, List.of());
    }

    public Fired with(List<ModelScores> scores) {
        return new Fired(hits, counted, scores);
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
                        .allMatch(e -> e.at() >= 0 && e.at() < observations)
                && scored.stream()
                        .flatMap(s -> s.flagged().stream())
                        .allMatch(s -> s.at() >= 0 && s.at() < observations);
    }
}
