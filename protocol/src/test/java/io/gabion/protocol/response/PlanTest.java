package io.gabion.protocol.response;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.gabion.protocol.Versions;
import io.gabion.protocol.containment.Action;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PlanTest {
    private static final Plan BEFORE = new Plan("p", "hash", List.of(new Plan.Block("b", "firewall", 60)));
    private static final Plan STAGED = new Plan("p", "hash", BEFORE.steps(), "PT10M");

    @Test
    void a_plan_of_an_earlier_version_has_no_stages_and_is_written_as_it_was() throws JsonProcessingException {
        var json = Versions.json().build();
        var text = json.writeValueAsString(BEFORE);

        assertThat(text).doesNotContain("release");
        assertThat(json.readValue(text, Plan.class)).isEqualTo(BEFORE);
        assertThat(json.readValue(json.writeValueAsString(STAGED), Plan.class)).isEqualTo(STAGED);
        assertThat(BEFORE.stage()).isEmpty();
        assertThat(STAGED.stage()).contains(Duration.ofMinutes(10));
    }

    @Test
    void a_step_for_another_time_is_the_same_step() {
        assertThat(Stream.of(
                                new Plan.Block("s", "c", 60),
                                new Plan.BlockNetwork("s", "c", 60),
                                new Plan.BlockDomain("s", "c", 60),
                                new Plan.LockAccount("s", "c", 60),
                                new Plan.DisableAccount("s", "c", 60),
                                new Plan.EndSessions("s", "c", 60),
                                new Plan.IsolateHost("s", "c", 60),
                                new Plan.QuarantineFile("s", "c", 60),
                                new Plan.ScanFile("s", "c", 60),
                                new Plan.Collect("s", "c", 60))
                        .map(Plan.Contain.class::cast))
                .hasSize(Action.values().length)
                .allSatisfy(step -> {
                    assertThat(step.lasting(30).ttlSeconds()).isEqualTo(30);
                    assertThat(step.lasting(30).lasting(60)).isEqualTo(step);
                });
    }
}
