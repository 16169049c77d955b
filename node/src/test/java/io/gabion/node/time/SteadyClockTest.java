package io.gabion.node.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SteadyClockTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);

    private final List<Duration> steps = new ArrayList<>();
    private Instant wall = START;
    private long monotonic = 1_000;
    private long up = 5_000;
    private final InstantSource machine = () -> wall;
    private final SteadyClock clock =
            new SteadyClock(machine.withZone(ZoneOffset.UTC), () -> monotonic, () -> up, steps::add);

    @Test
    void it_goes_with_the_machine_s_clock() {
        pass(Duration.ofMillis(1_500));
        assertThat(clock.instant()).isEqualTo(START.plusMillis(1_500));
        pass(Duration.ofDays(3));
        assertThat(clock.instant()).isEqualTo(START.plus(Duration.ofDays(3)).plusMillis(1_500));
        assertThat(steps).isEmpty();
    }

    @Test
    void what_is_corrected_little_by_little_is_followed_however_far_it_goes() {
        for (int n = 0; n < 1_000; n++) {
            pass(Duration.ofSeconds(1));
            wall = wall.plusMillis(500);
            assertThat(clock.instant()).isEqualTo(wall);
        }
        assertThat(steps).isEmpty();
    }

    @Test
    void a_step_ahead_is_not_followed_and_said_once() {
        wall = wall.plus(HOUR);
        pass(Duration.ofSeconds(3));
        assertThat(clock.instant()).isEqualTo(START.plusSeconds(3));
        pass(Duration.ofMinutes(10));
        assertThat(clock.instant()).isEqualTo(START.plusSeconds(603));
        assertThat(steps).containsExactly(HOUR);
    }

    @Test
    void a_step_back_is_not_followed_and_said_once() {
        wall = wall.minus(HOUR);
        pass(Duration.ofSeconds(3));
        assertThat(clock.instant()).isEqualTo(START.plusSeconds(3));
        pass(Duration.ofSeconds(3));
        assertThat(clock.instant()).isEqualTo(START.plusSeconds(6));
        assertThat(steps).containsExactly(HOUR.negated());
    }

    @Test
    void a_clock_that_is_right_again_is_followed_again_and_the_next_step_is_told_too() {
        wall = wall.plus(HOUR);
        clock.instant();
        pass(Duration.ofMinutes(1));
        wall = wall.minus(HOUR).plusMillis(300);
        assertThat(clock.instant()).isEqualTo(START.plusSeconds(60).plusMillis(300));
        wall = wall.minus(HOUR);
        assertThat(clock.instant()).isEqualTo(START.plusSeconds(60).plusMillis(300));
        assertThat(steps).containsExactly(HOUR, HOUR.negated());
    }

    @Test
    void a_machine_that_was_suspended_has_missed_that_time() {
        pass(Duration.ofSeconds(5));
        clock.instant();
        wall = wall.plus(HOUR);
        up += HOUR.toNanos();
        assertThat(clock.instant()).isEqualTo(START.plusSeconds(3_605));
        assertThat(steps).isEmpty();
    }

    @Test
    void this_machine_s_own_is_its_time() {
        assertThat(new SteadyClock().instant())
                .isBetween(Instant.now().minusSeconds(5), Instant.now().plusSeconds(5));
        assertThat(Clock.systemUTC().getZone()).isEqualTo(new SteadyClock().getZone());
    }

    private void pass(Duration time) {
        wall = wall.plus(time);
        monotonic += time.toNanos();
        up += time.toNanos();
    }
}
