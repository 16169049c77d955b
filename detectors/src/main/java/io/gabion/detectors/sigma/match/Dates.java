package io.gabion.detectors.sigma.match;

import io.gabion.detectors.sigma.rule.Check.Part;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.IsoFields;
import java.util.regex.Pattern;

/** Parts of a date as it is written: ISO 8601 with any zone ignored, or seconds or milliseconds since 1970 in UTC. */
final class Dates {
    private static final Pattern ISO =
            Pattern.compile("(\\d{4})[-/](\\d{2})[-/](\\d{2})(?:[T ](\\d{2}):(\\d{2})(?::(\\d{2}))?.{0,40})?");

    /** Not a number if the text is no date. */
    static double part(String text, Part part) {
        var date = date(text);
        if (date == null) {
            return Double.NaN;
        }
        return switch (part) {
            case MINUTE -> date.getMinute();
            case HOUR -> date.getHour();
            case DAY -> date.getDayOfMonth();
            case WEEK -> date.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR);
            case MONTH -> date.getMonthValue();
            case YEAR -> date.getYear();
        };
    }

    private static LocalDateTime date(String text) {
        try {
            var iso = ISO.matcher(text);
            if (iso.matches()) {
                return LocalDateTime.of(
                        number(iso.group(1)),
                        number(iso.group(2)),
                        number(iso.group(3)),
                        number(iso.group(4)),
                        number(iso.group(5)));
            }
            double epoch = Numbers.of(text);
            if (!(epoch >= 0)) {
                return null;
            }
            // Seconds reach the year 5138 before milliseconds reach 1973.
            long seconds = (long) (epoch < 1e11 ? epoch : epoch / 1_000);
            return LocalDateTime.ofEpochSecond(seconds, 0, ZoneOffset.UTC);
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static int number(String text) {
        return text == null ? 0 : Integer.parseInt(text);
    }

    private Dates() {}
}
