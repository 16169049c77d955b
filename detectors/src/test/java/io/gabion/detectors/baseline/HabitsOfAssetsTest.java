package io.gabion.detectors.baseline;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.detectors.Detector;
import io.gabion.detectors.Events;
import io.gabion.detectors.Finding;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.observation.Observation;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Hours of the week, beacons and hourly surges, as an asset shows them. */
class HabitsOfAssetsTest {
    private static final long HOUR = 3_600_000;
    private static final String FROM = "10.0.0.5";
    private static final AssetRef SELF = Events.address(FROM);
    private static final AssetRef ACCOUNT = Events.account("a@corp");
    private static final AssetRef ROLE = new AssetRef(Kind.PRINCIPAL, "arn:aws:iam::1:role/build");
    private final Events events = new Events("x.log");

    private static <S> List<Finding> find(Detector<S> detector, AssetRef self, List<Observation> batch) {
        return detector.observe(detector.empty(), self, batch, false).findings();
    }

    /** Monday to Friday, nine to five, for so many weeks. */
    private List<Observation> office(int weeks) {
        var logins = new ArrayList<Observation>();
        for (int day = 0; day < weeks * 7; day++) {
            for (int hour = 0; hour < 8 && day % 7 < 5; hour++) {
                logins.add(events.success((day * 24 + hour) * HOUR + 1, "10.0.0.9", ACCOUNT.name()));
            }
        }
        return logins;
    }

    @Test
    void a_login_on_sunday_night_is_unusual_for_who_works_in_the_week() {
        var logins = office(5);
        logins.add(events.success((5 * 7 - 1) * 24 * HOUR + 12 * HOUR, "203.0.113.7", ACCOUNT.name()));
        assertThat(find(new UnusualHour(), ACCOUNT, logins))
                .singleElement()
                .satisfies(f -> assertThat(f.explanation())
                        .isEqualTo(
                                "a@corp was active on Sunday 20:00 UTC; since 2026-01-05T08:00:00.001Z it was in 40 hours"
                                        + " of the week, never within an hour of this (less than 1 in 200)"))
                .satisfies(f -> assertThat(f.actors()).containsExactly(Events.address("203.0.113.7")));
    }

    @Test
    void the_hour_before_or_after_is_usual_and_less_than_four_weeks_are_no_habit() {
        var logins = office(5);
        logins.add(events.success(5 * 7 * 24 * HOUR - HOUR + 1, "203.0.113.7", ACCOUNT.name()));
        assertThat(find(new UnusualHour(), ACCOUNT, logins)).isEmpty();
        var few = office(3);
        few.add(events.success((3 * 7 - 1) * 24 * HOUR + 12 * HOUR, "203.0.113.7", ACCOUNT.name()));
        assertThat(find(new UnusualHour(), ACCOUNT, few)).isEmpty();
    }

    @Test
    void a_connection_every_minute_is_a_beacon_and_is_told_once() {
        var random = new Random(1);
        var connections = new ArrayList<Observation>();
        long now = 0;
        for (int i = 0; i < 500; i++) {
            now += 55_000 + random.nextInt(10_000);
            connections.add(events.connection(now, FROM, "198.51.100.7", 443, 200, 1000, "SF"));
            connections.add(events.connection(now + random.nextInt(50_000), FROM, "8.8.8." + i % 200, 443, 1, 1, "SF"));
        }
        assertThat(find(new Beacons(), SELF, connections)).singleElement().satisfies(f -> {
            assertThat(f.key()).isEqualTo("198.51.100.7 port 443");
            assertThat(f.explanation())
                    .containsPattern("every (59|60|61)\\.\\d s, off by [1-9]\\.\\d s on average, 24 times in a row");
            assertThat(f.actors()).containsExactly(Events.address("198.51.100.7"));
            assertThat(f.victims()).containsExactly(SELF);
        });
    }

    @Test
    void twelve_times_as_many_destinations_in_an_hour_are_a_surge() {
        var connections = new ArrayList<Observation>();
        for (int hour = 0; hour < 200; hour++) {
            for (int i = 0; i < 5 + hour % 3; i++) {
                connections.add(events.connection(hour * HOUR + i, FROM, "203.0.113." + i, 445, 1, 1, "SF"));
            }
        }
        for (int i = 0; i < 90; i++) {
            connections.add(events.connection(200 * HOUR + i, FROM, "198.51.100." + i, 445, 1, 1, "SF"));
        }
        assertThat(find(new HourlySurge(), SELF, connections)).singleElement().satisfies(f -> {
            assertThat(f.explanation())
                    .contains(
                            "different destinations within an hour; since 2026-01-05T08:00:00Z",
                            "half of 200 active hours had 6 or fewer and 99 % had 8 or fewer");
            assertThat(f.actors()).isEmpty();
            assertThat(f.victims()).containsExactly(SELF);
        });
        assertThat(find(new HourlySurge(), SELF, connections.subList(1100, connections.size())))
                .isEmpty();
    }

    @Test
    void a_principals_new_call_is_told_and_so_are_far_more_of_the_old_ones() {
        var calls = new ArrayList<Observation>();
        for (int i = 0; i < 300; i++) {
            calls.add(events.call(i * HOUR, ROLE, i % 2 == 0 ? "GetObject" : "PutObject"));
        }
        calls.add(events.call(301 * HOUR, ROLE, "DeleteBucket"));
        assertThat(find(new FirstSeen(), ROLE, calls))
                .extracting(Finding::key)
                .containsExactly("API_CALL:s3.amazonaws.com DeleteBucket");
        for (int i = 0; i < HourlySurge.MIN_EVENTS; i++) {
            calls.add(events.call(302 * HOUR + i, ROLE, "GetObject"));
        }
        assertThat(find(new HourlySurge(), ROLE, calls))
                .extracting(Finding::title)
                .containsExactly("Unusually many call events of arn:aws:iam::1:role/build");
    }
}
