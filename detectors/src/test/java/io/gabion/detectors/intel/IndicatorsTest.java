package io.gabion.detectors.intel;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.detectors.Events;
import io.gabion.protocol.intel.IndicatorType;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.Observation.Actor;
import io.gabion.protocol.observation.Observation.Authentication;
import io.gabion.protocol.observation.Observation.Network;
import io.gabion.protocol.observation.Observation.Process;
import io.gabion.protocol.observation.OcsfClass;
import io.gabion.protocol.observation.Several;
import io.gabion.protocol.observation.Source;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IndicatorsTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    private static Entry entry(String value, Instant from, int confidence, int halfLife) {
        return new Entry(Values.of(value).orElseThrow(), "", "", from, Instant.MAX, confidence, halfLife, 1, List.of());
    }

    private static Indicators of(Entry... entries) {
        var builder = new IndicatorsBuilder();
        for (var entry : entries) {
            assertThat(builder.add(entry, "list", "1")).isEmpty();
        }
        return builder.build();
    }

    private static boolean names(String indicator, String seen) {
        return of(entry(indicator, Instant.MIN, 100, 0))
                .find(Values.of(seen).orElseThrow(), NOW, false)
                .isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "203.0.113.7, 203.0.113.7, true",
        "203.0.113.7, 203.0.113.8, false",
        "203.0.113.0/25, 203.0.113.127, true",
        "203.0.113.0/25, 203.0.113.128, false",
        "203.0.113.99/25, 203.0.113.1, true",
        "0.0.0.0/0, 198.51.100.1, true",
        "203.0.113.7/32, 203.0.113.7, true",
        "2001:db8::/33, 2001:db8:7fff::1, true",
        "2001:db8::/33, 2001:db8:8000::1, false",
        "2001:DB8:0::1, 2001:db8::1, true",
        "evil.example, EVIL.example., true",
        "evil.example, a.evil.example, false",
        "*.evil.example, a.b.evil.example, true",
        ".evil.example, evil.example, true",
        "*.evil.example, notevil.example, false",
        "http://Evil.example:80/A#x, http://evil.example/A, true",
        "http://evil.example/A, http://evil.example/a, false",
        "hxxps://evil[.]example, https://evil.example/, true",
        "D41D8CD98F00B204E9800998ECF8427E, d41d8cd98f00b204e9800998ecf8427e, true",
        "Bad@Evil.example, 'Some <bad@evil.example>', true",
    })
    void an_indicator_names_what_it_means(String indicator, String seen, boolean named) {
        assertThat(names(indicator, seen)).isEqualTo(named);
    }

    @Test
    void half_of_the_confidence_is_left_after_the_half_life_and_none_in_the_end() {
        var value = Values.of("203.0.113.7").orElseThrow();
        var list = of(entry("203.0.113.7", NOW.minus(30, ChronoUnit.DAYS), 80, 30));

        var found = list.find(value, NOW, false).orElseThrow();

        assertThat(found.confidence()).isEqualTo(0.4);
        assertThat(found.stated()).isEqualTo(0.8);
        assertThat(found.ageSeconds()).isEqualTo(30 * 86_400);
        assertThat(list.find(value, NOW.plus(90, ChronoUnit.DAYS), false)).isEmpty();
        assertThat(list.find(value, NOW.minus(31, ChronoUnit.DAYS), false)).isEmpty();
        assertThat(list.find(value, NOW.minus(31, ChronoUnit.DAYS), true)).isPresent();
    }

    @Test
    void of_several_that_name_a_value_the_surest_counts() {
        var list = of(
                entry("203.0.113.0/24", Instant.MIN, 40, 0),
                entry("203.0.113.7", Instant.MIN, 90, 0),
                entry("203.0.0.0/16", Instant.MIN, 60, 0));

        assertThat(list.find(Values.of("203.0.113.7").orElseThrow(), NOW, false)
                        .orElseThrow()
                        .type())
                .isEqualTo(IndicatorType.ADDRESS);
        assertThat(list.find(Values.of("203.0.113.8").orElseThrow(), NOW, false)
                        .orElseThrow()
                        .value())
                .isEqualTo("203.0.0.0/16");
    }

    @Test
    void a_million_take_less_than_seventy_bytes_each_and_every_one_is_found() {
        var builder = new IndicatorsBuilder();
        int million = 1_000_000;
        for (int i = 0; i < million; i++) {
            builder.add(entry("host-%d.evil-%d.example".formatted(i, i % 1_000), NOW, 50, 90), "list", "1");
        }
        var list = builder.build();

        assertThat(list.size()).isEqualTo(million);
        assertThat(list.bytes() / (double) million).isLessThan(70);
        for (int i = 0; i < million; i += 997) {
            var name = new Values.Value(IndicatorType.DOMAIN, "host-%d.evil-%d.example".formatted(i, i % 1_000));
            assertThat(list.find(name, NOW, false)).isPresent();
        }
        for (int i = 0; i < 10_000; i++) {
            var absent = "host-%d.evil-%d.example".formatted(i, (i + 1) % 1_000);
            assertThat(list.find(new Values.Value(IndicatorType.DOMAIN, absent), NOW, false))
                    .isEmpty();
        }
    }

    @Test
    void what_is_too_long_is_refused() {
        var builder = new IndicatorsBuilder();
        var value = Values.of("203.0.113.7").orElseThrow();

        assertThat(builder.add(
                        new Entry(value, "x".repeat(256), "", Instant.MIN, Instant.MAX, 1, 0, 1, List.of()),
                        "list",
                        "1"))
                .contains("255 bytes");
        assertThat(Values.of("http://evil.example/" + "x".repeat(Values.MAX))).isEmpty();
        assertThat(builder.build().size()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "CIDR, 203.0.113.0/24, 203.0.113.7, true",
        "CIDR, 203.0.113.7, 203.0.113.7, true",
        "CIDR, 203.0.113.0/24, 203.0.114.7, false",
        "HOSTNAME, example.com, www.example.com, true",
        "HOSTNAME, .example.com, http://example.com/, true",
        "HOSTNAME, example.com, http://example.com/malware.exe, false",
        "STRING, example.com, example.com, true",
        "STRING, example.com, www.example.com, false",
        "SUBSTRING, .google.com/, http://www.google.com/a, true",
        "SUBSTRING, google, example.com, false",
    })
    void a_warning_list_has_what_it_means(WarningList.Type type, String entry, String seen, boolean has) {
        var list = new WarningList("w", type, EnumSet.allOf(IndicatorType.class), List.of(entry));

        assertThat(list.has(Values.of(seen).orElseThrow())).isEqualTo(has);
    }

    @Test
    void each_of_several_values_of_a_field_is_looked_up() {
        var addresses = Several.join(Collections.nCopies(60, "203.0.113.7"));
        var fields = Map.of(
                "a",
                Several.and(addresses, "198.51.100.1"),
                "b",
                Several.NONE,
                "host",
                "h.example",
                "uri",
                Several.NONE);
        var observation = new Observation(
                new Source("log", 1),
                NOW,
                OcsfClass.BASE_EVENT,
                0,
                "",
                List.of(Events.HOST),
                Actor.NONE,
                Process.NONE,
                Network.NONE,
                Authentication.NONE,
                fields);
        assertThat(Observables.of(observation))
                .extracting(Values.Value::text)
                .containsExactlyInAnyOrder("203.0.113.7", "198.51.100.1", "h.example");
    }
}
