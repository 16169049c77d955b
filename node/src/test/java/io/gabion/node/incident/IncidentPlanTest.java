package io.gabion.node.incident;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.protocol.Tenant;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.entity.Decision;
import io.gabion.protocol.entity.Effect.Reply;
import io.gabion.protocol.entity.Effect.Send;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.guard.Mode;
import io.gabion.protocol.incident.IncidentCommand;
import io.gabion.protocol.incident.IncidentCommand.Evidence;
import io.gabion.protocol.incident.IncidentEvent;
import io.gabion.protocol.incident.IncidentEvent.ResponsePlanned;
import io.gabion.protocol.incident.IncidentVerdict;
import io.gabion.protocol.observation.Source;
import io.gabion.protocol.response.Plan;
import io.gabion.protocol.response.ResponseCommand;
import io.gabion.protocol.response.ResponseCommand.Start;
import io.gabion.protocol.response.Targets;
import io.gabion.protocol.suspicion.Detector;
import io.gabion.protocol.suspicion.Severity;
import io.gabion.protocol.suspicion.Suspicion;
import io.gabion.responders.guard.NetworkLimits;
import io.gabion.responders.playbook.Playbook;
import io.gabion.responders.playbook.Playbooks;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom an incident has contained, by which of the bundled playbooks. */
class IncidentPlanTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final Tenant TENANT = new Tenant("acme");
    private static final AssetRef ADDRESS = new AssetRef(Kind.ADDRESS, "203.0.113.7");
    private static final AssetRef HOST = new AssetRef(Kind.HOST, "web1");
    private static final AssetRef OLGA = new AssetRef(Kind.ACCOUNT, "olga@web1");
    private static final AssetRef PAUL = new AssetRef(Kind.ACCOUNT, "paul@web1");
    private static final AssetRef DOMAIN = new AssetRef(Kind.DOMAIN, "c2.example.org");

    private final List<IncidentEvent> events = new ArrayList<>();
    private IncidentState state = IncidentState.EMPTY;
    private Incident incident = incident(Playbooks.bundled());

    private static Incident incident(List<Playbook> playbooks) {
        return new Incident(new EntityId(TENANT, "incident", "i"), playbooks, Mode.LIVE);
    }

    @Test
    void a_verdict_is_journaled_once_answered_every_time_and_may_be_taken_back() {
        var real = new IncidentCommand.Judge(IncidentVerdict.TRUE_POSITIVE, "ann", "seen");
        var back = new IncidentCommand.Judge(IncidentVerdict.OPEN, "ann", "");
        var answer = new Reply(new IncidentCommand.Noted());

        var first = incident.decide(state, real, NOW);
        assertThat(first.events())
                .containsExactly(new IncidentEvent.Judged(IncidentVerdict.TRUE_POSITIVE, "ann", "seen"));
        assertThat(first.effects()).containsExactly(answer);
        state = state.apply(first.events().getFirst());
        assertThat(incident.decide(state, real, NOW)).isEqualTo(Decision.only(answer));
        assertThat(incident.decide(state, back, NOW).events()).hasSize(1);
    }

    @Test
    void what_was_done_for_a_false_positive_is_called_off_and_nothing_more_is_planned() {
        take(List.of("T1110.001"), List.of(ADDRESS), List.of(HOST));
        var response = planned().getFirst().response();

        assertThat(judge(IncidentVerdict.FALSE_POSITIVE))
                .containsExactly(
                        new IncidentEvent.Judged(IncidentVerdict.FALSE_POSITIVE, "ann", "no"),
                        new IncidentEvent.ResponsesCalledOff(List.of(response), "ann", "no"));
        assertThat(incident.owes(events.getLast()))
                .containsExactly(new Send(
                        response + "/call-off",
                        new EntityId(TENANT, "response", response),
                        new ResponseCommand.CallOff("ann", "no")));
        take(List.of("T1110.001"), List.of(new AssetRef(Kind.ADDRESS, "203.0.113.8")), List.of(HOST));
        assertThat(planned()).hasSize(1);
    }

    @Test
    void a_false_positive_that_was_none_is_planned_anew() {
        take(List.of("T1110.001"), List.of(ADDRESS), List.of(HOST));
        judge(IncidentVerdict.FALSE_POSITIVE);
        judge(IncidentVerdict.TRUE_POSITIVE);

        assertThat(planned()).hasSize(2).extracting(ResponsePlanned::response).doesNotHaveDuplicates();
        assertThat(targets("contain-guessing").getLast()).isEqualTo(Targets.addresses("203.0.113.7"));
        // What was called off before is not called off twice.
        assertThat(judge(IncidentVerdict.FALSE_POSITIVE).getLast())
                .isEqualTo(new IncidentEvent.ResponsesCalledOff(
                        List.of(planned().getLast().response()), "ann", "no"));
    }

    @Test
    void a_playbook_that_only_tells_is_carried_out_once_and_anew_after_a_false_positive_that_was_none() {
        var tell = new Plan.Notify("tell", "log");
        incident = incident(
                List.of(new Playbook("tell", "T", new Playbook.When(List.of("T1110"), 0), List.of(tell), "h")));
        take(List.of("T1566"), List.of(), List.of(HOST));
        assertThat(planned()).isEmpty();

        take(List.of("T1110"), List.of(), List.of(HOST));
        take(List.of("T1110"), List.of(ADDRESS), List.of(HOST, OLGA));
        assertThat(targets("tell")).containsExactly(Targets.NOBODY);

        judge(IncidentVerdict.FALSE_POSITIVE);
        judge(IncidentVerdict.TRUE_POSITIVE);
        assertThat(targets("tell")).containsExactly(Targets.NOBODY, Targets.NOBODY);
    }

    @Test
    void who_only_guesses_is_blocked_and_the_accounts_that_were_tried_stay_open() {
        take(List.of("T1110.001"), List.of(ADDRESS), List.of(HOST, OLGA));

        assertThat(targets("contain-guessing")).containsExactly(Targets.addresses("203.0.113.7"));
        assertThat(targets("contain-takeover")).isEmpty();
    }

    @Test
    void who_guesses_right_is_blocked_and_the_account_that_was_entered_is_locked() {
        take(List.of("T1110", "T1078"), List.of(ADDRESS), List.of(HOST, OLGA));

        assertThat(targets("contain-takeover"))
                .containsExactly(new Targets(List.of("203.0.113.7"), List.of("olga@web1"), List.of()));
    }

    @Test
    void another_account_that_is_entered_later_is_locked_by_another_run() {
        take(List.of("T1110", "T1078"), List.of(ADDRESS), List.of(HOST, OLGA));
        take(List.of("T1110", "T1078"), List.of(ADDRESS), List.of(HOST, OLGA, PAUL));
        take(List.of("T1110", "T1078"), List.of(ADDRESS), List.of(HOST, PAUL));

        assertThat(targets("contain-takeover"))
                .containsExactly(
                        new Targets(List.of("203.0.113.7"), List.of("olga@web1"), List.of()),
                        new Targets(List.of(), List.of("paul@web1"), List.of()));
    }

    @Test
    void who_dumps_credentials_and_moves_on_is_blocked_and_the_accounts_are_asked_about() {
        take(List.of("T1003.001"), List.of(HOST, OLGA), List.of());
        assertThat(targets("contain-lateral-movement")).as("dumped only").isEmpty();
        take(List.of("T1021.002"), List.of(ADDRESS, OLGA), List.of(HOST, PAUL));

        assertThat(targets("contain-lateral-movement"))
                .containsExactly(new Targets(List.of("203.0.113.7"), List.of("olga@web1", "paul@web1"), List.of()));
        assertThat(asks("contain-lateral-movement")).containsExactly(2);
    }

    @Test
    void who_gives_commands_is_cut_off_by_address_and_by_name() {
        var client = address("10.0.0.17");
        take(List.of("T1071"), List.of(ADDRESS), List.of(client));
        take(List.of("T1071.001"), List.of(DOMAIN), List.of(client));
        take(List.of("T1571"), List.of(ADDRESS), List.of(client));
        take(List.of("T1568.002"), List.of(), List.of(address("10.0.0.53")));

        assertThat(targets("contain-beacon"))
                .containsExactly(
                        Targets.addresses("203.0.113.7"), new Targets(List.of(), List.of(), List.of("c2.example.org")));
        assertThat(asks("contain-beacon")).isEmpty();
    }

    @Test
    void where_stolen_data_go_is_blocked() {
        take(List.of("T1048"), List.of(ADDRESS), List.of(address("10.0.0.20")));

        assertThat(targets("contain-exfiltration")).containsExactly(Targets.addresses("203.0.113.7"));
        assertThat(asks("contain-exfiltration")).isEmpty();
    }

    @Test
    void before_an_account_that_was_entered_is_locked_somebody_is_asked() {
        take(List.of("T1110", "T1078"), List.of(ADDRESS), List.of(HOST, OLGA));

        assertThat(asks("contain-takeover")).containsExactly(1);
    }

    /** Whatever comes first, in whatever spelling: each person is one target, once. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void a_person_under_several_names_is_one_target(long seed) {
        var aliases = new HashMap<String, String>();
        for (int person = 0; person < 5; person++) {
            for (var alias : List.of("p%d@corp", "p%d.p@mail.example", "10%d@web1", "uid=p%d,dc=corp")) {
                aliases.put(Aliases.spelt(alias.formatted(person)), "p" + person + "@corp.example");
            }
        }
        var site = new SiteContext(Map.of(), Map.of(), Map.of(), Map.of(), new Aliases(aliases));
        incident = new Incident(
                new EntityId(TENANT, "incident", "i"),
                Playbooks.bundled(),
                Mode.LIVE,
                () -> site,
                false,
                NetworkLimits.USUAL);
        var names = new ArrayList<>(aliases.keySet());
        names.addAll(aliases.values());
        names.add("stranger@corp");
        Collections.shuffle(names, new Random(seed));

        for (var name : names) {
            take(List.of("T1110", "T1078"), List.of(ADDRESS, new AssetRef(Kind.ACCOUNT, name)), List.of(HOST));
        }

        assertThat(targets("contain-takeover").stream().flatMap(t -> t.accounts().stream()))
                .containsExactlyInAnyOrder(
                        "p0@corp.example",
                        "p1@corp.example",
                        "p2@corp.example",
                        "p3@corp.example",
                        "p4@corp.example",
                        "stranger@corp");
    }

    /** What is seen of a domain elsewhere, such as in a message, is nobody's word. */
    @Test
    void a_domain_is_blocked_when_it_is_named_as_who_did_it() {
        var block = new Plan.BlockDomain("block", "names", 3_600);
        incident = incident(
                List.of(new Playbook("beacon", "Beacon", new Playbook.When(List.of("T1071"), 0), List.of(block), "h")));
        take(List.of("T1071"), List.of(DOMAIN, ADDRESS), List.of(HOST, OLGA));

        assertThat(targets("beacon")).containsExactly(new Targets(List.of(), List.of(), List.of("c2.example.org")));
    }

    @Test
    void a_host_that_acted_or_was_hit_is_isolated_by_one_run_alone() {
        var isolate = new Plan.IsolateHost("isolate", "hosts", 3_600);
        incident = incident(
                List.of(new Playbook("malware", "M", new Playbook.When(List.of("T1204"), 0), List.of(isolate), "h")));
        take(List.of("T1204"), List.of(ADDRESS), List.of(HOST, OLGA));
        take(List.of("T1204"), List.of(HOST), List.of());

        assertThat(targets("malware")).containsExactly(new Targets(List.of(), List.of(), List.of(), List.of("web1")));
    }

    @Test
    void a_file_that_acted_is_taken_away_and_one_that_was_only_hit_is_not() {
        var quarantine = new Plan.QuarantineFile("quarantine", "files", 3_600);
        var collect = new Plan.Collect("collect", "evidence", 3_600);
        incident = incident(List.of(new Playbook(
                "malware", "M", new Playbook.When(List.of("T1204"), 0), List.of(collect, quarantine), "h")));
        take(List.of("T1204.002"), List.of(file("evil")), List.of(HOST, file("letter")));
        take(List.of("T1204.002"), List.of(file("evil"), file("other")), List.of(HOST));

        assertThat(targets("malware"))
                .containsExactly(
                        new Targets(
                                List.of(),
                                List.of(),
                                List.of(),
                                List.of("web1"),
                                List.of(file("evil").name())),
                        new Targets(
                                List.of(),
                                List.of(),
                                List.of(),
                                List.of(),
                                List.of(file("other").name())));
    }

    @Test
    void a_network_is_a_target_once_eight_of_its_addresses_have_acted() {
        for (int n = 1; n <= 9; n++) {
            take(List.of("T1110.001"), List.of(address("203.0.113." + n), address("2a00:db8::" + n)), List.of(HOST));
            take(List.of("T1046"), List.of(address("192.0.2." + n)), List.of(HOST));
        }

        assertThat(targets("contain-guessing"))
                .hasSize(9)
                .element(7)
                .isEqualTo(new Targets(
                        List.of("203.0.113.8", "2a00:db8::8"),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of("203.0.113.0/24", "2a00:db8::/64")));
        assertThat(targets("contain-guessing"))
                .filteredOn(t -> !t.networks().isEmpty())
                .hasSize(1);
        assertThat(asks("contain-guessing")).containsExactly(1);
    }

    private static AssetRef address(String name) {
        return new AssetRef(Kind.ADDRESS, name);
    }

    private static AssetRef file(String name) {
        return new AssetRef(Kind.FILE, "web1:/tmp/" + name + ":" + "0123456789abcdef".repeat(4));
    }

    @Test
    void a_response_is_started_with_the_targets_that_were_planned() {
        take(List.of("T1110", "T1078"), List.of(ADDRESS), List.of(HOST, OLGA));

        for (var event : events) {
            if (event instanceof ResponsePlanned planned) {
                assertThat(planned.subject()).matches("Title \\(high, score 0\\.\\d\\d\\)");
                assertThat(incident.owes(planned))
                        .extracting(send -> ((Start) send.message()).subject())
                        .containsExactly(planned.subject());
                assertThat(incident.owes(planned))
                        .extracting(send -> ((Start) send.message()).targets())
                        .containsExactly(planned.targets());
            }
        }
    }

    private void take(List<String> techniques, List<AssetRef> actors, List<AssetRef> victims) {
        var suspicion = new Suspicion(
                "s" + state.evidence().size(),
                TENANT,
                ADDRESS,
                NOW,
                new Detector(Detector.Kind.THRESHOLD, "t", "1"),
                "Title",
                Severity.HIGH,
                0.85,
                techniques,
                List.of(new Source("auth.log", 1)),
                List.of("why"),
                actors,
                victims);
        for (var event : incident.decide(state, new Evidence(suspicion), NOW).events()) {
            state = incident.apply(state, event);
            events.add(event);
        }
    }

    /** How many people the playbook asks before it locks. */
    private static List<Integer> asks(String playbook) {
        return Playbooks.bundled().stream()
                .filter(p -> p.id().equals(playbook))
                .flatMap(p -> p.steps().stream())
                .filter(Plan.Ask.class::isInstance)
                .map(step -> ((Plan.Ask) step).people())
                .toList();
    }

    private List<IncidentEvent> judge(IncidentVerdict verdict) {
        var judged = incident.decide(state, new IncidentCommand.Judge(verdict, "ann", "no"), NOW)
                .events();
        for (var event : judged) {
            state = incident.apply(state, event);
            events.add(event);
        }
        return judged;
    }

    private List<ResponsePlanned> planned() {
        return events.stream()
                .filter(ResponsePlanned.class::isInstance)
                .map(ResponsePlanned.class::cast)
                .toList();
    }

    private List<Targets> targets(String playbook) {
        return events.stream()
                .filter(event -> event instanceof ResponsePlanned p
                        && p.plan().playbook().equals(playbook))
                .map(event -> ((ResponsePlanned) event).targets())
                .toList();
    }
}
