package io.gabion.detectors;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.protocol.observation.Source;
import org.junit.jupiter.api.Test;

class BoundsTest {
    @Test
    void a_full_window_loses_the_member_seen_longest_ago() {
        var window = new Window(3, 100);
        window.add(1, 10, 2);
        window.add(1, 11, 1);
        window.add(1, 12, 3);
        window.add(1, 13, 4);
        assertThat(window.count(1)).isEqualTo(3);
        assertThat(window.contains(1, 11)).isFalse();
    }

    @Test
    void a_member_older_than_the_span_is_forgotten_and_one_too_late_is_not_taken() {
        var window = new Window(3, 100);
        window.add(1, 10, 0);
        window.add(1, 11, 100);
        assertThat(window.count(1)).isEqualTo(2);
        window.add(1, 12, 101);
        assertThat(window.contains(1, 10)).isFalse();
        window.add(1, 13, 0);
        assertThat(window.contains(1, 13)).isFalse();
    }

    @Test
    void a_trail_keeps_ten_sources_and_192_bytes_but_always_the_deciding_one() {
        var observation = new Events("x".repeat(250)).failure(0, "203.0.113.7", "a@srv1");
        var trail = new Trail();
        for (int i = 0; i < 30; i++) {
            trail.add(new Source("a", i));
        }
        assertThat(trail.evidence(observation))
                .hasSize(Trail.MAX_SOURCES + 1)
                .first()
                .isEqualTo(new Source("a", 20));
        trail.add(new Source("y".repeat(100), 1));
        assertThat(trail.evidence(observation)).hasSizeBetween(2, 9);
        trail.add(observation.source());
        assertThat(trail.evidence(observation)).containsExactly(observation.source());
    }

    @Test
    void what_a_copy_of_a_trail_takes_is_not_in_the_trail() {
        var observation = new Events("log").failure(0, "203.0.113.7", "a@srv1");
        var trail = new Trail();
        trail.add(new Source("a", 1));
        var copy = trail.copy();
        copy.add(new Source("a", 2));
        trail.add(new Source("a", 3));
        assertThat(copy.evidence(observation))
                .containsExactly(new Source("a", 1), new Source("a", 2), observation.source());
        assertThat(trail.evidence(observation))
                .containsExactly(new Source("a", 1), new Source("a", 3), observation.source());
    }
}
