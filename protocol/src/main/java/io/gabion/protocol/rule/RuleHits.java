package io.gabion.protocol.rule;

import java.util.List;

/**
 * A rule and which of some observations satisfied it.
 *
 * @param at their places in the list of observations, ascending, at least one
 */
public record RuleHits(Rule rule, List<Integer> at) {
    public RuleHits {
        at = List.copyOf(at);
        if (at.isEmpty() || at.getFirst() < 0) {
            throw new IllegalArgumentException("a rule's hits have places: " + rule.id() + " " + at);
        }
    }
}
