package io.gabion.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.gabion.protocol.asset.AssetEvent;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.cohort.CohortEvent;
import io.gabion.protocol.cohort.Count;
import io.gabion.protocol.correlation.CorrelatorEvent;
import io.gabion.protocol.entity.Passing;
import io.gabion.protocol.guard.Mode;
import io.gabion.protocol.incident.Appraisal;
import io.gabion.protocol.incident.IncidentEvent;
import io.gabion.protocol.incident.IncidentVerdict;
import io.gabion.protocol.incident.Score;
import io.gabion.protocol.incident.Term;
import io.gabion.protocol.intake.DeadLetter;
import io.gabion.protocol.intake.IntakeEvent;
import io.gabion.protocol.intel.Indicator;
import io.gabion.protocol.intel.IndicatorHits;
import io.gabion.protocol.intel.IndicatorType;
import io.gabion.protocol.observation.*;
import io.gabion.protocol.response.ActionState;
import io.gabion.protocol.response.Outcome;
import io.gabion.protocol.response.Plan;
import io.gabion.protocol.response.ResponseReport;
import io.gabion.protocol.response.Targets;
import io.gabion.protocol.rule.Chain;
import io.gabion.protocol.rule.Chain.By;
import io.gabion.protocol.rule.Chain.Link;
import io.gabion.protocol.rule.Chained;
import io.gabion.protocol.rule.Counting;
import io.gabion.protocol.rule.Fired;
import io.gabion.protocol.rule.ModelScores;
import io.gabion.protocol.rule.Rule;
import io.gabion.protocol.rule.RuleHits;
import io.gabion.protocol.suspicion.Detector;
import io.gabion.protocol.suspicion.Severity;
import io.gabion.protocol.suspicion.Signal;
import io.gabion.protocol.suspicion.Suspicion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is stored today is stored for ever: one golden file for each event, read and written. */
class EventGoldenTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final AssetRef ADDRESS = new AssetRef(Kind.ADDRESS, "203.0.113.7");
    private static final AssetRef HOST = new AssetRef(Kind.HOST, "web1");
    private static final Source SOURCE = new Source("auth.log", 17);

    private static final Observation OBSERVATION = new Observation(
            SOURCE,
            NOW,
            OcsfClass.AUTHENTICATION,
            1,
            "sshd",
            List.of(HOST, ADDRESS),
            new Observation.Actor("root@web1"),
            new Observation.Process("/usr/sbin/sshd", "sshd -D", "/sbin/init", "812"),
            new Observation.Network("203.0.113.7", 4001, "10.0.0.1", 22, "tcp", 10, 20, "SF"),
            new Observation.Authentication(
                    Observation.Outcome.FAILURE,
                    "root@web1",
                    "203.0.113.7",
                    1,
                    "web1/812",
                    Observation.Stage.FAILED,
                    "password"),
            Map.of("message", "Failed password"));

    private static final Rule RULE =
            new Rule("0b1c", "9f86", "Root by password", Severity.HIGH, List.of("T1110"), "Somebody", "DRL-1.1");

    private static final Link LINK = new Link(
            "0b1c",
            0,
            List.of(new By("who", "User")),
            List.of("Size"),
            new Rule("7d3a", "60a3", "Again and again", Severity.CRITICAL, List.of(), "Somebody", ""),
            new Counting.Condition("value_count", 600_000, List.of(new Counting.Bound("gt", 2)), -1, 1),
            2,
            false,
            List.of("Root by password"));

    private static final Chained CHAINED = new Chained(
            "9f1d",
            NOW,
            SOURCE,
            HOST,
            List.of(HOST, ADDRESS),
            Map.of("User", "root"),
            new Counting(
                    LINK.rule(),
                    LINK.condition(),
                    List.of(new Counting.Group(
                            "beef", Map.of("who", "root"), List.of(new Counting.Event(0, 0, 7, 0))))),
            new Chain("7d3a", 2, false, List.of("Root by password"), List.of()),
            1_500);

    private static final Fired FIRED = new Fired(
            List.of(new RuleHits(RULE, List.of(0))),
            List.of(new Counting(
                    RULE,
                    new Counting.Condition("event_count", 300_000, List.of(new Counting.Bound("gte", 10)), -1, 1),
                    List.of(new Counting.Group(
                            "c0de", Map.of("User", "root"), List.of(new Counting.Event(0, 0, 7, 1.5)))))),
            List.of(new IndicatorHits(
                    new Indicator(
                            "bad.csv:2",
                            IndicatorType.NETWORK,
                            "203.0.113.0/24",
                            "Some Cert",
                            "bad.csv",
                            "9f86",
                            0.9,
                            0.45,
                            2_592_000,
                            List.of("T1071.001")),
                    "203.0.113.7",
                    List.of(0))),
            List.of(new ModelScores(
                    "domain", "cafe", 0.9, 2, "", List.of(new ModelScores.Score(0, "qx7.example", 0.95)))),
            List.of(new Chain("0b1c", 1, true, List.of(), List.of(LINK))));

    private static final Suspicion SUSPICION = new Suspicion(
            "5f1d",
            new Tenant("acme"),
            ADDRESS,
            NOW,
            new Detector(Detector.Kind.THRESHOLD, "guessing", "1"),
            "Password guessing",
            Severity.MEDIUM,
            0.7,
            List.of("T1110.001"),
            List.of(SOURCE),
            List.of("6 failed logins"),
            List.of(ADDRESS),
            List.of(HOST));

    private static final Signal SIGNAL = new Signal("beacon", "198.51.100.9 port 443");

    private static Count count(String cohort) {
        return new Count(cohort, 24, 31, NOW, NOW.plusSeconds(600), 17, "9f86d081884c");
    }

    private static final ResponseReport REPORT = new ResponseReport(
            "acme/response/r",
            "acme/incident/i",
            "contain-guessing",
            Mode.OBSERVE,
            2,
            List.of(new ActionState("block-address", "203.0.113.7", Outcome.WOULD_APPLY, "observe mode", 3_600, NOW)));

    /** @param since the first version that wrote such an event */
    record Golden<E>(String family, String name, EventCodec<E> codec, E event, int since) {
        Golden(String family, String name, EventCodec<E> codec, E event) {
            this(family, name, codec, event, 1);
        }

        String json() {
            return codec.write(event).toPrettyString() + "\n";
        }

        String bytes() {
            return new String(codec.bytes(event), StandardCharsets.UTF_8);
        }

        String type() {
            return codec.type(event);
        }

        String file() {
            return file(codec.version());
        }

        String file(int version) {
            return "/golden/" + family + "/v" + version + "/" + name + ".json";
        }

        @Override
        public String toString() {
            return family + " " + name;
        }
    }

    static Stream<Golden<?>> events() {
        return Stream.of(
                new Golden<>(
                        "intake-event",
                        "accepted",
                        IntakeEvent.CODEC,
                        new IntakeEvent.Accepted(
                                1,
                                "k",
                                "p",
                                List.of(OBSERVATION),
                                List.of(new DeadLetter(SOURCE, "no time", "x\\u0000")),
                                FIRED)),
                new Golden<>("intake-event", "absorbed", IntakeEvent.CODEC, new IntakeEvent.Absorbed(1)),
                new Golden<>(
                        "asset-event", "suspicion-raised", AssetEvent.CODEC, new AssetEvent.SuspicionRaised(SUSPICION)),
                new Golden<>(
                        "asset-event",
                        "noticed",
                        AssetEvent.CODEC,
                        new AssetEvent.Noticed(SUSPICION, SIGNAL, "host/workstation", true)),
                new Golden<>(
                        "cohort-event",
                        "counted",
                        CohortEvent.CODEC,
                        new CohortEvent.Counted(SUSPICION, SIGNAL, true, count("host/workstation"), NOW)),
                new Golden<>(
                        "cohort-event",
                        "weighed",
                        CohortEvent.CODEC,
                        new CohortEvent.Weighed(
                                "5f1d",
                                SUSPICION,
                                SIGNAL,
                                true,
                                List.of(count("host/workstation"), count("host")),
                                25,
                                NOW)),
                new Golden<>(
                        "cohort-event",
                        "folded",
                        CohortEvent.CODEC,
                        new CohortEvent.Folded("5f1d", ADDRESS, SIGNAL, false, List.of(count("host")), NOW)),
                new Golden<>(
                        "asset-event",
                        "window-judged",
                        AssetEvent.CODEC,
                        new AssetEvent.WindowJudged(
                                "window-network/shadow", "4f2a", 0.5, NOW, NOW.plusSeconds(600), 0.75, "")),
                new Golden<>("asset-event", "group-held", AssetEvent.CODEC, new AssetEvent.GroupHeld(CHAINED)),
                new Golden<>("asset-event", "held-counted", AssetEvent.CODEC, new AssetEvent.HeldCounted(CHAINED, NOW)),
                new Golden<>(
                        "correlator-event",
                        "incident-opened",
                        CorrelatorEvent.CODEC,
                        new CorrelatorEvent.IncidentOpened("i", SUSPICION)),
                new Golden<>(
                        "correlator-event",
                        "assigned",
                        CorrelatorEvent.CODEC,
                        new CorrelatorEvent.Assigned("i", SUSPICION)),
                new Golden<>("correlator-event", "merged", CorrelatorEvent.CODEC, new CorrelatorEvent.Merged("i", "j")),
                new Golden<>(
                        "incident-event",
                        "evidence-added",
                        IncidentEvent.CODEC,
                        new IncidentEvent.EvidenceAdded(SUSPICION)),
                new Golden<>(
                        "incident-event",
                        "triaged",
                        IncidentEvent.CODEC,
                        new IncidentEvent.Triaged(new Score(0.5, List.of(new Term("impact", 0.5, "why"))), "triage/1")),
                new Golden<>(
                        "incident-event",
                        "response-planned",
                        IncidentEvent.CODEC,
                        new IncidentEvent.ResponsePlanned(
                                "r",
                                new Plan(
                                        "contain-guessing",
                                        "abc",
                                        List.of(new Plan.Block("b", "firewall", 3_600), new Plan.Notify("n", "log"))),
                                Mode.LIVE,
                                new Targets(
                                        List.of("203.0.113.7"),
                                        List.of("olga@web1"),
                                        List.of(),
                                        List.of("ws1"),
                                        List.of(
                                                "ws1:/tmp/evil:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"),
                                        List.of("203.0.113.0/24")))),
                new Golden<>(
                        "incident-event",
                        "response-reported",
                        IncidentEvent.CODEC,
                        new IncidentEvent.ResponseReported(REPORT)),
                new Golden<>(
                        "incident-event",
                        "merged-into",
                        IncidentEvent.CODEC,
                        new IncidentEvent.MergedInto("j", List.of(SUSPICION))),
                new Golden<>(
                        "incident-event",
                        "judged",
                        IncidentEvent.CODEC,
                        new IncidentEvent.Judged(IncidentVerdict.FALSE_POSITIVE, "ann", "our own scanner"),
                        2),
                new Golden<>(
                        "incident-event",
                        "responses-called-off",
                        IncidentEvent.CODEC,
                        new IncidentEvent.ResponsesCalledOff(List.of("r"), "ann", "our own scanner"),
                        4),
                new Golden<>(
                        "incident-event",
                        "appraised",
                        IncidentEvent.CODEC,
                        new IncidentEvent.Appraised(List.of(
                                new Appraisal("triage", "abc", 0.5, 0.83, ""),
                                new Appraisal("triage/shadow", "def", 0.6, 0, "busy"))),
                        5),
                new Golden<>(
                        "incident-event",
                        "relapsed",
                        IncidentEvent.CODEC,
                        new IncidentEvent.Relapsed("contain-guessing", List.of("203.0.113.7")),
                        4));
    }

    /** It came later: rows without it are the golden ones. */
    @Test
    void what_others_ask_of_a_counted_event_is_written_where_there_is_any() {
        var filled = new Counting.Event(0, 0, 7, 1.5, List.of(new Counting.Filled("User", "ACME\\ada")));
        var counting = FIRED.counted().getFirst();
        var group = new Counting.Group("c0de", Map.of("User", "ACME\\ada"), List.of(filled));
        var fired = new Fired(
                List.of(),
                List.of(new Counting(counting.rule(), counting.condition(), List.of(group))),
                FIRED.chains());
        var event = new IntakeEvent.Accepted(1, "k", "p", List.of(OBSERVATION), List.of(), fired);
        var golden = new Golden<IntakeEvent>("intake-event", "accepted", IntakeEvent.CODEC, event);
        assertThat(golden.json()).contains("\"filled\" : [ {").contains("\"name\" : \"User\"");
        assertThat(IntakeEvent.CODEC.read(IntakeEvent.CODEC.version(), golden.json()))
                .isEqualTo(event);
    }

    @ParameterizedTest
    @MethodSource("events")
    void an_event_is_written_and_read_as_its_golden_file_says(Golden<?> golden) {
        var stored = read(golden.file());

        assertThat(golden.json()).isEqualTo(stored);
        assertThat((Object) golden.codec().read(golden.codec().version(), stored))
                .isEqualTo(golden.event());
    }

    @ParameterizedTest
    @MethodSource("events")
    void the_bytes_that_are_journaled_are_the_golden_file_without_its_layout(Golden<?> golden) throws IOException {
        var stored = new ObjectMapper().readTree(read(golden.file()));

        assertThat(golden.bytes()).isEqualTo(stored.toString());
        assertThat(golden.type()).isEqualTo(stored.get("type").asText());
    }

    @ParameterizedTest
    @MethodSource("events")
    void what_an_earlier_version_wrote_is_still_read(Golden<?> golden) {
        for (int version = golden.since(); version < golden.codec().version(); version++) {
            assertThat((Object) golden.codec().read(version, read(golden.file(version))))
                    .hasSameClassAs(golden.event());
        }
    }

    @Test
    void the_targets_of_a_response_of_the_first_version_are_addresses() {
        var planned = (IncidentEvent.ResponsePlanned)
                IncidentEvent.CODEC.read(1, read("/golden/incident-event/v1/response-planned.json"));

        assertThat(planned.targets()).isEqualTo(Targets.addresses("203.0.113.7"));
    }

    @Test
    void an_observation_without_any_of_the_parts_is_read_back() {
        var bare = new Observation(
                SOURCE,
                NOW,
                OcsfClass.BASE_EVENT,
                0,
                "",
                List.of(HOST),
                Observation.Actor.NONE,
                Observation.Process.NONE,
                Observation.Network.NONE,
                Observation.Authentication.NONE,
                Map.of());
        var event = new IntakeEvent.Accepted(1, "", "", List.of(bare), List.of(), Fired.NOTHING);
        var stored = IntakeEvent.CODEC.write(event).toString();

        assertThat(IntakeEvent.CODEC.read(IntakeEvent.CODEC.version(), stored)).isEqualTo(event);
    }

    @Test
    void a_batch_that_was_stored_before_there_were_rules_has_no_hits() {
        var letter = new DeadLetter(SOURCE, "no time", "x\\u0000");

        assertThat(IntakeEvent.CODEC.read(1, read("/golden/intake-event/v1/accepted.json")))
                .isEqualTo(new IntakeEvent.Accepted(1, "k", "p", List.of(OBSERVATION), List.of(letter), Fired.NOTHING));
        assertThat(IntakeEvent.CODEC.read(1, read("/golden/intake-event/v1/absorbed.json")))
                .isEqualTo(new IntakeEvent.Absorbed(1));
    }

    @Test
    void a_batch_that_was_stored_before_there_were_indicators_and_models_keeps_its_hits() {
        var before = (IntakeEvent.Accepted) IntakeEvent.CODEC.read(2, read("/golden/intake-event/v2/accepted.json"));

        assertThat(before.fired()).isEqualTo(new Fired(FIRED.hits(), FIRED.counted()));
    }

    @Test
    void a_batch_that_was_stored_before_indicators_named_techniques_keeps_its_hits() {
        var before = (IntakeEvent.Accepted) IntakeEvent.CODEC.read(3, read("/golden/intake-event/v3/accepted.json"));

        assertThat(before.fired().hits()).isEqualTo(FIRED.hits());
        assertThat(before.fired().indicators().getFirst().indicator().techniques())
                .isEmpty();
        assertThat(before.fired().indicators().getFirst().indicator().id()).isEqualTo("bad.csv:2");
    }

    @Test
    void a_batch_that_was_stored_before_correlations_were_chained_keeps_its_hits() {
        var before = (IntakeEvent.Accepted) IntakeEvent.CODEC.read(4, read("/golden/intake-event/v4/accepted.json"));

        assertThat(before.fired())
                .isEqualTo(new Fired(FIRED.hits(), FIRED.counted(), FIRED.indicators(), FIRED.scored()));
    }

    @Test
    void a_hit_is_on_an_observation_of_its_batch() {
        var beyond = Fired.of(List.of(new RuleHits(RULE, List.of(0, 1))));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new IntakeEvent.Accepted(1, "k", "p", List.of(OBSERVATION), List.of(), beyond));
    }

    @Test
    void every_stored_event_of_these_families_has_one() {
        var families = Stream.of(IntakeEvent.class, CorrelatorEvent.class, IncidentEvent.class)
                .flatMap(family -> Arrays.stream(family.getPermittedSubclasses()))
                .filter(type -> !Passing.class.isAssignableFrom(type));

        assertThat(events().<Class<?>>map(g -> g.event().getClass())).containsAll(families.toList());
    }

    static String read(String file) {
        try (var in = EventGoldenTest.class.getResourceAsStream(file)) {
            assertThat(in).as(file).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
