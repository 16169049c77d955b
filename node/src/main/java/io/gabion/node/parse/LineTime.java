package io.gabion.node.parse;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the time that a line of a service's own log begins with or has in its first {@value #FRONT} characters, in one of
 * the spellings that such logs use. A day without its year is that of {@link SyslogClock}, a time without a zone is UTC.
 */
final class LineTime {
    static final int FRONT = 128;

    private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";
    private static final Pattern STAMP = Pattern.compile("(?<![\\d.])(?:"
            + "(?<y1>\\d{4})[-/.:](?<m1>\\d\\d)[-/.:](?<d1>\\d\\d)"
            + "|(?<d2>\\d{1,2})[-/ ](?<n2>[A-Z][a-z]{2})[-/ ](?<y2>\\d{4})"
            + "|(?<m3>\\d{1,2})/(?<d3>\\d{1,2})/(?<y3>\\d{4}|\\d\\d)"
            + "|(?<d5>\\d{1,2})\\.(?<m5>\\d{1,2})\\.(?<y5>\\d{4})"
            + "|(?<y6>\\d{4}|\\d\\d(?=\\d{4} ))(?<m6>\\d\\d)(?<d6>\\d\\d)"
            + "|(?<=^[IWEF])(?<m7>\\d\\d)(?<d7>\\d\\d)"
            + "|(?<n4>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) {1,2}(?<d4>\\d{1,2})"
            + ")(?:T| - |-|,? {1,2}|:|\"? time=\"?)(?<h>\\d{1,2}):(?<min>\\d\\d):(?<s>\\d\\d)(?!\\d)(?:[.,](?<f>\\d{1,9}))?"
            + "(?: (?<half>[AP]M))?(?: ?(?<zone>Z|UTC|GMT|[+-]\\d\\d:?\\d\\d))?(?: (?<y4>\\d{4})(?!\\d))?");

    /** Seconds since 1970, of this century's first half. */
    private static final Pattern EPOCH = Pattern.compile("\\[?([12]\\d{9}(?:\\.\\d{1,6})?)(?=[\\s:\\]])");

    private final SyslogClock clock;
    private int end;

    LineTime(InstantSource reference) {
        clock = new SyslogClock(reference);
    }

    /** Where the stamp that was read last ends. */
    int end() {
        return end;
    }

    Optional<Instant> of(String line) {
        var epoch = EPOCH.matcher(line);
        if (epoch.lookingAt()) {
            end = epoch.end();
            return Optional.of(Instant.ofEpochMilli(Math.round(Double.parseDouble(epoch.group(1)) * 1000)));
        }
        var found =
                STAMP.matcher(line).region(0, Math.min(line.length(), FRONT)).useTransparentBounds(true);
        if (!found.find()) {
            return Optional.empty();
        }
        try {
            var time = time(line, found);
            end = found.end();
            return time;
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private Optional<Instant> time(String line, Matcher found) {
        if (found.group("n4") != null && found.group("y4") == null) {
            return clock.bsd(line, found.start("n4"));
        }
        if (found.group("m7") != null) {
            // as Google's own programs begin a line; the seconds' fraction is left out
            int month = 3 * Integer.parseInt(found.group("m7"));
            return month < 3 || month > 36
                    ? Optional.empty()
                    : clock.bsd(
                            "%s %s %s:%s:%s "
                                    .formatted(
                                            MONTHS.substring(month - 3, month),
                                            found.group("d7"),
                                            found.group("h"),
                                            found.group("min"),
                                            found.group("s")),
                            0);
        }
        int year = Integer.parseInt(any(found, found.group("n4") != null ? "y4" : "y1", "y2", "y3", "y5", "y6"));
        var name = any(found, "n2", "n4");
        int month = name.isEmpty() ? Integer.parseInt(any(found, "m1", "m3", "m5", "m6")) : month(name);
        int day = Integer.parseInt(any(found, "d1", "d2", "d3", "d4", "d5", "d6"));
        int hour = number(found, "h");
        if (found.group("half") != null) {
            hour = hour % 12 + (found.group("half").equals("PM") ? 12 : 0);
        }
        int nanos = Integer.parseInt((any(found, "f") + "000000000").substring(0, 9));
        return Optional.of(LocalDateTime.of(
                        year < 100 ? 2000 + year : year,
                        month,
                        day,
                        hour,
                        number(found, "min"),
                        number(found, "s"),
                        nanos)
                .toInstant(zone(found.group("zone"))));
    }

    /** What the first of these groups holds that took part; empty if none did. */
    private static String any(Matcher found, String... names) {
        for (var name : names) {
            if (found.group(name) != null) {
                return found.group(name);
            }
        }
        return "";
    }

    private static int month(String name) {
        int at = MONTHS.indexOf(name);
        return at % 3 == 0 ? at / 3 + 1 : 0;
    }

    private static ZoneOffset zone(String text) {
        return text == null || Character.isLetter(text.charAt(0)) ? ZoneOffset.UTC : ZoneOffset.of(text);
    }

    private static int number(Matcher found, String name) {
        return Integer.parseInt(found.group(name));
    }
}
