package io.gabion.protocol.rule;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.gabion.protocol.entity.Later;
import java.util.List;
import java.util.Map;

/**
 * The events of a batch that one correlation rule counts, journaled with what the rule is about, so that whoever keeps
 * their groups needs no rules.
 *
 * @param rule as its hits show it
 * @param condition what must hold within one group
 */
public record Counting(Rule rule, Condition condition, List<Group> groups) {
    public Counting {
        groups = List.copyOf(groups);
    }

    /**
     * @param type Sigma's word for the kind of correlation, such as {@code event_count}
     * @param spanMillis of event time
     * @param bounds all of them must hold
     * @param percentile 0 to 100, or -1
     * @param rules how many rules it builds on
     */
    public record Condition(String type, long spanMillis, List<Bound> bounds, double percentile, int rules) {
        public Condition {
            bounds = List.copyOf(bounds);
        }
    }

    /** @param operator Sigma's word, such as {@code gte} */
    public record Bound(String operator, double number) {}

    /**
     * @param name a hash of the rule's id and the values: the name of the asset that keeps the group
     * @param values that its events have in common, by field
     */
    public record Group(String name, Map<String, String> values, List<Event> events) {
        public Group {
            values = Map.copyOf(values);
            events = List.copyOf(events);
        }
    }

    /**
     * @param at its place in the list of observations
     * @param rule which of the rules it satisfied, from 0
     * @param value a hash of the value that is counted, or 0
     * @param number what is added up, or 0
     * @param filled what correlations that build on this one ask for and the observation has under other names
     */
    public record Event(
            int at,
            int rule,
            long value,
            double number,

            @Later @JsonInclude(JsonInclude.Include.NON_EMPTY)
            List<Filled> filled) {
        public Event {
            filled = List.copyOf(filled);
        }

        public Event(int at, int rule, long value, double number) {
            this(at, rule, value, number, List.of());
        }

        /** The same of another list. */
        public Event placed(int place) {
            return new Event(place, rule, value, number, filled);
        }
    }

    /** A field under the name by which rules ask for it. */
    public record Filled(String name, String value) {}
}
