package io.gabion.protocol.incident;

import java.util.List;

/** How urgent an incident is, 0 to 1: its terms added up. */
public record Score(double total, List<Term> terms) {
    public static final Score NONE = new Score(0, List.of());

    public Score {
        terms = List.copyOf(terms);
    }
}
