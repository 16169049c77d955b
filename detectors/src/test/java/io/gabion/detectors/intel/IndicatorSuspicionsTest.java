package io.gabion.detectors.intel;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.detectors.Batch;
import io.gabion.detectors.Events;
import io.gabion.detectors.Finding;
import io.gabion.detectors.Hourly;
import io.gabion.detectors.Lately;
import io.gabion.detectors.Outcome;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.intel.Indicator;
import io.gabion.protocol.intel.IndicatorHits;
import io.gabion.protocol.intel.IndicatorType;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.rule.Fired;
import io.gabion.protocol.suspicion.Severity;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class IndicatorSuspicionsTest {
    private static final AssetRef SELF = Events.address("10.0.0.5");

    private final IndicatorSuspicions suspicions = new IndicatorSuspicions();
    private final Events events = new Events("auth.log");
    private final List<Observation> seen = new ArrayList<>();
    private final List<IndicatorHits> hits = new ArrayList<>();

    private void hit(long second, String value, double confidence) {
        var indicator = new Indicator(
                "i", IndicatorType.DOMAIN, value, "", "bad.csv", "1", confidence, confidence, -1, List.of());
        hits.add(new IndicatorHits(indicator, value, List.of(seen.size())));
        seen.add(events.failure(1_000 * second, "10.0.0.5", "a@srv1"));
    }

    /** What was seen since the last time, in one batch. */
    private Outcome<Lately> observe(Lately before) {
        var outcome = suspicions.observe(before, SELF, new Batch(seen, Fired.ofIndicators(hits)), false);
        seen.clear();
        hits.clear();
        return outcome;
    }

    private Lately stored(Lately memory) throws IOException {
        var bytes = new ByteArrayOutputStream();
        suspicions.write(memory, new DataOutputStream(bytes));
        return suspicions.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    }

    @Test
    void of_a_flood_of_values_so_many_are_told_each_hour_and_the_rest_is_counted() throws IOException {
        for (int i = 0; i < 3_000; i++) {
            hit(i, "bad" + i + ".example", 0.9);
        }
        var last = seen.getLast().source();
        var flooded = observe(suspicions.empty());
        assertThat(flooded.findings().subList(0, Hourly.MOST))
                .allMatch(finding -> finding.title().startsWith("Known bad domain bad"));
        assertThat(flooded.findings().get(Hourly.MOST - 1).explanation()).endsWith(Hourly.LAST);
        assertThat(flooded.findings().subList(Hourly.MOST, flooded.findings().size()))
                .extracting(finding -> Integer.parseInt(finding.title().replace(" more known bad values", "")))
                .containsExactly(20, 40, 80, 160, 320, 640, 1_280, 2_560);

        seen.add(events.failure(3_599_000, "10.0.0.5", "a@srv1"));
        assertThat(observe(stored(flooded.state())).findings()).isEmpty();

        seen.add(events.failure(3_600_000, "10.0.0.5", "a@srv1"));
        var next = observe(stored(flooded.state()));
        assertThat(next.findings()).singleElement().satisfies(rest -> {
            assertThat(rest.title()).isEqualTo("2980 more known bad values");
            assertThat(rest.severity()).isEqualTo(Severity.HIGH);
            assertThat(rest.evidence()).containsExactly(last);
            assertThat(rest.explanation())
                    .isEqualTo("10.0.0.5 showed values that lists call bad 2980 more times since " + Events.START
                            + ", high at most, than the 20 that were told within an hour; the last is the evidence");
        });

        hit(3_601, "bad2999.example", 0.9);
        assertThat(observe(next.state()).findings())
                .extracting(Finding::title)
                .containsExactly("Known bad domain bad2999.example");
    }

    @Test
    void what_is_grave_is_not_hidden_by_what_is_less_so() {
        for (int i = 0; i < 100; i++) {
            hit(i, "low" + i + ".example", 0.3);
        }
        hit(100, "high.example", 0.9);
        hit(101, "low0.example", 0.9);
        hit(102, "low0.example", 0.6);

        assertThat(observe(suspicions.empty()).findings())
                .hasSize(Hourly.MOST + 3 + 2)
                .filteredOn(finding -> finding.severity() == Severity.HIGH)
                .extracting(Finding::key)
                .containsExactly("high.example", "low0.example");
    }

    @Test
    void what_version_1_remembers_is_read() throws IOException {
        var bytes = new ByteArrayOutputStream();
        suspicions.empty().told().write(new DataOutputStream(bytes));
        assertThat(suspicions.readFormer("1", new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()))))
                .isPresent();
        assertThat(suspicions.readFormer("0", new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()))))
                .isEmpty();
    }
}
