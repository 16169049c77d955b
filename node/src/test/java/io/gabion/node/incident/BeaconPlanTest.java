package io.gabion.node.incident;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.detectors.Batch;
import io.gabion.detectors.Profiles;
import io.gabion.node.incident.SiteContext.Fact;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.guard.Mode;
import io.gabion.protocol.incident.IncidentCommand.Evidence;
import io.gabion.protocol.incident.IncidentEvent.ResponsePlanned;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.OcsfClass;
import io.gabion.protocol.observation.Source;
import io.gabion.protocol.response.Targets;
import io.gabion.protocol.rule.Fired;
import io.gabion.protocol.rule.ModelScores;
import io.gabion.protocol.suspicion.Suspicion;
import io.gabion.responders.guard.NetworkLimits;
import io.gabion.responders.playbook.Playbooks;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whom the bundled playbooks cut off, by what the detectors themselves say of an infected client. */
class BeaconPlanTest {
    private static final Instant START = Instant.parse("2026-01-05T08:00:00Z");
    private static final Tenant TENANT = new Tenant("acme");
    private static final AssetRef CLIENT = new AssetRef(Kind.ADDRESS, "10.0.0.17");
    private static final AssetRef RESOLVER = new AssetRef(Kind.ADDRESS, "10.0.0.53");
    private static final AssetRef PEER = new AssetRef(Kind.ADDRESS, "203.0.113.66");
    private static final AssetRef PROXY = new AssetRef(Kind.ADDRESS, "10.0.0.80");

    private final Profiles profiles = Profiles.standard();
    private long line;

    private Observation observation(
            Instant at, OcsfClass type, AssetRef self, Observation.Network network, Map<String, String> fields) {
        return new Observation(
                new Source("sensor.log", ++line),
                at,
                type,
                0,
                "zeek",
                List.of(self),
                Observation.Actor.NONE,
                Observation.Process.NONE,
                network,
                Observation.Authentication.NONE,
                fields);
    }

    private Observation connection(Instant at, AssetRef to, int port) {
        var network = new Observation.Network(CLIENT.name(), 40_000, to.name(), port, "tcp", 100, 100, "SF");
        return observation(at, OcsfClass.NETWORK_ACTIVITY, CLIENT, network, Map.of());
    }

    private List<Suspicion> suspicions(List<Observation> observations) {
        return profiles.observe(profiles.empty(), TENANT, CLIENT, observations, false)
                .suspicions();
    }

    private List<Suspicion> beacons() {
        var beats = new ArrayList<Observation>();
        for (int beat = 0; beat < 30; beat++) {
            beats.add(connection(START.plusSeconds(60L * beat), PEER, 443));
            beats.add(connection(START.plusSeconds(60L * beat + 7), PROXY, 8080));
        }
        return suspicions(beats);
    }

    /** A day and more of one destination, then these. */
    private List<Suspicion> newDestinations(AssetRef... destinations) {
        var connections = new ArrayList<Observation>();
        for (int i = 0; i < 250; i++) {
            var at = START.plus(Duration.ofMinutes(10L * i)).plusSeconds(i * i % 400);
            connections.add(connection(at, new AssetRef(Kind.ADDRESS, "198.51.100.1"), 443));
        }
        for (var destination : destinations) {
            connections.add(connection(START.plus(Duration.ofDays(3)), destination, 4444));
        }
        return suspicions(connections).stream()
                .filter(s -> s.detector().id().equals("first-seen"))
                .toList();
    }

    private List<Suspicion> madeDomains(AssetRef self) {
        var queries = new ArrayList<Observation>();
        var scores = new ArrayList<ModelScores.Score>();
        for (int i = 0; i < 12; i++) {
            var name = "q%dx7kz.example".formatted(i);
            scores.add(new ModelScores.Score(i, name, 0.97));
            queries.add(observation(
                    START.plusSeconds(i),
                    OcsfClass.DNS_ACTIVITY,
                    self,
                    new Observation.Network(self.name(), 40_000, "9.9.9.9", 53, "udp", 0, 0, ""),
                    Map.of("query", name)));
        }
        var flagged = new ModelScores("domain", "v7", 0.9, 12, "", scores);
        var batch = new Batch(queries, Fired.ofScores(List.of(flagged)));
        return profiles.observe(profiles.empty(), TENANT, self, batch, false).suspicions();
    }

    /** Of an incident of assets that matter so much to the site that each playbook that may begin does. */
    private static List<ResponsePlanned> planned(List<Suspicion> suspicions) {
        var grave = Map.of(CLIENT.name(), new Fact(1, "key"), RESOLVER.name(), new Fact(1, "key"));
        var site = new SiteContext(grave, grave, grave, Map.of(), SiteContext.NONE.aliases());
        var incident = new Incident(
                new EntityId(TENANT, "incident", "i"),
                Playbooks.bundled(),
                Mode.LIVE,
                () -> site,
                false,
                NetworkLimits.USUAL);
        var state = incident.empty();
        var planned = new ArrayList<ResponsePlanned>();
        for (var suspicion : suspicions) {
            for (var event : incident.decide(state, new Evidence(suspicion), suspicion.time())
                    .events()) {
                state = incident.apply(state, event);
                if (event instanceof ResponsePlanned plan) {
                    planned.add(plan);
                }
            }
        }
        assertThat(state.score().total()).isGreaterThanOrEqualTo(0.6);
        return planned;
    }

    @Test
    void whom_a_client_calls_like_a_clock_is_blocked_and_the_client_is_not() {
        var told = beacons();

        assertThat(planned(told)).extracting(ResponsePlanned::targets).containsExactly(Targets.addresses(PEER.name()));
        assertThat(told).singleElement().satisfies(s -> {
            assertThat(s.detector().id()).isEqualTo("beacon");
            assertThat(s.actors()).containsExactly(PEER);
            assertThat(s.victims()).containsExactly(CLIENT);
        });
    }

    @Test
    void a_destination_is_not_blocked_for_being_new() {
        var told = newDestinations(PROXY, PEER);

        assertThat(planned(told)).isEmpty();
        assertThat(told).hasSize(2).allMatch(s -> s.actors().isEmpty());
        assertThat(told).allMatch(s -> s.victims().equals(List.of(CLIENT)));
    }

    @Test
    void who_asks_for_names_that_a_program_made_is_not_blocked_be_it_the_client_or_the_sites_resolver() {
        for (var self : List.of(CLIENT, RESOLVER)) {
            var told = madeDomains(self);

            assertThat(planned(told)).isEmpty();
            assertThat(told).singleElement().satisfies(s -> {
                assertThat(s.techniques()).containsExactly("T1568.002");
                assertThat(s.victims()).containsExactly(self);
            });
        }
    }

    @Test
    void of_a_client_that_asks_for_made_names_and_calls_one_address_the_address_is_blocked() {
        var told = new ArrayList<>(madeDomains(CLIENT));
        told.addAll(beacons());

        assertThat(planned(told)).extracting(ResponsePlanned::targets).containsExactly(Targets.addresses(PEER.name()));
    }
}
