package io.gabion.detectors.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gabion.detectors.Hash32;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the small parts of a baseline promise, on made-up input. */
class PiecesTest {
    private static final long DAY = 86_400_000;
    private static final long HOUR = 3_600_000;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void a_tail_is_a_probability_that_falls_and_never_below_what_was_seen(long seed) {
        var random = new Random(seed);
        var histogram = Histogram.ofCounts();
        long most = 0;
        for (int i = 0; i < 50 + random.nextInt(2000); i++) {
            long value = (long) Math.exp(random.nextGaussian() * 1.5 + 3);
            most = Math.max(most, value);
            histogram.add(value);
        }
        double before = 1;
        for (long value = 0; value < 1e9; value = value * 5 / 4 + 1) {
            double tail = histogram.tail(value);
            assertThat(tail).isPositive().isLessThanOrEqualTo(before);
            before = tail;
        }
        assertThat(histogram.tail(most)).isGreaterThanOrEqualTo(1.0 / (histogram.total() + 1));
        assertThat(histogram.tail(Long.MAX_VALUE)).isPositive();
        assertThat(histogram.tail(Long.MIN_VALUE)).isPositive();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 10, 100, 1000})
    void distinct_values_are_counted_within_a_tenth(int values) {
        var distinct = new Distinct();
        for (int i = 0; i < 3 * values; i++) {
            distinct.add(Hash32.of("value" + i % Math.max(1, values)));
        }
        assertThat((double) distinct.count()).isCloseTo(values, within(Math.max(1, values / 10.0)));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void what_comes_at_random_is_never_regular_and_a_jittered_clock_is(long seed) {
        var random = new Random(seed);
        var beats = new Beats();
        long now = 0;
        for (int i = 0; i < 50_000; i++) {
            now += (long) (-60_000 * Math.log(1 - random.nextDouble()));
            assertThat(beats.add(1, now).regular()).isFalse();
        }
        int needed = 0;
        while (!beats.add(2, now).regular()) {
            now += 50_000 + random.nextInt(20_000);
            beats.add(100 + needed, now);
            needed++;
        }
        assertThat(needed).isBetween(Beats.ENOUGH - 2, Beats.ENOUGH + 3);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void an_hour_of_the_week_is_used_if_and_only_if_something_was_near(long seed) {
        var random = new Random(seed);
        var week = new Week();
        for (int day = 0; day < 1000; day++) {
            for (int hour = 8; hour < 18; hour++) {
                week.add(day * DAY + hour * HOUR + random.nextLong(HOUR));
            }
        }
        assertThat(week.used()).isEqualTo(70);
        for (int hour = 0; hour < Week.HOURS; hour++) {
            boolean near = hour % 24 >= 7 && hour % 24 <= 18;
            assertThat(week.near(hour) > 0).isEqualTo(near);
            assertThat(week.near(hour)).isLessThanOrEqualTo(45);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void one_wrong_clock_does_not_make_one_window_of_all_that_follows(long seed) {
        var random = new Random(seed);
        var level = new Level(HOUR, Histogram.ofCounts());
        for (int i = 0; i < 100_000; i++) {
            long wrong = random.nextInt(1000) == 0 ? random.nextLong() : i * 36_000L;
            level.advance(wrong, false);
            level.add(1);
            assertThat(level.sum()).isLessThanOrEqualTo(101);
        }
        assertThat(level.histogram().quantile(1)).isLessThan(140);
    }

    @Test
    void a_filter_that_forgets_leaves_alone_what_was_copied_from_it_before() throws IOException {
        var filter = new Filter();
        for (int i = 0; i < 1_000; i++) {
            filter.add(Hash32.of("before " + i));
        }
        var before = filter.copy();
        var then = stored(before);
        for (int i = 0; i < 1_000; i++) {
            filter.add(Hash32.of("after " + i));
        }
        assertThat(stored(before)).isEqualTo(then).isNotEqualTo(stored(filter));
        assertThat(stored(Filter.read(new DataInputStream(new ByteArrayInputStream(then)))))
                .isEqualTo(then);
        assertThat(stored(new Filter())).containsOnly(0);
    }

    private static byte[] stored(Filter filter) throws IOException {
        var bytes = new ByteArrayOutputStream();
        filter.write(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }
}
