package io.gabion.node.asset;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.detectors.Profiles;
import io.gabion.detectors.sigma.correlate.CountedGroups;
import io.gabion.node.PlainEvent;
import io.gabion.node.Policies;
import io.gabion.node.Wiring;
import io.gabion.node.asset.AssetCommand.Deliver;
import io.gabion.node.asset.AssetCommand.Forget;
import io.gabion.node.step.Delivery;
import io.gabion.node.step.Faults;
import io.gabion.node.step.StepEngine;
import io.gabion.node.step.VirtualTime;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.entity.Decision;
import io.gabion.protocol.entity.Effect.Discard;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.observation.Source;
import io.gabion.protocol.rule.Counting;
import io.gabion.protocol.rule.Counting.Bound;
import io.gabion.protocol.rule.Counting.Condition;
import io.gabion.protocol.rule.Fired;
import io.gabion.protocol.rule.Rule;
import io.gabion.protocol.suspicion.Severity;
import io.gabion.responders.response.Notices;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A group that nothing concerned for as long as a window may be is stored no longer. */
class ForgottenGroupTest {
    private static final Tenant TENANT = new Tenant("acme");
    private static final Instant START = Instant.parse("2026-01-02T03:00:00Z");
    private static final Duration MONTH = Duration.ofDays(30);
    private static final AssetRef HOST = new AssetRef(Kind.HOST, "ws1");
    private static final EntityId GROUP = new EntityId(TENANT, "asset", new AssetRef(Kind.GROUP, "c0de").toString());
    private static final EntityId INTAKE = new EntityId(TENANT, "intake", "log");
    private static final Condition THREE =
            new Condition("event_count", MONTH.toMillis(), List.of(new Bound("gte", 3)), -1, 1);
    private static final Condition EXACTLY_TWO =
            new Condition("event_count", MONTH.toMillis(), List.of(new Bound("eq", 2)), -1, 1);
    private static final Rule RULE = new Rule("c", "v", "Again", Severity.HIGH, List.of(), "Somebody", "");

    private final VirtualTime time = new VirtualTime(START);
    private final StepEngine engine = engine();
    private int batch;

    private StepEngine engine() {
        var made = new StepEngine(time, Faults.NONE, Delivery.AS_THEY_COME, true, (_, _) -> {});
        new Wiring(List.of(), Policies.observing(), Map.of(), Notices.NOBODY).register(made);
        return made;
    }

    @Test
    void once_its_window_is_over() {
        counted(THREE, START);
        forgetAt(START.plus(CountedGroups.KEPT));
        assertThat(isStored()).isTrue();

        forgetAt(START.plus(CountedGroups.KEPT).plusSeconds(10));

        assertThat(isStored()).isFalse();
        engine.cutPower();
        assertThat(isStored()).isFalse();
    }

    @Test
    void and_not_while_an_event_is_in_a_window() {
        counted(THREE, START);
        time.runUntil(START.plus(Duration.ofDays(29)));
        counted(THREE, time.now());
        forgetAt(START.plus(CountedGroups.KEPT).plusSeconds(10));
        assertThat(isStored()).isTrue();
        counted(THREE, START.plus(MONTH));
        time.runUntil(time.now().plusSeconds(10));
        assertThat(engine.journal(GROUP)).isNotEmpty();
    }

    @Test
    void nor_once_it_has_found_something() {
        for (int i = 0; i < 3; i++) {
            counted(THREE, START.plusSeconds(i));
        }
        forgetAt(START.plus(CountedGroups.KEPT.multipliedBy(2)));
        assertThat(isStored()).isTrue();
    }

    @Test
    void and_of_an_old_log_it_counts_when_it_was_read() {
        counted(THREE, START.minus(Duration.ofDays(300)));
        forgetAt(START.plus(Duration.ofDays(1)));
        assertThat(isStored()).isTrue();
        forgetAt(START.plus(CountedGroups.KEPT).plusSeconds(10));
        assertThat(isStored()).isFalse();
    }

    @Test
    void it_decides_so_itself() {
        var now = START.plus(CountedGroups.KEPT).plusMillis(1);
        counted(THREE, START);
        assertThat(decided(GROUP, START.plus(CountedGroups.KEPT))).isEqualTo(Decision.nothing());
        assertThat(decided(GROUP, now)).isEqualTo(Decision.only(new Discard(START.plusMillis(1))));
    }

    @Test
    void what_waits_for_the_end_of_its_window_is_not_over() {
        counted(EXACTLY_TWO, START.minus(Duration.ofDays(300)));
        assertThat(decided(GROUP, START.plusSeconds(10))).isEqualTo(Decision.nothing());
    }

    @Test
    void no_other_asset_is_forgotten() {
        var host = new EntityId(TENANT, "asset", HOST.toString());
        engine.tell(
                host,
                new Deliver(
                        INTAKE, 1, 0, List.of(PlainEvent.of(new Source("log", 1), START, "windows", Map.of(), HOST))));
        assertThat(decided(host, START.plus(CountedGroups.KEPT.multipliedBy(2))))
                .isEqualTo(Decision.nothing());
    }

    private Decision<?> decided(EntityId id, Instant now) {
        return new Asset(id, Profiles.standard()).decide((AssetState) engine.state(id), new Forget(), now);
    }

    private void counted(Condition condition, Instant at) {
        batch++;
        var group = new Counting.Group("c0de", Map.of("User", "root"), List.of(new Counting.Event(0, 0, 0, 0)));
        var fired = new Fired(List.of(), List.of(new Counting(RULE, condition, List.of(group))));
        var event = PlainEvent.of(new Source("log", batch), at, "windows", Map.of(), HOST);
        engine.tell(GROUP, new Deliver(INTAKE, batch, 0, List.of(event), fired));
    }

    private void forgetAt(Instant now) {
        time.runUntil(now);
        engine.tell(GROUP, new Forget());
    }

    private boolean isStored() {
        return !((AssetState) engine.state(GROUP)).marks().isEmpty();
    }
}
