package io.gabion.detectors.intel;

import java.time.Instant;
import java.util.List;

/**
 * One indicator of a list.
 *
 * @param id the list's own, or empty
 * @param source who says so, or empty
 * @param from,until when it is valid, {@link Instant#MIN} and {@link Instant#MAX} where the list does not say
 * @param confidence 0 to 100
 * @param halfLifeDays after so many days half of the confidence is left, 0 for never
 * @param line in its file
 * @param techniques of ATT&CK that the list names with it
 */
public record Entry(
        Values.Value value,
        String id,
        String source,
        Instant from,
        Instant until,
        int confidence,
        int halfLifeDays,
        int line,
        List<String> techniques) {
    public static final int USUAL_CONFIDENCE = 50;

    public Entry {
        techniques = List.copyOf(techniques);
    }

    /** Addresses change hands, names less often, content never. */
    public static int usualHalfLife(Values.Value value) {
        return switch (value.type()) {
            case ADDRESS, NETWORK -> 30;
            case DOMAIN, ZONE, URL -> 90;
            case HASH, MAIL -> 0;
        };
    }
}
