package io.gabion.node.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetentionTest {
    @Test
    void seven_days_and_a_gibibyte_unless_it_is_set() {
        assertThat(Retention.of(ConfigFactory.load()))
                .isEqualTo(new Retention(Duration.ofDays(7), 1L << 30, Duration.ofMinutes(10)));
    }

    @Test
    void refuses_a_cap_of_nothing() {
        var wrong = ConfigFactory.parseString("gabion.retention.raw.bytes = 0").withFallback(ConfigFactory.load());
        assertThatThrownBy(() -> Retention.of(wrong)).hasMessageStartingWith("gabion.retention.raw: age, bytes");
    }
}
