package io.gabion.node.asset;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.detectors.Profiles;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.asset.AssetEvent.SuspicionRaised;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.asset.Kind;
import io.gabion.protocol.observation.Source;
import io.gabion.protocol.suspicion.Detector;
import io.gabion.protocol.suspicion.Severity;
import io.gabion.protocol.suspicion.Suspicion;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An asset under suspicion teaches its baseline nothing, for a limited time. */
class FreezeTest {
    private static final Instant START = Instant.parse("2026-01-05T00:00:00Z");
    private final Profiles profiles = Profiles.standard();
    private AssetState state = AssetState.empty(profiles.empty());

    @Test
    void it_lasts_an_hour_after_the_last_suspicion() {
        suspect(0);
        suspect(50);
        assertThat(state.frozenUntil()).isEqualTo(START.plus(Duration.ofMinutes(110)));
    }

    @Test
    void who_is_suspicious_all_the_time_is_learned_from_on_every_other_day() {
        int learning = 0;
        for (int minute = 0; minute < 8 * 24 * 60; minute += 10) {
            suspect(minute);
            learning += START.plus(Duration.ofMinutes(minute + 5)).isBefore(state.frozenUntil()) ? 0 : 10;
        }
        assertThat(learning).isEqualTo(4 * 24 * 60);
    }

    @Test
    void a_checkpoint_keeps_it_and_one_of_version_1_too() throws IOException {
        suspect(0);
        suspect(90);
        assertThat(AssetCheckpoint.read(AssetCheckpoint.write(state, profiles), profiles))
                .isEqualTo(state);
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        out.writeByte(1);
        out.writeShort(0);
        out.writeShort(0);
        out.writeLong(START.plusSeconds(3600).toEpochMilli());
        var read = AssetCheckpoint.read(bytes.toByteArray(), profiles);
        assertThat(read.frozenUntil()).isEqualTo(START.plusSeconds(3600));
        assertThat(read.frozenSince()).isEqualTo(START);
    }

    private void suspect(int minute) {
        var at = START.plus(Duration.ofMinutes(minute));
        var self = new AssetRef(Kind.HOST, "srv1");
        var suspicion = new Suspicion(
                "s" + minute,
                new Tenant("acme"),
                self,
                at,
                new Detector(Detector.Kind.BASELINE, "x", "1"),
                "x",
                Severity.LOW,
                0.5,
                List.of(),
                List.of(new Source("x.log", 1)),
                List.of("x"),
                List.of(),
                List.of());
        state = state.apply(new SuspicionRaised(suspicion));
    }
}
