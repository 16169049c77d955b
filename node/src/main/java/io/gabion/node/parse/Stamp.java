package io.gabion.node.parse;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Month;
import java.time.OffsetDateTime;
import java.time.Year;
import java.time.ZoneOffset;
import java.util.Optional;

/** Reads the spellings of a point in time that log writers use; a spelling without a zone is UTC. */
final class Stamp {
    private static final long MAX_SECONDS = 253_402_300_799L;

    /** ISO 8601 with {@code T} or a space between date and time, with or without an offset. */
    static Optional<Instant> iso(String text) {
        if (text.length() < 19 || text.length() > 40 || text.charAt(4) != '-') {
            return Optional.empty();
        }
        var usual = usual(text);
        if (usual.isPresent()) {
            return usual;
        }
        var normal = text.charAt(10) == ' ' ? text.substring(0, 10) + "T" + text.substring(11) : text;
        normal = normal.replace(',', '.');
        try {
            if (hasOffset(normal)) {
                return Optional.of(OffsetDateTime.parse(colon(normal)).toInstant());
            }
            return Optional.of(LocalDateTime.parse(normal).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** The form that most logs write, without the cost of a formatter: seconds, perhaps a fraction, UTC. */
    private static Optional<Instant> usual(String text) {
        int end = text.endsWith("Z") ? text.length() - 1 : text.length();
        int year = number(text, 0, 4);
        int month = number(text, 5, 7);
        int day = number(text, 8, 10);
        int hour = number(text, 11, 13);
        int minute = number(text, 14, 16);
        int second = end < 19 ? -1 : number(text, 17, 19);
        boolean marks = text.charAt(7) == '-'
                && (text.charAt(10) == 'T' || text.charAt(10) == ' ')
                && text.charAt(13) == ':'
                && text.charAt(16) == ':'
                && (end == 19 || end > 20 && end <= 29 && text.charAt(19) == '.');
        boolean numbers = year >= 0 && hour >= 0 && hour < 24 && minute >= 0 && minute < 60;
        if (!marks || !numbers || month < 1 || month > 12 || day < 1 || second < 0 || second > 59) {
            return Optional.empty();
        }
        if (day > Month.of(month).length(Year.isLeap(year))) {
            return Optional.empty();
        }
        int nanos = 0;
        if (end > 19) {
            nanos = number(text, 20, end);
            for (int digits = end - 20; digits < 9; digits++) {
                nanos *= 10;
            }
        }
        if (nanos < 0) {
            return Optional.empty();
        }
        long seconds = LocalDate.of(year, month, day).toEpochDay() * 86_400 + hour * 3_600L + minute * 60L + second;
        return Optional.of(Instant.ofEpochSecond(seconds, nanos));
    }

    /** Of up to nine digits; -1 if there is anything else among them. */
    private static int number(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = 10 * number + digit;
        }
        return number;
    }

    /** Seconds since 1970, with or without a fraction. */
    static Optional<Instant> epoch(String text) {
        if (text.isEmpty() || text.length() > 40 || !Character.isDigit(text.charAt(0)) || text.indexOf('E') > 0) {
            return Optional.empty();
        }
        try {
            var seconds = new BigDecimal(text);
            if (seconds.precision() - seconds.scale() > 12 || seconds.longValue() > MAX_SECONDS) {
                return Optional.empty();
            }
            long whole = seconds.longValue();
            // microseconds are the most a float can be trusted for, and what log writers mean
            long micros = seconds.subtract(BigDecimal.valueOf(whole))
                    .movePointRight(6)
                    .setScale(0, RoundingMode.HALF_EVEN)
                    .longValue();
            return Optional.of(Instant.ofEpochSecond(whole, micros * 1000));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static boolean hasOffset(String text) {
        return text.endsWith("Z") || text.indexOf('+', 19) > 0 || text.indexOf('-', 19) > 0;
    }

    /** {@code +0200} as {@code +02:00}. */
    private static String colon(String text) {
        int sign = Math.max(text.indexOf('+', 19), text.indexOf('-', 19));
        return sign > 0 && text.length() - sign == 5
                ? text.substring(0, sign + 3) + ":" + text.substring(sign + 3)
                : text;
    }

    private Stamp() {}
}
