package io.gabion.protocol.rule;

import io.gabion.protocol.rule.Counting.Condition;
import java.util.List;

/**
 * Where a correlation stands among others, journaled with what it counts: so its groups can tell those of others what they
 * found and need no rules for it. A correlation that stands alone and speaks for itself has none.
 *
 * @param rule its id
 * @param level 1 if it builds on plain rules alone, else one more than the highest that it builds on
 * @param silent whether it speaks through others only
 * @param of titles of what it builds on, in its order
 * @param links all that lead on from it, at any remove
 */
public record Chain(String rule, int level, boolean silent, List<String> of, List<Link> links) {
    /** How many correlations may stand on each other. */
    public static final int LEVELS = 8;

    /** How many links may lead on from one. */
    public static final int LINKS = 64;

    public Chain {
        of = List.copyOf(of);
        links = List.copyOf(links);
    }

    /** Of a correlation that stands alone. */
    public static Chain none(String rule) {
        return new Chain(rule, 1, false, List.of(), List.of());
    }

    /** The field that gives a group its value of this name. */
    public record By(String name, String field) {}

    /**
     * What is found by one is an event of another.
     *
     * @param from the id of the rule or correlation that finds
     * @param place which of the other's rules that is, from 0
     * @param fields whose values are counted or added up
     * @param rule the other, which is described by all that follows as it is in its own chain
     */
    public record Link(
            String from,
            int place,
            List<By> by,
            List<String> fields,
            Rule rule,
            Condition condition,
            int level,
            boolean silent,
            List<String> of) {
        public Link {
            by = List.copyOf(by);
            fields = List.copyOf(fields);
            of = List.copyOf(of);
        }
    }

    public List<Link> next() {
        return links.stream().filter(link -> link.from().equals(rule)).toList();
    }

    /** Of the correlation to which one of the links leads. */
    public Chain at(Link link) {
        var further = links.stream().filter(l -> l.level() > link.level()).toList();
        return new Chain(link.rule().id(), link.level(), link.silent(), link.of(), further);
    }
}
