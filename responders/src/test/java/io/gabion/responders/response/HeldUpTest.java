package io.gabion.responders.response;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.protocol.guard.Mode;
import io.gabion.protocol.response.Outcome;
import io.gabion.protocol.response.Plan;
import io.gabion.protocol.response.ResponseCommand;
import io.gabion.protocol.response.ResponseCommand.Notified;
import io.gabion.protocol.response.ResponseCommand.Start;
import io.gabion.protocol.response.ResponseCommand.Wake;
import io.gabion.protocol.response.ResponseEvent;
import io.gabion.protocol.response.ResponseEvent.NotifyFailed;
import io.gabion.protocol.response.ResponseEvent.StepStarted;
import io.gabion.protocol.response.Targets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A receiver of notices that only asks to be told later, in a run that has something to contain. */
class HeldUpTest {
    private static final ResponseLimits LIMITS =
            new ResponseLimits(10, Duration.ofMinutes(1), Duration.ofSeconds(5), 5, Duration.ofSeconds(2));
    private static final Instant START = ResponseTable.NOW;

    private final Response response = new Response(ResponseTable.ID, LIMITS, Peers.NONE);
    private final List<ResponseEvent> events = new ArrayList<>();
    private ResponseState state = response.empty();
    private Instant now = START;

    @Test
    void it_does_not_keep_what_comes_after_it_for_more_than_a_few_minutes() {
        begin(ResponseTable.TELL, ResponseTable.BLOCK);
        putOff(Duration.ofMinutes(15));

        assertThat(begun(Plan.Contain.class)).isBetween(START, START.plus(Duration.ofMinutes(5)));
        assertThat(events).filteredOn(NotifyFailed.class::isInstance).hasSize(4);
    }

    @Test
    void where_nothing_comes_after_it_is_given_its_time() {
        begin(ResponseTable.BLOCK, ResponseTable.TELL);
        now = now.plus(Duration.ofMinutes(2));
        decide(new Wake());
        putOff(Duration.ofMinutes(15));

        assertThat(events).filteredOn(NotifyFailed.class::isInstance).hasSize(9);
        assertThat(now).isAfter(START.plus(Duration.ofMinutes(9 * 15)));
    }

    private void begin(Plan.Step... steps) {
        var plan = new Plan("p", "hash", List.of(steps));
        decide(new Start(ResponseTable.INCIDENT, plan, Targets.addresses("203.0.113.7"), Mode.LIVE));
    }

    /** Every attempt is. */
    private void putOff(Duration pause) {
        for (int attempt = 1; attempt <= 10; attempt++) {
            decide(new Notified("tell", attempt, Outcome.FAILED, "busy", Optional.of(now.plus(pause))));
            if (events.getLast() instanceof NotifyFailed failed) {
                now = failed.retryAt();
                decide(new Wake());
            }
        }
    }

    private Instant begun(Class<? extends Plan.Step> kind) {
        return events.stream()
                .filter(event -> event instanceof StepStarted started && kind.isInstance(started.step()))
                .map(event -> ((StepStarted) event).at())
                .findFirst()
                .orElseThrow();
    }

    private void decide(ResponseCommand command) {
        for (var event : response.decide(state, command, now).events()) {
            state = response.apply(state, event);
            events.add(event);
        }
    }
}
