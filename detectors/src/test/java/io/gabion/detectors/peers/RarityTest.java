package io.gabion.detectors.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.protocol.Tenant;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.cohort.Count;
import io.gabion.protocol.observation.Source;
import io.gabion.protocol.suspicion.Detector;
import io.gabion.protocol.suspicion.Severity;
import io.gabion.protocol.suspicion.Suspicion;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RarityTest {
    private static final Instant NOW = Instant.parse("2026-02-05T08:00:00Z");
    private static final Instant LONG_AGO = NOW.minus(Duration.ofDays(10));

    private static Suspicion suspicion(Severity severity) {
        var self = new AssetRef(Kind.HOST, "ws1");
        return new Suspicion(
                "s",
                new Tenant("acme"),
                self,
                NOW,
                new Detector(Detector.Kind.SIGMA, "r", "1"),
                "R",
                severity,
                0.5,
                List.of(),
                List.of(new Source("a.log", 1)),
                List.of("x"),
                List.of(),
                List.of(self));
    }

    private static Count count(int others, int of, Instant since, Instant known) {
        return new Count("host", others, of, since, known, 17, "9f86");
    }

    private static Rarity of(Severity severity, Count... counts) {
        return Rarity.of(suspicion(severity), List.of(counts), NOW);
    }

    @ParameterizedTest
    @CsvSource({
        "INFORMATIONAL, INFORMATIONAL",
        "LOW, INFORMATIONAL",
        "MEDIUM, LOW",
        "HIGH, MEDIUM",
        "CRITICAL, CRITICAL"
    })
    void what_half_of_the_others_show_weighs_one_step_less_and_what_is_critical_as_much(
            Severity before, Severity after) {
        assertThat(of(before, count(15, 30, LONG_AGO, LONG_AGO)).severity()).isEqualTo(after);
    }

    @Test
    void two_others_a_smaller_part_or_a_day_are_too_few() {
        assertThat(of(Severity.HIGH, count(2, 2, LONG_AGO, LONG_AGO)).severity())
                .isEqualTo(Severity.HIGH);
        assertThat(of(Severity.HIGH, count(14, 30, LONG_AGO, LONG_AGO)).severity())
                .isEqualTo(Severity.HIGH);
        var today = NOW.minus(Duration.ofHours(23));
        assertThat(of(Severity.HIGH, count(30, 30, LONG_AGO, today)).severity()).isEqualTo(Severity.HIGH);
    }

    @Test
    void the_role_is_asked_before_the_tenant_and_cited() {
        var role = new Count("host/workstation", 24, 31, LONG_AGO, LONG_AGO, 17, "9f86");
        var rarity = of(Severity.LOW, role, count(24, 5_000, LONG_AGO, LONG_AGO));

        assertThat(rarity.severity()).isEqualTo(Severity.INFORMATIONAL);
        assertThat(rarity.why())
                .isEqualTo(
                        "common: seen on 24 of 31 others of host/workstation since 2026-01-26T08:00:00Z, table 17 (9f86)");
    }

    @Test
    void what_spreads_within_a_day_weighs_more_where_the_tenant_is_known() {
        var today = NOW.minus(Duration.ofHours(2));

        assertThat(of(Severity.LOW, count(3, 100, LONG_AGO, today)).severity()).isEqualTo(Severity.MEDIUM);
        assertThat(of(Severity.LOW, count(3, 100, LONG_AGO, today)).why())
                .startsWith("outbreak: seen on 3 of 100 others");
        assertThat(of(Severity.LOW, count(2, 100, LONG_AGO, today)).severity()).isEqualTo(Severity.LOW);
        assertThat(of(Severity.LOW, count(3, 100, today, today)).severity()).isEqualTo(Severity.LOW);
        assertThat(of(Severity.MEDIUM, count(3, 100, LONG_AGO, today)).severity())
                .isEqualTo(Severity.MEDIUM);
    }

    @Test
    void what_none_of_twenty_shows_is_surer_by_a_fifth() {
        var rarity = of(Severity.HIGH, count(0, 20, LONG_AGO, NOW));

        assertThat(rarity.confidence()).isEqualTo(0.6);
        assertThat(rarity.severity()).isEqualTo(Severity.HIGH);
        assertThat(rarity.why()).startsWith("unheard: seen on 0 of 20 others of host");
        assertThat(of(Severity.HIGH, count(0, 19, LONG_AGO, NOW)).confidence()).isEqualTo(0.5);
        assertThat(of(Severity.HIGH, count(0, 20, NOW, NOW)).confidence()).isEqualTo(0.5);
        assertThat(of(Severity.HIGH, count(0, 20, NOW, NOW)).why()).isEmpty();
    }
}
