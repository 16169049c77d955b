package io.gabion.node.parse;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
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
        var normal = text.charAt(10) == ' ' ? text.substring(0, 10) + "T" + text.substring(11) : text;
        try {
            if (hasOffset(normal)) {
                return Optional.of(OffsetDateTime.parse(colon(normal)).toInstant());
            }
            return Optional.of(LocalDateTime.parse(normal).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
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
