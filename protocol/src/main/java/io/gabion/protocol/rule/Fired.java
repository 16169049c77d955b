package io.gabion.protocol.rule;

import io.gabion.protocol.intel.IndicatorHits;
import java.util.List;
import java.util.stream.Stream;

/**
 * What rules and indicators said of some observations.
 *
 * @param hits of rules that speak for themselves
 * @param counted events that correlation rules count
 * @param indicators that were seen
 */
public record Fired(List<RuleHits> hits, List<Counting> counted, List<IndicatorHits> indicators) {
    public static final Fired NOTHING = new Fired(List.of(), List.of(), List.of());

    public Fired {
        hits = List.copyOf(hits);
        counted = List.copyOf(counted);
        indicators = List.copyOf(indicators);
    }

    /** What rules alone said. */
    public Fired(List<RuleHits> hits, List<Counting> counted) {
        this(hits, counted, List.of());
    }

    public static Fired of(List<RuleHits> hits) {
        return new Fired(hits, List.of());
    }

    /** What others said of the same observations as well. */
    public Fired and(Fired other) {
        return new Fired(
                joined(hits, other.hits), joined(counted, other.counted), joined(indicators, other.indicators));
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
                        .allMatch(e -> e.at() >= 0 && e.at() < observations);
    }
}
