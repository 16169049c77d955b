package io.gabion.detectors.score;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.detectors.Batch;
import io.gabion.detectors.Finding;
import io.gabion.detectors.threshold.Seen;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.OcsfClass;
import io.gabion.protocol.observation.Source;
import io.gabion.protocol.rule.Fired;
import io.gabion.protocol.rule.ModelScores;
import io.gabion.protocol.rule.ModelScores.Score;
import io.gabion.protocol.suspicion.Detector;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MadeDomainsTest {
    private static final AssetRef CLIENT = new AssetRef(Kind.ADDRESS, "10.0.0.9");
    private static final MadeDomains DETECTOR = new MadeDomains();

    private Seen seen = DETECTOR.empty();
    private long line;

    /** One query, flagged. */
    private List<Finding> flagged(String name, long second) {
        return flagged("domain", name, second);
    }

    private List<Finding> flagged(String model, String name, long second) {
        var observation = new Observation(
                new Source("dns.log", ++line),
                Instant.ofEpochSecond(second),
                OcsfClass.DNS_ACTIVITY,
                0,
                "zeek",
                List.of(CLIENT),
                Observation.Actor.NONE,
                Observation.Process.NONE,
                Observation.Network.NONE,
                Observation.Authentication.NONE,
                Map.of("query", name));
        var scores = new ModelScores(model, "v7", 0.9, 1, "", List.of(new Score(0, name, 0.97)));
        var batch = new Batch(List.of(observation), Fired.ofScores(List.of(scores)));
        var outcome = DETECTOR.observe(seen, CLIENT, batch, false);
        seen = outcome.state();
        return outcome.findings();
    }

    @Test
    void a_few_distinct_names_within_an_hour_are_a_suspicion_that_cites_the_model() {
        var findings = new ArrayList<Finding>();
        for (int i = 0; i < MadeDomains.MIN_NAMES + 5; i++) {
            findings.addAll(flagged("q" + i + "x.example", 60L * i));
        }

        assertThat(findings).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(Detector.Kind.MODEL);
            assertThat(finding.rule()).isEqualTo("domain");
            assertThat(finding.ruleVersion()).isEqualTo("v7");
            assertThat(finding.evidence()).hasSize(MadeDomains.MIN_NAMES);
            assertThat(finding.explanation()).contains("q3x.example", "0.970", "0.900", "v7");
            assertThat(finding.actors()).isEmpty();
            assertThat(finding.victims()).containsExactly(CLIENT);
        });
    }

    @Test
    void what_a_shadow_flags_raises_nothing() {
        for (int i = 0; i < MadeDomains.MANY; i++) {
            assertThat(flagged("domain/shadow", "q" + i + "x.example", 60L * i)).isEmpty();
        }
    }

    @Test
    void one_name_asked_for_again_and_again_is_none() {
        for (int i = 0; i < 100; i++) {
            assertThat(flagged("q7.example", i)).isEmpty();
        }
    }

    @Test
    void names_that_are_spread_over_hours_are_none() {
        for (int i = 0; i < 20; i++) {
            assertThat(flagged("q" + i + ".example", 2_000L * i)).isEmpty();
        }
    }

    @Test
    void what_it_remembers_is_bounded_and_read_back() throws IOException {
        for (int i = 0; i < 1_000; i++) {
            flagged("q" + i + ".example", i);
        }
        var bytes = new ByteArrayOutputStream();
        DETECTOR.write(seen, new DataOutputStream(bytes));
        var again = new ByteArrayOutputStream();
        var read = DETECTOR.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
        DETECTOR.write(read, new DataOutputStream(again));

        assertThat(again.toByteArray()).isEqualTo(bytes.toByteArray()).hasSizeLessThan(1_024);
    }

    @Test
    void a_batch_without_the_model_changes_nothing() {
        var without = new ModelScores("domain", "v7", 0.9, 1, "slow", List.of());
        var batch = new Batch(List.of(), Fired.ofScores(List.of(without)));

        assertThat(DETECTOR.observe(seen, CLIENT, batch, false).state()).isSameAs(seen);
    }
}
