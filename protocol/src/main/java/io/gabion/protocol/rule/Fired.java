package io.gabion.protocol.rule;

import io.gabion.protocol.entity.Later;
import io.gabion.protocol.intel.IndicatorHits;
import java.util.List;
import java.util.stream.Stream;

/**
 * What rules, indicators and models said of some observations.
 *
 * @param hits of rules that speak for themselves
 * @param counted events that correlation rules count
 * @param indicators that were seen
 * @param scored by models
 * @param chains where correlations that count stand, as far as they do not stand alone
 */
public record Fired(
        List<RuleHits> hits,
        List<Counting> counted,
        List<IndicatorHits> indicators,
        List<ModelScores> scored,
        @Later List<Chain> chains) {
    public static final Fired NOTHING = new Fired(List.of(), List.of());

    public Fired {
        hits = List.copyOf(hits);
        counted = List.copyOf(counted);
        indicators = List.copyOf(indicators);
        scored = List.copyOf(scored);
        chains = List.copyOf(chains);
    }

    /** Where every correlation stands alone. */
    public Fired(
            List<RuleHits> hits, List<Counting> counted, List<IndicatorHits> indicators, List<ModelScores> scored) {
        this(hits, counted, indicators, scored, List.of());
    }

    /** What rules alone said. */
    public Fired(List<RuleHits> hits, List<Counting> counted) {
        this(hits, counted, List.of(), List.of());
    }

    /** What rules said, some of which build on each other. */
    public Fired(List<RuleHits> hits, List<Counting> counted, List<Chain> chains) {
        this(hits, counted, List.of(), List.of(), chains);
    }

    public static Fired of(List<RuleHits> hits) {
        return new Fired(hits, List.of());
    }

    public static Fired ofIndicators(List<IndicatorHits> indicators) {
        return new Fired(List.of(), List.of(), indicators, List.of());
    }

    public static Fired ofScores(List<ModelScores> scored) {
        return new Fired(List.of(), List.of(), List.of(), scored);
    }

    /** What others said of the same observations as well. */
    public Fired and(Fired other) {
        return new Fired(
                joined(hits, other.hits),
                joined(counted, other.counted),
                joined(indicators, other.indicators),
                joined(scored, other.scored),
                joined(chains, other.chains));
    }

    private static <T> List<T> joined(List<T> some, List<T> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }

    /** Whether every place is one of so many observations. */
    public boolean within(int observations) {
        return hits.stream().allMatch(h -> h.at().getLast() < observations)
                && indicators.stream().allMatch(h -> h.at().getLast() < observations)
                && counted.stream()
                        .flatMap(c -> c.groups().stream())
                        .flatMap(g -> g.events().stream())
                        .allMatch(e -> e.at() >= 0 && e.at() < observations)
                && scored.stream()
                        .flatMap(s -> s.flagged().stream())
                        .allMatch(s -> s.at() >= 0 && s.at() < observations);
    }
}
