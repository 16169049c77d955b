package io.gabion.node.shell;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StartLimitsTest {
    /** Pekko waits for each of these where it starts, and ends what starts when the time is over. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "pekko.logger-startup-timeout",
                "pekko.actor.creation-timeout",
                "pekko.stream.materializer.creation-timeout",
                "pekko.remote.artery.bind.bind-timeout"
            })
    void a_busy_machine_has_minutes_to_start(String limit) {
        assertThat(ConfigFactory.load().getDuration(limit)).isEqualTo(Duration.ofMinutes(2));
    }
}
