package io.gabion.detectors.sigma.correlate;

import io.gabion.protocol.observation.Source;
import java.util.Comparator;

/**
 * What a group remembers of one event, or of some that were put together.
 *
 * @param time milliseconds since 1970, in event time
 * @param rule which of the correlation's rules it satisfied, from 0
 * @param value a hash of the value that is counted, or 0
 * @param number what is added up, for all of them together, or 0
 * @param events how many
 * @param source the last of them
 */
public record Entry(long time, int rule, long value, double number, long events, Source source) {
    /** In which events of one group are counted. */
    static final Comparator<Entry> ORDER = Comparator.comparingLong(Entry::time)
            .thenComparing(entry -> entry.source().file())
            .thenComparingLong(entry -> entry.source().line())
            .thenComparingInt(Entry::rule)
            .thenComparingLong(Entry::value)
            .thenComparingDouble(Entry::number);

    /** Both, as of the later one. */
    Entry with(Entry later) {
        return new Entry(later.time, rule, value, number + later.number, events + later.events, later.source);
    }
}
