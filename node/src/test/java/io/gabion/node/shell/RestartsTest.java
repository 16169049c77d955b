package io.gabion.node.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.protocol.entity.EntityId;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RestartsTest {
    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");
    private static final EntityId ONE = RunningMesh.id("counter", "one");

    private final Restarts restarts = new Restarts();

    @Test
    void who_ends_badly_again_and_again_waits_for_longer_each_time_and_begins_anew_after_a_long_life() {
        var now = NOON;
        for (var seconds : new long[] {0, 1, 2, 4, 8, 16, 30, 30}) {
            var wait = restarts.wait(ONE, now);
            assertThat(wait).isEqualTo(Duration.ofSeconds(seconds));
            now = now.plus(wait);
        }
        assertThat(restarts.wait(ONE, now.plus(Restarts.LONGEST).plusMillis(1))).isEqualTo(Restarts.FIRST);
        restarts.leftInOrder(ONE);
        assertThat(restarts.wait(ONE, now)).isZero();
    }

    @Test
    void who_ended_badly_and_came_back_elsewhere_is_forgotten_in_time() {
        for (int n = 0; n < 50_000; n++) {
            restarts.wait(RunningMesh.id("counter", "moved-" + n), NOON);
        }
        var later = NOON.plus(Restarts.LONGEST).plusMillis(1);
        assertThat(restarts.wait(ONE, later)).isZero();
        assertThat(restarts.size()).isEqualTo(10_000);
        // Who came last is known.
        assertThat(restarts.wait(ONE, later)).isEqualTo(Restarts.FIRST);
    }
}
