package io.gabion.node.asset;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.detectors.Profiles;
import io.gabion.node.PlainEvent;
import io.gabion.node.Policies;
import io.gabion.node.Wiring;
import io.gabion.node.asset.AssetCommand.Deliver;
import io.gabion.node.step.Delivery;
import io.gabion.node.step.Faults;
import io.gabion.node.step.StepEngine;
import io.gabion.node.step.VirtualTime;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.cohort.CohortEvent.Weighed;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.Source;
import io.gabion.protocol.rule.Counting;
import io.gabion.protocol.rule.Counting.Bound;
import io.gabion.protocol.rule.Counting.Condition;
import io.gabion.protocol.rule.Fired;
import io.gabion.protocol.rule.Rule;
import io.gabion.protocol.suspicion.Severity;
import io.gabion.protocol.suspicion.Suspicion;
import io.gabion.responders.response.Notices;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A condition that only time can decide, of a group that goes quiet. */
class WaitingGroupTest {
    private static final Tenant TENANT = new Tenant("acme");
    private static final Instant START = Instant.parse("2026-01-02T03:00:00Z");
    private static final AssetRef SELF = new AssetRef(Kind.GROUP, "c0de");
    private static final EntityId GROUP = new EntityId(TENANT, "asset", SELF.toString());
    private static final EntityId INTAKE = new EntityId(TENANT, "intake", "log");
    private static final Condition EXACTLY_TWO =
            new Condition("event_count", 60_000, List.of(new Bound("eq", 2)), -1, 1);
    private static final Rule RULE = new Rule("c", "v", "Just two", Severity.HIGH, List.of(), "Somebody", "");

    private final VirtualTime time = new VirtualTime(START);
    private final List<Suspicion> raised = new ArrayList<>();
    private final StepEngine engine = engine();
    private int batch;

    private StepEngine engine() {
        var made = new StepEngine(time, Faults.NONE, Delivery.AS_THEY_COME, true, (_, event) -> {
            if (event instanceof Weighed weighed) {
                raised.add(weighed.suspicion());
            }
        });
        new Wiring(List.of(), Policies.observing(), Map.of(), Notices.NOBODY).register(made);
        return made;
    }

    private void counted(Instant at) {
        var group = new Counting.Group(SELF.name(), Map.of("User", "root"), List.of(new Counting.Event(0, 0, 0, 0)));
        var fired = new Fired(List.of(), List.of(new Counting(RULE, EXACTLY_TWO, List.of(group))));
        batch++;
        engine.tell(GROUP, new Deliver(INTAKE, batch, 0, List.of(event(at, batch)), fired));
    }

    private static Observation event(Instant at, int line) {
        return PlainEvent.of(new Source("log", line), at, "windows", Map.of(), new AssetRef(Kind.HOST, "ws1"));
    }

    private boolean waits() {
        return new Asset(GROUP, Profiles.standard()).unfinished((AssetState) engine.state(GROUP));
    }

    @Test
    void it_is_judged_when_its_window_is_over() {
        counted(START);
        counted(START.plusSeconds(30));
        assertThat(waits()).isTrue();
        time.runUntil(START.plusSeconds(59));
        assertThat(raised).isEmpty();

        time.runUntil(START.plusSeconds(70));

        assertThat(raised).singleElement().satisfies(suspicion -> {
            assertThat(suspicion.evidence()).extracting(Source::line).containsExactly(1L, 2L);
            assertThat(suspicion.time()).isEqualTo(START.plusSeconds(30));
            assertThat(suspicion.victims()).containsExactly(new AssetRef(Kind.HOST, "ws1"));
        });
        assertThat(waits()).isFalse();
        time.runUntil(START.plusSeconds(700));
        assertThat(raised).hasSize(1);
    }

    @Test
    void one_event_more_and_it_does_not_hold() {
        counted(START);
        counted(START.plusSeconds(30));
        counted(START.plusSeconds(31));

        time.runUntil(START.plusSeconds(700));

        assertThat(raised).isEmpty();
        assertThat(waits()).isFalse();
    }

    @Test
    void it_is_judged_after_a_restart() {
        counted(START);
        counted(START.plusSeconds(30));
        time.runUntil(START.plusSeconds(10));
        engine.cutPower();
        assertThat(waits()).isTrue();

        time.runUntil(START.plusSeconds(70));

        assertThat(raised).hasSize(1);
    }

    @Test
    void it_is_judged_once_though_what_it_remembered_of_that_is_lost() {
        counted(START);
        counted(START.plusSeconds(30));
        time.runUntil(START.plusSeconds(65));
        assertThat(raised).hasSize(1);
        engine.cutPower();

        time.runUntil(START.plusSeconds(700));

        assertThat(raised).hasSize(1);
        assertThat(waits()).isFalse();
    }

    @Test
    void an_old_log_is_judged_by_how_far_behind_it_is_read() {
        var old = START.minus(Duration.ofDays(300));
        counted(old);
        time.runUntil(START.plusSeconds(20));
        counted(old.plusSeconds(21));
        time.runUntil(START.plusSeconds(58));
        assertThat(raised).isEmpty();

        time.runUntil(START.plusSeconds(70));

        assertThat(raised).hasSize(1);
    }

    @Test
    void at_the_end_of_a_replay_no_window_stays_open() {
        counted(START);
        counted(START.plusSeconds(30));

        engine.tell(GROUP, new AssetCommand.Ended(1));
        time.runUntil(time.now());

        assertThat(raised).hasSize(1);
        assertThat(waits()).isFalse();
    }
}
