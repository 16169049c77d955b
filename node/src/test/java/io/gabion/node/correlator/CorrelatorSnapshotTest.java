package io.gabion.node.correlator;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.node.correlator.CorrelatorCommand.Suspect;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.observation.Source;
import io.gabion.protocol.suspicion.Detector;
import io.gabion.protocol.suspicion.Severity;
import io.gabion.protocol.suspicion.Suspicion;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CorrelatorSnapshotTest {
    private static final Tenant TENANT = new Tenant("acme");
    private static final Instant START = Instant.parse("2026-01-03T00:00:00Z");

    private final Correlator correlator = new Correlator(new EntityId(TENANT, "correlator", "all"));

    @Test
    void decides_from_what_was_read_as_from_what_was_written() {
        var random = new Random(4);
        var state = correlator.empty();
        int merged = 0;
        for (int n = 0; n < 300; n++) {
            var read = correlator.read(correlator.write(state));
            assertThat(read).isEqualTo(state);
            // Equal maps may differ in order, and the order says what is forgotten first.
            assertThat(read.places().asMap().keySet())
                    .containsExactlyElementsOf(state.places().asMap().keySet());
            assertThat(read.hits().asMap().keySet())
                    .containsExactlyElementsOf(state.hits().asMap().keySet());
            assertThat(read.known().asMap().keySet())
                    .containsExactlyElementsOf(state.known().asMap().keySet());
            var suspect = new Suspect(suspicion(random, n));
            var decided = correlator.decide(state, suspect, START);
            assertThat(correlator.decide(read, suspect, START)).isEqualTo(decided);
            merged += decided.events().size() > 1 ? 1 : 0;
            for (var event : decided.events()) {
                state = correlator.apply(state, event);
            }
        }
        assertThat(merged).isPositive();
    }

    private static Suspicion suspicion(Random random, int n) {
        var host = new AssetRef(Kind.HOST, "web" + random.nextInt(20));
        var from = new AssetRef(Kind.ADDRESS, "203.0.113." + random.nextInt(40));
        return new Suspicion(
                "s-" + random.nextInt(n + 1),
                TENANT,
                host,
                START.plusSeconds(600L * n),
                new Detector(Detector.Kind.THRESHOLD, "guessing", "1"),
                "guessing",
                Severity.values()[random.nextInt(Severity.values().length)],
                0.5,
                List.of("T1110"),
                List.of(new Source("auth.log", n + 1)),
                List.of("because"),
                List.of(from),
                List.of(host));
    }
}
