package io.gabion.responders.response;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.protocol.entity.Effect;
import io.gabion.protocol.guard.Mode;
import io.gabion.protocol.response.NotifyOrder;
import io.gabion.protocol.response.Plan;
import io.gabion.protocol.response.ResponseCommand.Start;
import io.gabion.protocol.response.ResponseEvent;
import io.gabion.protocol.response.Targets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the incident is, in the words of who has it. */
class SubjectTest {
    private static final String SUBJECT = "Password spraying from 203.0.113.7 (medium, score 0.61)";

    @Test
    void whoever_is_told_hears_what_it_is_about() {
        var plan = new Plan("tell", "hash", List.of(ResponseTable.TELL));
        var response = ResponseTable.RESPONSE;
        var begun = response.decide(
                response.empty(),
                new Start(ResponseTable.INCIDENT, plan, Targets.NOBODY, Mode.OBSERVE, SUBJECT),
                ResponseTable.NOW);

        assertThat(begun.effects())
                .filteredOn(Effect.Call.class::isInstance)
                .extracting(effect -> ((NotifyOrder) ((Effect.Call) effect).order()).subject())
                .containsExactly(SUBJECT);
        var stored = ResponseEvent.CODEC.write(begun.events().getFirst());
        assertThat(ResponseEvent.CODEC.read(ResponseEvent.CODEC.version(), stored.toString()))
                .isEqualTo(begun.events().getFirst());
    }
}
