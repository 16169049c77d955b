package io.gabion.responders.containment;

import static io.gabion.responders.containment.Examples.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RestTest {
    private static final Duration GRACE = Duration.ofSeconds(30);

    @Test
    void what_comes_back_once_does_so_at_once() {
        var rest = Rest.NONE.applied(NOW).released(NOW.plusSeconds(60));

        assertThat(rest.until(GRACE)).isEqualTo(Instant.MIN);
    }

    @Test
    void what_comes_back_again_and_again_rests_each_time() {
        var rest = Rest.NONE.applied(NOW);
        for (int s = 60; s < 600; s += 60) {
            rest = rest.released(NOW.plusSeconds(s)).applied(NOW.plusSeconds(s + 30));
            assertThat(rest.until(GRACE)).isEqualTo(Instant.MIN);
            var released = NOW.plusSeconds(s + 50);
            assertThat(rest.released(released).until(GRACE)).isEqualTo(released.plus(GRACE));
        }
    }

    @Test
    void who_tries_to_apply_it_several_times_comes_back_once() {
        var rest = Rest.NONE
                .released(NOW)
                .applied(NOW)
                .applied(NOW.plusSeconds(10))
                .applied(NOW.plusSeconds(20));

        assertThat(rest.returns()).isEqualTo(1);
    }

    @Test
    void what_comes_back_later_has_rested() {
        var rest = Rest.NONE
                .released(NOW)
                .applied(NOW.plus(Rest.SOON))
                .released(NOW.plusSeconds(400))
                .applied(NOW.plusSeconds(401).plus(Rest.SOON));

        assertThat(rest.released(NOW.plusSeconds(900)).until(GRACE)).isEqualTo(Instant.MIN);
    }
}
