package io.gabion.node.incident;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.detectors.model.ModelFolder;
import io.gabion.detectors.model.ModelFolder.Checked;
import io.gabion.detectors.window.IncidentVector;
import io.gabion.node.Wiring;
import io.gabion.node.models.WindowModels;
import io.gabion.node.rules.Rules;
import io.gabion.node.step.Delivery;
import io.gabion.node.step.Faults;
import io.gabion.node.step.StepEngine;
import io.gabion.node.step.VirtualTime;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.entity.Decision;
import io.gabion.protocol.entity.Effect.Call;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.guard.Mode;
import io.gabion.protocol.incident.Appraisal;
import io.gabion.protocol.incident.IncidentCommand;
import io.gabion.protocol.incident.IncidentCommand.Appraise;
import io.gabion.protocol.incident.IncidentCommand.Evidence;
import io.gabion.protocol.incident.IncidentEvent;
import io.gabion.protocol.incident.IncidentEvent.Appraised;
import io.gabion.protocol.incident.IncidentEvent.Triaged;
import io.gabion.protocol.incident.Term;
import io.gabion.protocol.observation.Source;
import io.gabion.protocol.suspicion.Detector;
import io.gabion.protocol.suspicion.Severity;
import io.gabion.protocol.suspicion.Suspicion;
import io.gabion.responders.guard.GuardPolicy;
import io.gabion.responders.guard.NetworkLimits;
import io.gabion.responders.playbook.Playbook;
import io.gabion.responders.response.Notices;
import io.gabion.responders.response.Peers;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a model that has learnt from verdicts does to the score of an incident. */
class AppraisalTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final Tenant TENANT = new Tenant("acme");
    private static final EntityId ID = new EntityId(TENANT, "incident", "i");
    private static final AssetRef HOST = new AssetRef(Kind.HOST, "web1");
    private static final Appraisal LIKELY = new Appraisal("triage", "abc", 0.5, 0.8, "");

    private final Incident incident =
            new Incident(ID, List.<Playbook>of(), Mode.LIVE, () -> SiteContext.NONE, true, NetworkLimits.USUAL);
    private IncidentState state = IncidentState.EMPTY;

    private Decision<IncidentEvent> decide(IncidentCommand command) {
        var decision = incident.decide(state, command, NOW);
        for (var event : decision.events()) {
            state = state.apply(event);
        }
        return decision;
    }

    private Decision<IncidentEvent> evidence(String id) {
        return decide(new Evidence(suspicion(id)));
    }

    private static Suspicion suspicion(String id) {
        return new Suspicion(
                id,
                TENANT,
                HOST,
                NOW,
                new Detector(Detector.Kind.SIGMA, "r", "1"),
                "A thing",
                Severity.MEDIUM,
                0.5,
                List.of("T1059"),
                List.of(new Source("log", 1)),
                List.of("why"),
                List.of(),
                List.of());
    }

    private static Look look(Decision<IncidentEvent> decision) {
        return (Look) ((Call) decision.effects().getFirst()).order();
    }

    private Term experience() {
        return state.score().terms().stream()
                .filter(t -> t.name().equals("experience"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void each_new_evidence_is_shown_to_the_model_and_its_answer_is_a_term_of_the_score() {
        var look = look(evidence("s1"));
        assertThat(look.isEffect()).isFalse();
        assertThat(look.vector())
                .isEqualTo(IncidentVector.of(state.evidence().values()).values());
        double before = state.score().total();

        var answered = decide(new Appraise(look.vector(), List.of(LIKELY)));

        assertThat(answered.events()).hasSize(2).first().isEqualTo(new Appraised(List.of(LIKELY)));
        assertThat(answered.events().getLast()).isInstanceOf(Triaged.class);
        assertThat(experience().value()).isEqualTo(Math.round(0.25 * 0.8 * (1 - before) * 1000) / 1000.0);
        assertThat(experience().why()).isEqualTo("like what people cared about: 0.80 by the model triage abc");
        assertThat(state.score().total()).isGreaterThan(before).isLessThanOrEqualTo(1);
    }

    @Test
    void an_answer_about_less_evidence_than_there_is_now_is_void_and_so_is_one_that_says_nothing_new() {
        var first = look(evidence("s1"));
        var second = look(evidence("s2"));

        assertThat(decide(new Appraise(first.vector(), List.of(LIKELY))).events())
                .isEmpty();
        assertThat(decide(new Appraise(second.vector(), List.of(LIKELY))).events())
                .isNotEmpty();
        assertThat(decide(new Appraise(second.vector(), List.of(LIKELY))).events())
                .isEmpty();
    }

    @Test
    void a_shadow_and_a_model_that_says_nothing_are_journaled_and_count_for_nothing() {
        var look = look(evidence("s1"));
        var before = state.score();
        var shadow = new Appraisal("triage/shadow", "def", 0.5, 0.9, "");
        var silent = new Appraisal("triage", "abc", 0.5, 0, "busy");

        assertThat(decide(new Appraise(look.vector(), List.of(silent, shadow))).events())
                .containsExactly(new Appraised(List.of(silent, shadow)));
        assertThat(state.score()).isEqualTo(before);
    }

    /** From the evidence to the score, by the model that ships, as if it were the site's own. */
    @Test
    void a_node_asks_the_model_of_its_folder(@TempDir Path models) throws IOException {
        ((Checked) ModelFolder.look("triage")).write(models.resolve("triage"));
        try (var own = WindowModels.over(models, Duration.ofSeconds(60))) {
            var time = new VirtualTime(NOW);
            var engine = new StepEngine(time, Faults.NONE, Delivery.AS_THEY_COME, true, (_, _) -> {});
            var observing = new GuardPolicy(Mode.OBSERVE, Set.of(), List.of(), Map.of(), "hash");
            new Wiring(
                            List.of(),
                            observing,
                            Map.of(),
                            Peers.NONE,
                            Notices.NOBODY,
                            Rules.NONE,
                            () -> SiteContext.NONE,
                            own)
                    .register(engine);

            engine.tell(ID, new Evidence(suspicion("s1")));
            time.runUntil(NOW.plusSeconds(1));

            state = (IncidentState) engine.state(ID);
            assertThat(experience().why())
                    .contains("by the model triage "
                            + own.standing().getFirst().path("version").asText());
            assertThat(engine.journal(ID)).hasAtLeastOneElementOfType(Appraised.class);
        }
        try (var bundled = WindowModels.over(Path.of("bundled"), Duration.ofSeconds(60))) {
            assertThat(bundled.models()).isNotEmpty().doesNotContain("triage");
        }
    }

    @Test
    void the_next_owner_asks_again_and_where_there_is_no_model_nobody_asks() {
        evidence("s1");
        assertThat(look(decide(incident.wake())).key()).isEqualTo("acme/incident/i 1");

        var without = new Incident(ID, List.of(), Mode.LIVE);
        assertThat(without.decide(state, without.wake(), NOW)).isEqualTo(Decision.nothing());
    }
}
