package io.gabion.node.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import org.junit.jupiter.api.Test;

class PaceTest {
    @Test
    void is_the_usual_one_unless_it_is_set() {
        assertThat(Pace.of(ConfigFactory.load())).isEqualTo(Pace.USUAL);
    }

    @Test
    void refuses_a_pace_at_which_nothing_goes_on() {
        var wrong = ConfigFactory.parseString("gabion.pace.rows = 0").withFallback(ConfigFactory.load());
        assertThatThrownBy(() -> Pace.of(wrong)).isInstanceOf(IllegalArgumentException.class);
    }
}
