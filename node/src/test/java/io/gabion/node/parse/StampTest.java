package io.gabion.node.parse;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StampTest {
    @ParameterizedTest
    @CsvSource({
        "2026-03-01T10:00:00Z, 2026-03-01T10:00:00Z",
        "2026-03-01 10:00:00, 2026-03-01T10:00:00Z",
        "2026-03-01 10:00:00.5, 2026-03-01T10:00:00.5Z",
        "2026-03-01T10:00:00.123456789Z, 2026-03-01T10:00:00.123456789Z",
        "2024-02-29T23:59:59Z, 2024-02-29T23:59:59Z",
        "2026-03-01T10:00:00+02:00, 2026-03-01T08:00:00Z",
        "'2026-03-01T10:00:00,250+0000', 2026-03-01T10:00:00.250Z",
        "2026-03-01T10:00:00.1-0330, 2026-03-01T13:30:00.1Z",
        "2026-02-29T00:00:00Z,",
        "2026-13-01T00:00:00Z,",
        "2026-03-01T24:00:00Z,",
        "2026-03-01T10:00:60Z,",
        "2026-03-01T10:00:0xZ,",
        "2026-03-01T10:00:00.12345678901Z,",
        "2026-03-01T10:00:00.1x3Z,",
    })
    void an_iso_time_is_read_with_and_without_what_may_be_left_out(String text, Instant expected) {
        assertThat(Stamp.iso(text)).isEqualTo(Optional.ofNullable(expected));
    }

    /** The short way and the library's say the same of anything that looks like a time. */
    @Test
    void what_is_read_without_a_formatter_is_what_the_formatter_reads() {
        var random = new Random(7);
        int read = 0;
        for (int i = 0; i < 4_000; i++) {
            var text = new StringBuilder("20%02d-%02d-%02dT%02d:%02d:%02d.%d"
                    .formatted(
                            random.nextInt(100),
                            random.nextInt(14),
                            random.nextInt(33),
                            random.nextInt(25),
                            random.nextInt(61),
                            random.nextInt(61),
                            random.nextInt(1_000_000)));
            if (random.nextInt(4) == 0) {
                text.setCharAt(random.nextInt(text.length()), "0:-.TZ 9".charAt(random.nextInt(8)));
            }
            var expected = library(text.toString());
            assertThat(Stamp.iso(text.toString())).as(text.toString()).isEqualTo(expected);
            read += expected.isPresent() ? 1 : 0;
        }
        assertThat(read).isBetween(1_600, 3_600);
    }

    private static Optional<Instant> library(String text) {
        try {
            var normal = text.charAt(10) == ' ' ? text.substring(0, 10) + "T" + text.substring(11) : text;
            return text.charAt(4) != '-' || normal.endsWith("Z") || normal.lastIndexOf('-') > 18
                    ? Stamp.iso(text)
                    : Optional.of(LocalDateTime.parse(normal).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
