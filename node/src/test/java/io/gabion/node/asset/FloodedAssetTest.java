package io.gabion.node.asset;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.detectors.Profiles;
import io.gabion.node.Policies;
import io.gabion.node.Wiring;
import io.gabion.node.asset.AssetCommand.Deliver;
import io.gabion.node.step.Delivery;
import io.gabion.node.step.Faults;
import io.gabion.node.step.StepEngine;
import io.gabion.node.step.VirtualTime;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.asset.AssetEvent.SuspicionRaised;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.OcsfClass;
import io.gabion.protocol.observation.Source;
import io.gabion.protocol.suspicion.Suspicion;
import io.gabion.responders.response.Notices;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An asset that goes quiet after so many alerts that not each was told: how many more there were is told all the same. */
class FloodedAssetTest {
    private static final Tenant TENANT = new Tenant("acme");
    private static final Instant START = Instant.parse("2026-01-02T03:00:00Z");
    private static final AssetRef SELF = new AssetRef(Kind.ADDRESS, "10.0.0.5");
    private static final EntityId ASSET = new EntityId(TENANT, "asset", SELF.toString());
    private static final EntityId INTAKE = new EntityId(TENANT, "intake", "log");
    private static final String REST = "Suricata: 5 more alerts";

    private final VirtualTime time = new VirtualTime(START);
    private final List<Suspicion> raised = new ArrayList<>();
    private final StepEngine engine = engine();
    private int line;
    private int batch;

    private StepEngine engine() {
        var made = new StepEngine(time, Faults.NONE, Delivery.AS_THEY_COME, true, (_, event) -> {
            if (event instanceof SuspicionRaised(var suspicion)) {
                raised.add(suspicion);
            }
        });
        new Wiring(List.of(), Policies.observing(), Map.of(), Notices.NOBODY).register(made);
        return made;
    }

    /** Each of a signature of its own, a second after the other. */
    private void alerts(int count, Instant from) {
        var observations = new ArrayList<Observation>();
        for (int i = 0; i < count; i++) {
            observations.add(alert(from.plusSeconds(i), ++line));
        }
        engine.tell(ASSET, new Deliver(INTAKE, ++batch, 0, observations));
    }

    private static Observation alert(Instant at, int line) {
        return new Observation(
                new Source("eve.json", line),
                at,
                OcsfClass.DETECTION_FINDING,
                0,
                "suricata",
                List.of(SELF),
                Observation.Actor.NONE,
                Observation.Process.NONE,
                new Observation.Network("203.0.113.7", 40000, "10.0.0.5", 22, "tcp", 0, 0, ""),
                Observation.Authentication.NONE,
                Map.of("alert.severity", "1", "alert.signature_id", "s" + line, "alert.signature", "S" + line));
    }

    private List<Suspicion> rests() {
        return raised.stream().filter(s -> s.title().contains("more alerts")).toList();
    }

    private boolean waits() {
        return new Asset(ASSET, Profiles.standard()).unfinished((AssetState) engine.state(ASSET));
    }

    @Test
    void the_last_count_is_told_when_the_hour_is_over() {
        alerts(25, START);
        assertThat(raised).hasSize(20);
        assertThat(waits()).isTrue();
        time.runUntil(START.plusSeconds(3_600));
        assertThat(rests()).isEmpty();

        time.runUntil(START.plusSeconds(3_630));

        assertThat(rests()).singleElement().satisfies(rest -> {
            assertThat(rest.title()).isEqualTo(REST);
            assertThat(rest.evidence()).containsExactly(new Source("eve.json", 25));
            assertThat(rest.time()).isEqualTo(START.plusSeconds(24));
        });
        assertThat(waits()).isFalse();
        time.runUntil(START.plusSeconds(9_000));
        assertThat(rests()).hasSize(1);
    }

    @Test
    void who_is_told_of_each_waits_for_nothing() {
        alerts(20, START);

        assertThat(waits()).isFalse();
    }

    @Test
    void what_follows_within_the_hour_is_part_of_it() {
        alerts(22, START);
        alerts(3, START.plusSeconds(3_000));

        time.runUntil(START.plusSeconds(3_630));

        assertThat(rests()).singleElement().extracting(Suspicion::title).isEqualTo(REST);
    }

    @Test
    void it_is_told_after_a_restart() {
        alerts(25, START);
        time.runUntil(START.plusSeconds(10));
        engine.cutPower();
        assertThat(waits()).isTrue();

        time.runUntil(START.plusSeconds(3_630));

        assertThat(rests()).hasSize(1);
    }

    @Test
    void it_is_told_once_though_what_was_remembered_of_that_is_lost() {
        alerts(25, START);
        time.runUntil(START.plusSeconds(3_605));
        assertThat(rests()).hasSize(1);
        engine.cutPower();

        time.runUntil(START.plusSeconds(9_000));

        assertThat(rests()).hasSize(1);
        assertThat(waits()).isFalse();
    }

    @Test
    void an_old_log_is_told_of_by_how_far_behind_it_is_read() {
        alerts(25, START.minus(Duration.ofDays(300)));
        time.runUntil(START.plusSeconds(3_500));
        assertThat(rests()).isEmpty();

        time.runUntil(START.plusSeconds(3_630));

        assertThat(rests()).hasSize(1);
    }

    @Test
    void at_the_end_of_a_replay_nothing_stays_untold() {
        alerts(25, START);

        engine.tell(ASSET, new AssetCommand.Ended(1));
        engine.tell(ASSET, new AssetCommand.Ended(2));

        assertThat(rests()).singleElement().extracting(Suspicion::title).isEqualTo(REST);
        assertThat(waits()).isFalse();
    }
}
