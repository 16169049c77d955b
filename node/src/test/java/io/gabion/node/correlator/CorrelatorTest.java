package io.gabion.node.correlator;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.node.correlator.CorrelatorCommand.Suspect;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.correlation.CorrelatorEvent;
import io.gabion.protocol.correlation.CorrelatorEvent.Assigned;
import io.gabion.protocol.correlation.CorrelatorEvent.IncidentOpened;
import io.gabion.protocol.correlation.CorrelatorEvent.Merged;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.observation.Source;
import io.gabion.protocol.suspicion.Detector;
import io.gabion.protocol.suspicion.Severity;
import io.gabion.protocol.suspicion.Suspicion;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CorrelatorTest {
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    private static final Tenant TENANT = new Tenant("default");
    private static final String ATTACKER = "address:203.0.113.66";
    private static final String WEB = "address:10.0.0.11";
    private static final String DB = "address:10.0.0.12";

    private final Correlator correlator = new Correlator(new EntityId(TENANT, "correlator", "all"));
    private CorrelatorState state = correlator.empty();
    private int raised;

    @Test
    void the_same_suspicion_is_placed_once() {
        var suspicion = suspicion(ATTACKER, WEB, Severity.MEDIUM, Duration.ZERO);
        assertThat(place(suspicion)).hasSize(1);
        assertThat(place(suspicion)).isEmpty();
    }

    @Test
    void one_attacker_is_one_incident_whatever_it_hits() {
        var first = opened(suspicion(ATTACKER, WEB, Severity.MEDIUM, Duration.ZERO));
        assertThat(assigned(suspicion(ATTACKER, DB, Severity.MEDIUM, Duration.ofMinutes(5))))
                .isEqualTo(first);
    }

    @Test
    void two_attackers_of_one_victim_stay_two_incidents_while_they_only_try() {
        opened(suspicion(ATTACKER, WEB, Severity.MEDIUM, Duration.ZERO));
        opened(suspicion("address:198.51.100.9", WEB, Severity.MEDIUM, Duration.ofMinutes(1)));
    }

    @Test
    void a_victim_that_acts_itself_carries_the_incident_on() {
        var first = opened(suspicion(ATTACKER, WEB, Severity.MEDIUM, Duration.ZERO));
        assertThat(assigned(suspicion(WEB, DB, Severity.MEDIUM, Duration.ofMinutes(20))))
                .isEqualTo(first);
        assertThat(assigned(suspicion(DB, "address:10.0.0.13", Severity.MEDIUM, Duration.ofMinutes(40))))
                .isEqualTo(first);
    }

    @Test
    void being_hit_by_what_hardly_matters_joins_nothing() {
        opened(suspicion(ATTACKER, WEB, Severity.LOW, Duration.ZERO));
        opened(suspicion(WEB, DB, Severity.MEDIUM, Duration.ofMinutes(1)));
    }

    @Test
    void an_incident_that_was_quiet_for_six_hours_takes_no_more() {
        opened(suspicion(ATTACKER, WEB, Severity.MEDIUM, Duration.ZERO));
        opened(suspicion(ATTACKER, WEB, Severity.MEDIUM, CorrelatorState.QUIET.plusSeconds(1)));
    }

    @Test
    void two_incidents_that_turn_out_to_be_one_become_the_older_one() {
        var older = opened(suspicion(ATTACKER, WEB, Severity.MEDIUM, Duration.ZERO));
        var younger = opened(suspicion("address:198.51.100.9", DB, Severity.MEDIUM, Duration.ofMinutes(1)));
        var both = place(suspicion(
                List.of(ATTACKER, "address:198.51.100.9"), List.of(DB), Severity.MEDIUM, Duration.ofMinutes(2)));
        assertThat(both).hasSize(2).first().isEqualTo(new Merged(younger, older));
        assertThat(assigned(suspicion("address:198.51.100.9", WEB, Severity.MEDIUM, Duration.ofMinutes(3))))
                .isEqualTo(older);
    }

    @Test
    void many_public_addresses_of_one_network_are_one_attack_and_later_ones_are_not_waited_for() {
        var incidents = new ArrayList<String>();
        for (int n = 1; n <= 7; n++) {
            incidents.add(opened(suspicion("address:203.0.113." + n, WEB, Severity.MEDIUM, Duration.ofMinutes(n))));
            opened(suspicion("address:10.9.9." + n, WEB, Severity.MEDIUM, Duration.ofMinutes(n)));
        }
        opened(suspicion("address:203.0.112.8", WEB, Severity.MEDIUM, Duration.ofMinutes(8)));
        opened(suspicion("address:10.9.9.8", WEB, Severity.MEDIUM, Duration.ofMinutes(8)));

        var eighth = suspicion("address:203.0.113.8", WEB, Severity.MEDIUM, Duration.ofMinutes(8));
        assertThat(place(eighth))
                .hasSize(7)
                .endsWith(new Assigned(incidents.getFirst(), eighth))
                .startsWith(new Merged(incidents.get(1), incidents.getFirst()));
        opened(suspicion("address:203.0.113.9", WEB, Severity.MEDIUM, Duration.ofMinutes(9)));
        assertThat(assigned(suspicion("address:203.0.113.5", WEB, Severity.MEDIUM, Duration.ofMinutes(9))))
                .isEqualTo(incidents.getFirst());
    }

    @Test
    void who_was_quiet_for_six_hours_is_none_of_the_many() {
        for (int n = 1; n <= 7; n++) {
            opened(suspicion("address:2a00:db8::" + n, WEB, Severity.MEDIUM, Duration.ofMinutes(n)));
        }
        opened(suspicion("address:2a00:db8::8", WEB, Severity.MEDIUM, CorrelatorState.QUIET.plusSeconds(90)));
        var more = suspicion(
                List.of("address:2a00:db8::9", "address:2a00:db8::a"),
                List.of(WEB),
                Severity.MEDIUM,
                CorrelatorState.QUIET.plusSeconds(91));

        assertThat(place(more)).as("six of seven, and three").hasSize(7);
    }

    @Test
    void two_infected_clients_of_one_peer_are_one_incident_and_so_is_all_that_one_client_shows() {
        var first = opened(infected(WEB, "beacon", "T1071", ATTACKER));
        assertThat(assigned(infected(DB, "beacon", "T1071", ATTACKER))).isEqualTo(first);
        assertThat(assigned(infected(WEB, "made-domains", "T1568.002"))).isEqualTo(first);
        assertThat(assigned(infected(WEB, "first-seen", "T1071", "address:198.51.100.9")))
                .isEqualTo(first);
        opened(infected("address:10.0.0.13", "beacon", "T1071", "address:198.51.100.10"));
    }

    @Test
    void many_addresses_of_one_network_that_are_called_are_no_attack() {
        for (int n = 1; n <= 9; n++) {
            opened(infected("address:10.0.1." + n, "first-seen", "T1071", "address:203.0.113." + n));
        }
    }

    @Test
    void a_client_that_was_hit_and_then_calls_out_carries_the_incident_on() {
        var first = opened(suspicion(ATTACKER, WEB, Severity.MEDIUM, Duration.ZERO));
        assertThat(assigned(infected(WEB, "beacon", "T1071", "address:198.51.100.9")))
                .isEqualTo(first);
    }

    @Test
    void the_first_of_many_that_show_one_beacon_are_one_incident() {
        var web = opened(infected(WEB, "made-domains", "T1568.002"));
        var db = opened(infected(DB, "made-domains", "T1568.002"));
        var last = infected("address:10.0.0.13", "beacon", "T1071", ATTACKER);
        var all = new Suspicion(
                last.id(),
                TENANT,
                last.asset(),
                last.time(),
                last.detector(),
                last.title(),
                last.severity(),
                last.confidence(),
                last.techniques(),
                last.evidence(),
                last.explanation(),
                last.actors(),
                List.of(AssetRef.parse(WEB), AssetRef.parse(DB), last.asset()));

        assertThat(place(all)).containsExactly(new Merged(db, web), new Assigned(web, all));
    }

    private Suspicion infected(String client, String detector, String technique, String... peers) {
        var self = AssetRef.parse(client);
        return new Suspicion(
                "s" + ++raised,
                TENANT,
                self,
                START.plusSeconds(raised),
                new Detector(
                        detector.equals("made-domains") ? Detector.Kind.MODEL : Detector.Kind.BASELINE, detector, "1"),
                "Infected",
                Severity.LOW,
                0.3,
                List.of(technique),
                List.of(new Source("conn.log", raised)),
                List.of("because"),
                Stream.of(peers).map(AssetRef::parse).toList(),
                List.of(self));
    }

    private String opened(Suspicion suspicion) {
        var events = place(suspicion);
        assertThat(events).singleElement().isInstanceOf(IncidentOpened.class);
        return ((IncidentOpened) events.getFirst()).incident();
    }

    private String assigned(Suspicion suspicion) {
        var events = place(suspicion);
        assertThat(events).singleElement().isInstanceOf(Assigned.class);
        return ((Assigned) events.getFirst()).incident();
    }

    private List<CorrelatorEvent> place(Suspicion suspicion) {
        var events = correlator
                .decide(state, new Suspect(suspicion), suspicion.time())
                .events();
        events.forEach(event -> state = correlator.apply(state, event));
        return events;
    }

    private Suspicion suspicion(String actor, String victim, Severity severity, Duration after) {
        return suspicion(List.of(actor), List.of(victim), severity, after);
    }

    private Suspicion suspicion(List<String> actors, List<String> victims, Severity severity, Duration after) {
        return new Suspicion(
                "s" + ++raised,
                TENANT,
                AssetRef.parse(actors.getFirst()),
                START.plus(after),
                new Detector(Detector.Kind.THRESHOLD, "port-scan", "1"),
                "Scan",
                severity,
                0.7,
                List.of("T1046"),
                List.of(new Source("conn.log", raised)),
                List.of("because"),
                actors.stream().map(AssetRef::parse).toList(),
                victims.stream().map(AssetRef::parse).toList());
    }
}
