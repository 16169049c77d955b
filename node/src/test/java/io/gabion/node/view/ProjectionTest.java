package io.gabion.node.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.protocol.Tenant;
import io.gabion.protocol.asset.AssetEvent.SuspicionRaised;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.containment.Action;
import io.gabion.protocol.containment.ContainmentEvent.Denied;
import io.gabion.protocol.containment.ContainmentEvent.Wanted;
import io.gabion.protocol.containment.Holder;
import io.gabion.protocol.containment.Notice;
import io.gabion.protocol.containment.Target;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.guard.Mode;
import io.gabion.protocol.incident.IncidentEvent.EvidenceAdded;
import io.gabion.protocol.incident.IncidentEvent.ResponseReported;
import io.gabion.protocol.observation.Source;
import io.gabion.protocol.response.ResponseReport;
import io.gabion.protocol.suspicion.Detector;
import io.gabion.protocol.suspicion.Severity;
import io.gabion.protocol.suspicion.Suspicion;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProjectionTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Tenant TENANT = new Tenant("default");
    private static final int MOST = 3;

    private final Projection projection = new Projection(MOST);

    @Test
    void the_newest_suspicions_are_kept() {
        for (int n = 1; n <= 5; n++) {
            projection.add(id("asset", "address:203.0.113." + n), new SuspicionRaised(suspicion(n)));
        }
        assertThat(projection.suspicions()).containsExactly(suspicion(3), suspicion(4), suspicion(5));
    }

    @Test
    void the_incidents_that_changed_last_are_kept() {
        for (int n = 1; n <= 3; n++) {
            projection.add(id("incident", "i" + n), new EvidenceAdded(suspicion(n)));
        }
        projection.add(id("incident", "i1"), new EvidenceAdded(suspicion(6)));
        projection.add(id("incident", "i4"), new EvidenceAdded(suspicion(4)));
        assertThat(projection.incidents())
                .containsOnlyKeys(id("incident", "i1"), id("incident", "i3"), id("incident", "i4"));
    }

    @Test
    void a_report_to_an_incident_that_is_forgotten_is_a_change_of_its_response_only() {
        var incident = id("incident", "forgotten");
        var report = new ResponseReported(new ResponseReport(
                id("response", "r").toString(), incident.toString(), "block", Mode.OBSERVE, 1, List.of()));
        projection.add(incident, report);
        assertThat(projection.changed(incident, report))
                .extracting(change -> change.path("kind").asText())
                .containsExactly("response");
    }

    @Test
    void what_is_contained_is_kept_whatever_the_limit() {
        for (int n = 1; n <= 5; n++) {
            projection.add(containment(n), wanted(1, n));
        }
        assertThat(projection.containments()).hasSize(5);
    }

    @Test
    void containments_that_ended_last_are_kept_and_one_that_is_forgotten_may_begin_again() {
        for (int n = 1; n <= 5; n++) {
            projection.add(containment(n), wanted(1, n));
            projection.add(containment(n), new Denied(new Notice(1, 1, List.of("r")), "frozen"));
        }
        assertThat(projection.containments()).isEmpty();
        assertThat(projection.containment(containment(2).name())).isEmpty();
        assertThat(projection.containment(containment(3).name())).isPresent();
        projection.add(containment(1), wanted(2, 1));
        assertThat(projection.containments()).containsOnlyKeys(containment(1));
    }

    private static Wanted wanted(int life, int n) {
        var target = new Target("firewall", "203.0.113." + n);
        return new Wanted(life, Action.BLOCK_ADDRESS, target, new Holder("r" + life, NOON.plusSeconds(60)), "p/block");
    }

    private static EntityId containment(int n) {
        return id("containment", "firewall/block-address/203.0.113." + n);
    }

    private static EntityId id(String kind, String name) {
        return new EntityId(TENANT, kind, name);
    }

    private static Suspicion suspicion(int n) {
        var asset = AssetRef.parse("address:203.0.113." + n);
        return new Suspicion(
                "s" + n,
                TENANT,
                asset,
                NOON.plusSeconds(n),
                new Detector(Detector.Kind.THRESHOLD, "guessing", "1"),
                "guesses passwords",
                Severity.MEDIUM,
                1,
                List.of("T1110"),
                List.of(new Source("auth.log", n)),
                List.of("six failures"),
                List.of(asset),
                List.of());
    }
}
