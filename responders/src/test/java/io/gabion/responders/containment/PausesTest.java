package io.gabion.responders.containment;

import static io.gabion.responders.containment.Examples.ACME;
import static io.gabion.responders.containment.Examples.ID;
import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.protocol.entity.EntityId;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PausesTest {
    private static final Duration FIRST = Duration.ofSeconds(30);

    @Test
    void each_is_twice_as_long_up_to_16_minutes_and_up_to_a_quarter_more() {
        for (int times = 0; times < 100; times++) {
            var least = FIRST.multipliedBy(1L << Math.min(times, 5));
            assertThat(new Pauses(ID, FIRST).after(times))
                    .isBetween(least, least.plus(least.dividedBy(4)))
                    .isLessThanOrEqualTo(Duration.ofMinutes(20));
        }
    }

    @Test
    void neighbours_do_not_wait_for_the_same_time() {
        var tenths = IntStream.range(0, 256)
                .mapToObj(i -> new EntityId(ACME, "containment", "firewall-1/block-address/198.51.100." + i))
                .map(id -> new Pauses(id, FIRST).after(0).minus(FIRST).toMillis() / 750)
                .distinct();

        assertThat(tenths).hasSize(10);
    }

    @Test
    void it_is_the_same_on_every_node() {
        assertThat(new Pauses(ID, FIRST).after(0).minus(FIRST).toMillis()).isEqualTo(2766);
    }
}
