package io.gabion.node.cohort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gabion.detectors.Sight;
import io.gabion.node.cohort.CohortCommand.*;
import io.gabion.node.cohort.CohortState.Learnt;
import io.gabion.node.correlator.CorrelatorCommand.Suspect;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.cohort.CohortEvent;
import io.gabion.protocol.cohort.CohortEvent.*;
import io.gabion.protocol.entity.Decision;
import io.gabion.protocol.entity.Effect.Tell;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.observation.Source;
import io.gabion.protocol.suspicion.Detector;
import io.gabion.protocol.suspicion.Severity;
import io.gabion.protocol.suspicion.Signal;
import io.gabion.protocol.suspicion.Suspicion;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Every command, in every state that makes a difference. */
class CohortTest {
    private static final Instant START = Instant.parse("2026-01-05T08:00:00Z");
    private static final Tenant TENANT = new Tenant("acme");
    private static final Signal AGENT = new Signal("beacon", "198.51.100.9 port 443");
    private static final AssetRef PEER = new AssetRef(Kind.ADDRESS, "198.51.100.9");

    private final Cohort cohort = new Cohort(new EntityId(TENANT, "cohort", "host"));
    private final Cohort role = new Cohort(new EntityId(TENANT, "cohort", "host/workstation"));
    private CohortState state = cohort.empty();
    private Instant now = START;

    private static AssetRef host(int number) {
        return new AssetRef(Kind.HOST, "ws" + number);
    }

    private static Suspicion suspicion(int host, Detector.Kind kind, Severity severity) {
        return new Suspicion(
                "s" + host,
                TENANT,
                host(host),
                START,
                new Detector(kind, "beacon", "1"),
                "Regular connections of ws" + host,
                severity,
                0.3,
                List.of("T1071"),
                List.of(new Source("conn.log", host + 1)),
                List.of("every 30 s"),
                List.of(PEER),
                List.of(host(host)));
    }

    private Decision<CohortEvent> said(CohortCommand command) {
        var decision = cohort.decide(state, command, now);
        decision.events().forEach(event -> state = cohort.apply(state, event));
        return decision;
    }

    private CohortEvent weighed(int host) {
        return weighed(suspicion(host, Detector.Kind.BASELINE, Severity.LOW), AGENT, true);
    }

    private CohortEvent weighed(Suspicion suspicion, Signal signal, boolean trusted) {
        var events = said(new Weigh(suspicion, signal, trusted, List.of())).events();
        assertThat(events).hasSize(1);
        return events.getFirst();
    }

    private void shown(int host, boolean warm, Signal... signals) {
        said(new Shown(
                host(host),
                List.of(signals).stream().map(s -> new Sight(s, warm)).toList(),
                List.of()));
    }

    @Test
    void three_are_told_one_by_one_the_fourth_speaks_for_all_and_from_then_on_they_are_counted() {
        var told = IntStream.range(0, 40).mapToObj(this::weighed).toList();

        assertThat(told.stream().filter(Weighed.class::isInstance).map(e -> ((Weighed) e).told()))
                .startsWith(0, 0, 0, 4, 16);
        assertThat(told.subList(4, 15)).allMatch(Folded.class::isInstance);
        var fourth = ((Weighed) told.get(3)).suspicion();
        assertThat(fourth.id()).isNotEqualTo("s3");
        assertThat(fourth.title()).isEqualTo("Regular connections of ws3, as on 3 others");
        assertThat(fourth.actors()).containsExactly(PEER);
        assertThat(fourth.victims()).containsExactly(host(0), host(1), host(2), host(3));
        assertThat(fourth.explanation().getLast())
                .startsWith("seen on 3 of 3 others of host since 2026-01-05T08:00:00Z, table 6 (")
                .endsWith("; it speaks for all 4, and again from 16 on or in a week");
        assertThat(fourth.severity()).isEqualTo(Severity.LOW);
        assertThat(cohort.owes(told.get(3)))
                .singleElement()
                .satisfies(send -> assertThat(send.message()).isEqualTo(new Suspect(fourth)));
        assertThat(cohort.owes(told.get(4))).isEmpty();
    }

    @Test
    void of_a_program_that_many_start_the_first_are_named_beside_who_started_it() {
        var olga = new AssetRef(Kind.ACCOUNT, "olga@ws1");
        var told = IntStream.range(0, 4)
                .mapToObj(host -> {
                    var s = suspicion(host, Detector.Kind.BASELINE, Severity.LOW);
                    return new Suspicion(
                            s.id(),
                            TENANT,
                            s.asset(),
                            s.time(),
                            s.detector(),
                            "New program",
                            s.severity(),
                            0.3,
                            List.of(),
                            s.evidence(),
                            s.explanation(),
                            List.of(olga),
                            s.victims());
                })
                .map(s -> weighed(s, new Signal("program", "/bin/new"), true))
                .toList();

        var fourth = ((Weighed) told.get(3)).suspicion();
        assertThat(fourth.actors()).containsExactly(host(0), host(1), host(2), olga);
        assertThat(fourth.victims()).containsExactly(host(3));
    }

    @Test
    void what_was_folded_for_a_week_is_told_again() {
        IntStream.range(0, 5).forEach(this::weighed);
        now = START.plus(Duration.ofDays(6));
        assertThat(weighed(5)).isInstanceOf(Folded.class);
        now = START.plus(Duration.ofDays(7));
        assertThat(weighed(6))
                .isInstanceOfSatisfying(Weighed.class, e -> assertThat(e.told()).isEqualTo(7));
    }

    @Test
    void what_most_have_known_for_a_day_is_told_as_one_step_less() {
        IntStream.range(0, 20).forEach(host -> shown(host, true, AGENT));
        now = START.plus(Duration.ofDays(2));

        assertThat(weighed(30)).isInstanceOfSatisfying(Weighed.class, e -> {
            assertThat(e.suspicion().severity()).isEqualTo(Severity.INFORMATIONAL);
            assertThat(e.suspicion().explanation().getLast()).startsWith("common: seen on");
        });
        var rule = new Signal("rule", "r1");
        IntStream.range(0, 15).forEach(host -> shown(host, true, rule));
        now = START.plus(Duration.ofDays(4));
        assertThat(weighed(suspicion(50, Detector.Kind.SIGMA, Severity.HIGH), rule, true))
                .isInstanceOfSatisfying(Weighed.class, e -> {
                    assertThat(e.suspicion().id()).isEqualTo("s50");
                    assertThat(e.suspicion().severity()).isEqualTo(Severity.MEDIUM);
                });
    }

    @Test
    void what_is_said_again_changes_nothing() {
        weighed(1);
        var again = new Weigh(suspicion(1, Detector.Kind.BASELINE, Severity.LOW), AGENT, true, List.of());

        assertThat(cohort.decide(state, again, now)).isEqualTo(Decision.nothing());
        assertThat(role.decide(state, again, now)).isEqualTo(Decision.nothing());
        assertThat(cohort.decide(state, new Wake(), now)).isEqualTo(Decision.nothing());
        assertThat(cohort.decide(state, new Saved(state), now)).isEqualTo(Decision.nothing());
        assertThat(cohort.unfinished(state)).isFalse();
    }

    @Test
    void an_asset_under_suspicion_is_judged_and_does_not_count() {
        for (int host = 0; host < 10; host++) {
            var event = weighed(suspicion(host, Detector.Kind.BASELINE, Severity.LOW), AGENT, false);
            assertThat(event)
                    .isInstanceOfSatisfying(
                            Weighed.class, e -> assertThat(e.told()).isZero());
        }
    }

    @Test
    void a_role_asks_the_whole_kind_with_its_own_count_and_tells_it_what_it_is_told() {
        var given = new Weigh(suspicion(1, Detector.Kind.BASELINE, Severity.LOW), AGENT, true, List.of());
        var counted = role.decide(state, given, now).events();

        assertThat(counted).singleElement().isInstanceOfSatisfying(Counted.class, e -> {
            assertThat(e.count().cohort()).isEqualTo("host/workstation");
            assertThat(role.owes(e)).singleElement().satisfies(send -> {
                assertThat(send.to()).isEqualTo(cohort.id());
                assertThat(send.message()).isEqualTo(new Weigh(given.suspicion(), AGENT, true, List.of(e.count())));
            });
        });
        var sights = List.of(new Sight(AGENT, true));
        var shown = role.decide(state, new Shown(host(1), sights, List.of()), now);
        assertThat(shown.effects()).containsExactly(new Tell(cohort.id(), new Shown(host(1), sights, List.of())));
        assertThat(shown.events()).singleElement().isInstanceOf(Learnt.class);
        assertThat(cohort.decide(state, new Shown(host(1), sights, List.of()), now)
                        .effects())
                .isEmpty();
    }

    @Test
    void what_a_new_asset_shows_is_told_if_none_of_the_peers_shows_it_and_they_know_themselves() {
        var known = IntStream.range(0, 10)
                .mapToObj(n -> new Signal("program", "/bin/p" + n))
                .toArray(Signal[]::new);
        var strange = new Strange(suspicion(77, Detector.Kind.BASELINE, Severity.LOW), new Signal("program", "/tmp/x"));
        var usual = new Strange(suspicion(78, Detector.Kind.BASELINE, Severity.LOW), known[3]);
        var asked = new Shown(host(77), List.of(new Sight(strange.signal(), false)), List.of(strange, usual));

        assertThat(cohort.decide(state, asked, now).events()).as("no peers").hasOnlyElementsOfType(Learnt.class);
        IntStream.range(0, 12).forEach(host -> shown(host, false, known));
        now = START.plus(Duration.ofDays(2));
        assertThat(cohort.decide(state, asked, now).events()).as("none is warm").hasOnlyElementsOfType(Learnt.class);
        IntStream.range(0, 12).forEach(host -> shown(host, true, known));
        var events = said(asked).events();

        assertThat(events)
                .filteredOn(Weighed.class::isInstance)
                .singleElement()
                .isInstanceOfSatisfying(Weighed.class, e -> {
                    assertThat(e.suspicion().asset()).isEqualTo(host(77));
                    assertThat(e.suspicion().severity()).isEqualTo(Severity.LOW);
                    assertThat(e.suspicion().explanation().getLast())
                            .startsWith(
                                    "none of 12 peers that are known for longer shows it: seen on 0 of 12 others of host");
                });
        assertThat(said(asked).events()).as("asked again").noneMatch(Weighed.class::isInstance);
    }

    @Test
    void a_checkpoint_keeps_everything_and_the_first_versions_is_read_for_ever() throws Exception {
        IntStream.range(0, 6).forEach(this::weighed);
        var read = cohort.read(cohort.write(state));

        assertThat(cohort.write(read)).isEqualTo(cohort.write(state));
        assertThat(read.known()).isEqualTo(state.known());
        assertThat(read.groups()).isEqualTo(state.groups());
        try (var in = CohortTest.class.getResourceAsStream("/golden/cohort-checkpoint-1.hex")) {
            var golden = new String(in.readAllBytes(), java.nio.charset.StandardCharsets.US_ASCII).strip();
            assertThat(HexFormat.of().formatHex(cohort.write(state))).isEqualTo(golden);
        }
        assertThatThrownBy(() -> cohort.read(new byte[] {9})).hasMessage("cohort checkpoint: version 9 is unknown");
    }

    @Test
    void ids_groups_and_names_are_bounded() {
        for (int n = 0; n < CohortState.KNOWN + 10; n++) {
            var signal = new Signal("beacon", "destination " + n / 4);
            var asset = suspicion(n, Detector.Kind.BASELINE, Severity.LOW);
            state = state.apply(new Weighed("s" + n, asset, signal, false, List.of(), 0, START));
        }
        assertThat(state.known().asMap().keySet())
                .hasSize(CohortState.KNOWN)
                .doesNotContain("s9")
                .contains("s10");
        assertThat(state.groups()).hasSize(CohortState.GROUPS);
        for (int n = 0; n < 20; n++) {
            var asset = suspicion(n, Detector.Kind.BASELINE, Severity.LOW);
            state = state.apply(new Weighed("t" + n, asset, AGENT, false, List.of(), 0, START));
        }
        assertThat(state.group(AGENT).first()).hasSize(CohortState.NAMED);
    }

    @Test
    void a_cohort_is_named_by_kind_and_role() {
        assertThat(new ArrayList<>(List.of(
                        Cohort.of(TENANT, host(1), "").name(),
                        Cohort.of(TENANT, host(1), " Domain Controller").name(),
                        Cohort.of(TENANT, new AssetRef(Kind.ADDRESS, "10.0.0.5"), "")
                                .name())))
                .containsExactly("host", "host/domain controller", "address");
        assertThat(Cohort.of(TENANT, host(1), "x".repeat(5_000)).name()).hasSize("host/".length() + 100);
    }

    private static final Signal SCANS = new Signal(Signal.CORRELATION, "scans host:web1");

    /** Of one of many groups in which one correlation holds. */
    private static Suspicion held(int group, Instant time) {
        var asset = new AssetRef(Kind.GROUP, "g" + group);
        return new Suspicion(
                "h" + group,
                TENANT,
                asset,
                time,
                new Detector(Detector.Kind.SIGMA, "scans", "1"),
                "Scans",
                Severity.HIGH,
                0.75,
                List.of("T1595"),
                List.of(new Source("access.log", group + 1)),
                List.of("holds for c-ip=192.0.2." + group),
                List.of(new AssetRef(Kind.HOST, "web1")),
                List.of(new AssetRef(Kind.HOST, "web1")));
    }

    /** One each second of an hour: what people are told. */
    private List<Suspicion> told(int from, int to, Signal signal) {
        var told = new ArrayList<Suspicion>();
        for (int i = from; i < to; i++) {
            var decision = said(new Weigh(held(i, now), signal, true, List.of()));
            for (var event : decision.events()) {
                if (event instanceof Weighed weighed) {
                    told.add(weighed.suspicion());
                }
            }
            now = now.plusMillis(500);
        }
        state = cohort.read(cohort.write(state));
        return told;
    }

    @Test
    void of_the_groups_of_one_correlation_some_are_told_by_themselves_within_an_hour_and_then_how_many_there_are() {
        var told = told(0, 5_000, SCANS);
        assertThat(told.subList(0, 20))
                .extracting(Suspicion::id)
                .containsExactlyElementsOf(
                        IntStream.range(0, 20).mapToObj(i -> "h" + i).toList());
        assertThat(told.subList(20, told.size()))
                .extracting(Suspicion::title)
                .containsExactly(
                        "Scans, 20 times more",
                        "Scans, 40 times more",
                        "Scans, 80 times more",
                        "Scans, 160 times more",
                        "Scans, 320 times more",
                        "Scans, 640 times more",
                        "Scans, 1280 times more",
                        "Scans, 2560 times more");
        assertThat(cohort.unfinished(state)).isTrue();
        // Not before the hour is over.
        assertThat(said(new Wake()).events()).isEmpty();
        now = START.plus(Duration.ofHours(1));
        assertThat(said(new Wake()).events()).singleElement().satisfies(event -> {
            var rest = ((Weighed) event);
            assertThat(rest.told()).isEqualTo(4_980);
            assertThat(rest.suspicion().title()).isEqualTo("Scans, 4980 times more");
            assertThat(rest.suspicion().severity()).isEqualTo(Severity.HIGH);
            assertThat(rest.suspicion().actors()).containsExactly(new AssetRef(Kind.HOST, "web1"));
            assertThat(cohort.owes(rest))
                    .singleElement()
                    .satisfies(send -> assertThat(send.message()).isEqualTo(new Suspect(rest.suspicion())));
        });
        assertThat(cohort.unfinished(state)).isFalse();
        assertThat(said(new Wake()).events()).isEmpty();
    }

    @Test
    void the_next_hour_begins_anew_and_tells_first_what_nobody_was_told_of() {
        told(0, 25, SCANS);
        now = START.plus(Duration.ofHours(1));
        assertThat(told(25, 27, SCANS))
                .extracting(Suspicion::title)
                .containsExactly("Scans, 5 times more", "Scans", "Scans");
    }

    @Test
    void whom_a_containment_could_name_is_told_by_itself() {
        told(0, 100, SCANS);
        var other = new Signal(Signal.CORRELATION, "scans host:web2");
        assertThat(told(100, 101, other)).extracting(Suspicion::title).containsExactly("Scans");
    }

    @Test
    void what_is_said_again_is_counted_once() {
        told(0, 21, SCANS);
        assertThat(said(new Weigh(held(20, START), SCANS, true, List.of())).events())
                .isEmpty();
        assertThat(said(new Ended()).events())
                .singleElement()
                .satisfies(event -> assertThat(((Weighed) event).told()).isEqualTo(1));
    }

    @Test
    void the_rest_of_the_oldest_is_told_before_it_must_leave() {
        for (int rule = 0; rule < Hours.SIGNALS; rule++) {
            for (int i = 0; i < 21; i++) {
                var signal = new Signal(Signal.CORRELATION, "rule" + rule);
                said(new Weigh(held(21 * rule + i, now), signal, true, List.of()));
            }
        }
        assertThat(state.hours().bySignal()).hasSize(Hours.SIGNALS);
        var events = said(new Weigh(held(9_999, now), SCANS, true, List.of())).events();
        assertThat(events).hasSize(2);
        assertThat(((Weighed) events.getFirst()).signal()).isEqualTo(new Signal(Signal.CORRELATION, "rule0"));
        assertThat(((Weighed) events.getFirst()).told()).isEqualTo(1);
        assertThat(state.hours().bySignal()).hasSize(Hours.SIGNALS);
    }
}
