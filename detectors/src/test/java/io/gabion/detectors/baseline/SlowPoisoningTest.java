package io.gabion.detectors.baseline;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.detectors.Events;
import io.gabion.detectors.Finding;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.observation.Observation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An attacker who teaches the baseline what he is going to do. */
class SlowPoisoningTest {
    private static final String FROM = "10.0.0.5";
    private static final AssetRef SELF = Events.address(FROM);
    private static final long HOUR = 3_600_000;
    private final Events events = new Events("conn.log");
    private final VolumeSurge surge = new VolumeSurge();

    /** Ten hours a day, a quarter of it on weekends, each by 30 % more or less; what is more begins after 35 days. */
    private List<Observation> days(int days, double moreADay, long seed) {
        var random = new Random(seed);
        var sent = new ArrayList<Observation>();
        for (int day = 0; day < days; day++) {
            double level = Math.pow(1 + moreADay, Math.max(0, day - 35)) * (day % 7 >= 5 ? 0.25 : 1);
            for (int hour = 0; hour < 10; hour++) {
                long bytes = (long) (1e6 * level * (0.7 + 0.6 * random.nextDouble()));
                sent.add(events.connection((24L * day + hour) * HOUR, FROM, "8.8.8.8", 443, bytes, 1000, "SF"));
            }
        }
        return sent;
    }

    private List<Finding> found(List<Observation> observations, boolean frozen) {
        return surge.observe(surge.empty(), SELF, observations, frozen).findings();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void a_rise_of_one_percent_a_day_is_found_in_its_ninth_week_at_the_latest(long seed) {
        var found = found(days(35 + 9 * 7, 0.01, seed), false);
        assertThat(found).isNotEmpty();
        var after = Duration.between(Events.START, found.getFirst().time()).toDays() - 35;
        assertThat(after).isBetween(35L, 63L);
        assertThat(found.getFirst().explanation())
                .contains("MB to public addresses in a week", "MB a week of the 4 weeks from", "has risen for");
        // Whom the first connection of the next week goes to is anybody.
        assertThat(found.getFirst().actors()).isEmpty();
        assertThat(found.getFirst().victims()).containsExactly(SELF);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void what_stays_the_same_for_two_years_is_never_told(long seed) {
        assertThat(found(days(730, 0, seed), false)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void a_rise_of_a_fifth_of_a_percent_is_found_when_it_comes_to_half_as_much_again(long seed) {
        var found = found(days(35 + 203, 0.002, seed), false);
        assertThat(found).isNotEmpty();
        assertThat(Duration.between(Events.START, found.getFirst().time()).toDays() - 35)
                .isGreaterThan(70);
    }

    @Test
    void one_week_of_a_hundred_times_as_much_is_no_slow_rise_but_three_of_twice_as_much_are() {
        var drift = new Drift();
        assertThat(weeks(drift, 1, 1, 1, 1, 1, 1, 100, 1, 1, 1, 1, 1, 1)).isEmpty();
        assertThat(weeks(new Drift(), 1, 1, 1, 1, 1, 1, 2, 2, 2, 2))
                .singleElement()
                .satisfies(risen -> {
                    assertThat(risen.weeks()).isEqualTo(2);
                    assertThat(risen.mean()).isEqualTo(100);
                });
    }

    @Test
    void weeks_under_suspicion_make_no_reference() {
        assertThat(found(days(35, 0, 1), true)).isEmpty();
        var frozen = surge.observe(surge.empty(), SELF, days(35, 0, 1), true).state();
        var later = days(200, 0.01, 2).subList(350, 2000);
        var fresh = surge.observe(frozen, SELF, later, false).findings();
        assertThat(fresh).isNotEmpty();
        assertThat(fresh.getFirst().explanation()).contains("a week of the 4 weeks from 2026-02-");
    }

    private static List<Drift.Risen> weeks(Drift drift, int... hundreds) {
        var told = new ArrayList<Drift.Risen>();
        for (int week = 0; week < hundreds.length; week++) {
            var risen = drift.add(week * Drift.WEEK, hundreds[week] * 100L, false);
            if (risen != null) {
                told.add(risen);
            }
        }
        return told;
    }
}
