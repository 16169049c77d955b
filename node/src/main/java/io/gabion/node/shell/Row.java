package io.gabion.node.shell;

import java.time.Instant;
import java.util.List;

/** What a shell journals, with its place in the journal. */
sealed interface Row<E> {
    long sequence();

    long decision();

    Instant at();

    record Happened<E>(long sequence, long decision, Instant at, E event) implements Row<E> {}

    /** These sends have been acknowledged. Belongs to no decision: it carries the number of the one before. */
    record Handed<E>(long sequence, long decision, Instant at, List<String> sends) implements Row<E> {
        public Handed {
            sends = List.copyOf(sends);
        }
    }
}
