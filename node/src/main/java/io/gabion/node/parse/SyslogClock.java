package io.gabion.node.parse;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.Year;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Reads the timestamps of syslog headers. A stamp without a year gets the year that puts it nearest to the reference
 * time, at most a day ahead of it; a stamp without a zone is UTC. The last stamp is remembered, since neighbouring
 * lines mostly share it.
 */
final class SyslogClock {
    private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";
    private static final int YEARS_BACK = 8;

    private final InstantSource reference;
    private String lastText = "";
    private Instant lastTime = Instant.EPOCH;
    private int end;

    SyslogClock(InstantSource reference) {
        this.reference = reference;
    }

    /** Where the stamp read last ends. */
    int end() {
        return end;
    }

    /** Reads {@code Jan  2 03:04:05}, also with a year before the time or fractions of a second after it. */
    Optional<Instant> bsd(String line, int from) {
        int length = lastText.length();
        if (length == 15 && line.startsWith(lastText, from) && line.startsWith(" ", from + length)) {
            end = from + length;
            return Optional.of(lastTime);
        }
        int month = month(line, from);
        int at = skipSpaces(line, from + 3);
        int dayEnd = digits(line, at, 2);
        if (month == 0 || at == from + 3 || dayEnd == at) {
            return Optional.empty();
        }
        int day = number(line, at, dayEnd);
        at = skipSpaces(line, dayEnd);
        int year = 0;
        int yearEnd = digits(line, at, 4);
        if (yearEnd == at + 4) {
            year = number(line, at, yearEnd);
            at = skipSpaces(line, yearEnd);
        }
        if (!isClock(line, at)) {
            return Optional.empty();
        }
        try {
            var time = inYear(
                    year,
                    month,
                    day,
                    number(line, at, at + 2),
                    number(line, at + 3, at + 5),
                    Math.min(59, number(line, at + 6, at + 8)));
            end = at + 8;
            if (end < line.length() && line.charAt(end) == '.') {
                int fraction = digits(line, end + 1, 9);
                end = fraction;
            } else {
                lastText = line.substring(from, end);
                lastTime = time.orElse(lastTime);
            }
            return time;
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Reads an RFC 3339 stamp that reaches to the next space. */
    Optional<Instant> iso(String line, int from) {
        int stop = line.indexOf(' ', from);
        end = stop < 0 ? line.length() : stop;
        var text = line.substring(from, end);
        if (text.equals(lastText)) {
            return Optional.of(lastTime);
        }
        var time = Stamp.iso(text);
        time.ifPresent(t -> {
            lastText = text;
            lastTime = t;
        });
        return time;
    }

    private Optional<Instant> inYear(int year, int month, int day, int hour, int minute, int second) {
        if (year != 0) {
            return Optional.of(
                    LocalDateTime.of(year, month, day, hour, minute, second).toInstant(ZoneOffset.UTC));
        }
        var latest = reference.instant().plus(1, ChronoUnit.DAYS);
        int last = OffsetDateTime.ofInstant(latest, ZoneOffset.UTC).getYear();
        for (int y = last; y > last - YEARS_BACK; y--) {
            if (month == 2 && day == 29 && !Year.isLeap(y)) {
                continue;
            }
            var time = LocalDateTime.of(y, month, day, hour, minute, second).toInstant(ZoneOffset.UTC);
            if (!time.isAfter(latest)) {
                return Optional.of(time);
            }
        }
        return Optional.empty();
    }

    private static int month(String line, int from) {
        if (from + 3 > line.length()) {
            return 0;
        }
        for (int i = 0; i < 12; i++) {
            if (line.startsWith(MONTHS.substring(3 * i, 3 * i + 3), from)) {
                return i + 1;
            }
        }
        return 0;
    }

    private static boolean isClock(String line, int at) {
        return digits(line, at, 2) == at + 2
                && line.startsWith(":", at + 2)
                && digits(line, at + 3, 2) == at + 5
                && line.startsWith(":", at + 5)
                && digits(line, at + 6, 2) == at + 8;
    }

    private static int skipSpaces(String line, int at) {
        while (at < line.length() && line.charAt(at) == ' ') {
            at++;
        }
        return at;
    }

    private static int digits(String line, int at, int most) {
        int end = at;
        while (end < line.length() && end < at + most && line.charAt(end) >= '0' && line.charAt(end) <= '9') {
            end++;
        }
        return end;
    }

    private static int number(String line, int from, int to) {
        int value = 0;
        for (int i = from; i < to; i++) {
            value = value * 10 + line.charAt(i) - '0';
        }
        return value;
    }
}
