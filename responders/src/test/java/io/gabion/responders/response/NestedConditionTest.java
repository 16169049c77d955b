package io.gabion.responders.response;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.protocol.entity.Decision;
import io.gabion.protocol.guard.Mode;
import io.gabion.protocol.response.Outcome;
import io.gabion.protocol.response.Plan;
import io.gabion.protocol.response.Plan.Check;
import io.gabion.protocol.response.ResponseCommand.Start;
import io.gabion.protocol.response.ResponseEvent;
import io.gabion.protocol.response.ResponseEvent.Ended;
import io.gabion.protocol.response.ResponseEvent.Started;
import io.gabion.protocol.response.ResponseEvent.StepSkipped;
import io.gabion.protocol.response.ResponseEvent.StepStarted;
import io.gabion.protocol.response.Targets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A condition that another one leaves out. */
class NestedConditionTest {
    private static final Check OUTER = new Check("outer", List.of("block"), List.of(Outcome.FAILED), List.of("inner"));
    private static final Check INNER =
            new Check("inner", List.of("block"), List.of(Outcome.VERIFIED), List.of("lock", "tell"));
    private static final Instant NOW = ResponseTable.NOW;

    @Test
    void what_it_lets_begin_is_left_out_with_it() {
        var plan = new Plan(
                "nested", "hash", List.of(ResponseTable.BLOCK, OUTER, INNER, ResponseTable.LOCK, ResponseTable.TELL));
        var events = begun(plan, new Targets(List.of(), List.of("olga@web1"), List.of()))
                .events();

        assertThat(events).filteredOn(StepSkipped.class::isInstance).hasSize(3);
        assertThat(events).last().isInstanceOf(Ended.class);
    }

    @Test
    void what_a_run_of_an_earlier_version_has_begun_all_the_same_it_holds() {
        var plan = new Plan("nested", "hash", List.of(ResponseTable.BLOCK, OUTER, INNER, ResponseTable.LOCK));
        var targets = new Targets(List.of(), List.of("olga@web1"), List.of());
        var started = new Started(ResponseTable.INCIDENT.toString(), plan, Mode.LIVE, targets, List.of(), NOW);
        var skipped = Run.begun(started).with(new ResponseEvent.ConditionChecked(OUTER, false, "why", NOW));
        var locked = new StepStarted(3, ResponseTable.LOCK, List.of("olga@web1"), NOW, NOW, "nested");

        assertThat(skipped.leftOut(ResponseTable.LOCK)).contains("why");
        assertThat(skipped.with(locked).leftOut(ResponseTable.LOCK)).isEmpty();
        assertThat(skipped.with(locked).wanted(4)).containsExactly("acme/containment/accounts/lock-account/olga@web1");
    }

    @Test
    void conditions_within_conditions_are_asked_once() {
        var steps = IntStream.range(0, 60)
                .mapToObj(n -> new Check(
                        "c" + n,
                        List.of("block"),
                        List.of(Outcome.FAILED),
                        IntStream.range(n + 1, 60).mapToObj(i -> "c" + i).toList()))
                .map(Plan.Step.class::cast)
                .toList();
        var all = new ArrayList<Plan.Step>(List.of(ResponseTable.BLOCK));
        all.addAll(steps);

        assertThat(begun(new Plan("deep", "hash", all), Targets.NOBODY).events())
                .filteredOn(StepSkipped.class::isInstance)
                .hasSize(59);
    }

    private static Decision<ResponseEvent> begun(Plan plan, Targets targets) {
        return ResponseTable.RESPONSE.decide(
                ResponseTable.RESPONSE.empty(), new Start(ResponseTable.INCIDENT, plan, targets, Mode.LIVE), NOW);
    }
}
