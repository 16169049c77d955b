package io.gabion.node.asset;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.detectors.Profiles;
import io.gabion.node.asset.AssetCommand.Deliver;
import io.gabion.node.cohort.CohortCommand.Shown;
import io.gabion.node.cohort.CohortCommand.Weigh;
import io.gabion.node.incident.Aliases;
import io.gabion.node.incident.SiteContext;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.asset.AssetEvent;
import io.gabion.protocol.asset.AssetEvent.Noticed;
import io.gabion.protocol.asset.AssetEvent.SuspicionRaised;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.entity.Decision;
import io.gabion.protocol.entity.Effect.Tell;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.OcsfClass;
import io.gabion.protocol.observation.Source;
import io.gabion.protocol.suspicion.Detector;
import io.gabion.protocol.suspicion.Severity;
import io.gabion.protocol.suspicion.Suspicion;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What an asset tells its peers, and what it leaves to them. */
class NoticedTest {
    private static final Instant START = Instant.parse("2026-01-05T08:00:00Z");
    private static final Tenant TENANT = new Tenant("acme");
    private static final AssetRef SELF = new AssetRef(Kind.ADDRESS, "10.0.0.5");
    private static final EntityId INTAKE = new EntityId(TENANT, "intake", "conn.log");
    private static final SiteContext PRINTERS =
            new SiteContext(Map.of(), Map.of(), Map.of(), Map.of("10.0.0.5", "Printer"), Aliases.NONE);

    private final Asset asset =
            new Asset(new EntityId(TENANT, "asset", SELF.toString()), Profiles.standard(), () -> PRINTERS);
    private AssetState state = asset.empty();

    private static Observation connection(int beat) {
        var to = new AssetRef(Kind.ADDRESS, "198.51.100.9");
        return new Observation(
                new Source("conn.log", beat + 1),
                START.plusSeconds(60L * beat),
                OcsfClass.NETWORK_ACTIVITY,
                0,
                "zeek",
                List.of(SELF, to),
                Observation.Actor.NONE,
                Observation.Process.NONE,
                new Observation.Network(SELF.name(), 40_000, to.name(), 443, "tcp", 1, 1, "SF"),
                Observation.Authentication.NONE,
                Map.of());
    }

    private Decision<AssetEvent> delivered() {
        var beats = IntStream.range(0, 24).mapToObj(NoticedTest::connection).toList();
        return asset.decide(state, new Deliver(INTAKE, 1, 0, beats), START);
    }

    private static Suspicion suspicion(Severity severity) {
        return new Suspicion(
                "x",
                TENANT,
                SELF,
                START,
                new Detector(Detector.Kind.THRESHOLD, "x", "1"),
                "x",
                severity,
                0.5,
                List.of(),
                List.of(new Source("x.log", 1)),
                List.of("x"),
                List.of(),
                List.of());
    }

    private static Noticed noticed(Decision<AssetEvent> decision) {
        return (Noticed) decision.events().stream()
                .filter(Noticed.class::isInstance)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void a_beacon_is_owed_to_the_peers_of_its_role_and_what_is_shown_is_told_them() {
        var decision = delivered();
        var noticed = noticed(decision);
        var peers = new EntityId(TENANT, "cohort", "address/printer");

        assertThat(decision.events()).noneMatch(SuspicionRaised.class::isInstance);
        assertThat(noticed.trusted()).isTrue();
        assertThat(asset.owes(noticed)).singleElement().satisfies(send -> {
            assertThat(send.to()).isEqualTo(peers);
            assertThat(send.message()).isEqualTo(new Weigh(noticed.suspicion(), noticed.signal(), true, List.of()));
        });
        assertThat(decision.effects()).singleElement().isInstanceOfSatisfying(Tell.class, tell -> {
            assertThat(tell.to()).isEqualTo(peers);
            assertThat(((Shown) tell.message()).sights())
                    .singleElement()
                    .satisfies(s -> assertThat(s.signal().value()).isEqualTo("198.51.100.9 port 443"));
        });
        decision.events().forEach(event -> state = asset.apply(state, event));
        assertThat(state.raised()).containsExactly(noticed.suspicion().id());
        assertThat(state.frozenUntil()).isAfter(noticed.suspicion().time());
    }

    @Test
    void who_is_under_suspicion_does_not_count_among_the_peers_and_a_checkpoint_knows_it() {
        state = asset.apply(state, new SuspicionRaised(suspicion(Severity.LOW)));
        assertThat(noticed(delivered()).trusted()).isTrue();

        state = asset.apply(state, new SuspicionRaised(suspicion(Severity.MEDIUM)));
        state = asset.read(asset.write(state));
        assertThat(state.doubtedUntil()).isEqualTo(START.plusSeconds(3600));
        assertThat(noticed(delivered()).trusted()).isFalse();
        assertThat(delivered().effects()).isEmpty();
    }
}
