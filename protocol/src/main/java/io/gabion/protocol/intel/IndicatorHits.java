package io.gabion.protocol.intel;

import java.util.List;

/**
 * An indicator and which of some observations showed it.
 *
 * @param indicator as of the first of them
 * @param seen the value that was observed: the address within a network, the name below a domain
 * @param at their places in the list of observations, ascending, at least one
 */
public record IndicatorHits(Indicator indicator, String seen, List<Integer> at) {
    public IndicatorHits {
        at = List.copyOf(at);
        if (at.isEmpty() || at.getFirst() < 0) {
            throw new IllegalArgumentException("an indicator's hits have places: " + indicator.id() + " " + at);
        }
    }
}
