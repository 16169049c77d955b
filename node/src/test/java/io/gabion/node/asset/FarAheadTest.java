package io.gabion.node.asset;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.detectors.Profiles;
import io.gabion.node.asset.AssetCommand.Deliver;
import io.gabion.node.parse.ClaimedTime;
import io.gabion.node.parse.Format;
import io.gabion.node.parse.Formats;
import io.gabion.node.parse.LiveFormat;
import io.gabion.node.parse.Parsed;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.asset.AssetEvent.SuspicionRaised;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.Source;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A line of a live source that is dated far ahead moves no clock of detection. */
class FarAheadTest {
    private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");
    private static final Instant FAR = Instant.parse("2100-01-01T00:00:00Z");
    private static final Tenant TENANT = new Tenant("acme");
    private static final EntityId INTAKE = new EntityId(TENANT, "intake", "file:/var/log/auth.log");

    private final Asset asset = new Asset(new EntityId(TENANT, "asset", "address:203.0.113.7"), Profiles.standard());
    private AssetState state = asset.empty();
    private Instant now = START;
    private final Format format = new LiveFormat(Formats.syslog(() -> now), () -> now);
    private int lines;
    private int raised;

    @Test
    void it_does_not_stop_the_leak_of_a_bucket() {
        fail(FAR);
        for (int i = 0; i < 8; i++) { // Fewer than what is told as slow guessing.
            now = now.plusSeconds(20);
            fail(now);
        }
        assertThat(raised).isZero();
    }

    @Test
    void it_counts_as_of_now() {
        for (int i = 0; i < 6; i++) {
            fail(FAR);
        }
        assertThat(raised).isEqualTo(1);
    }

    @Test
    void it_does_not_freeze_a_baseline_beyond_the_freeze() {
        for (int i = 0; i < 6; i++) {
            fail(FAR);
        }
        assertThat(state.frozenUntil()).isEqualTo(START.plus(AssetState.FREEZE));
    }

    @Test
    void it_keeps_what_it_claimed_as_a_field() {
        assertThat(parse(FAR).time()).isEqualTo(START);
        assertThat(parse(FAR).fields()).containsEntry(ClaimedTime.FIELD, FAR.toString());
    }

    @Test
    void a_clock_five_minutes_ahead_is_believed_and_one_behind_as_well() {
        var ahead = START.plus(LiveFormat.AHEAD);
        assertThat(parse(ahead).time()).isEqualTo(ahead);
        assertThat(parse(ahead.plusMillis(1)).time()).isEqualTo(START);
        var old = START.minus(Duration.ofDays(400));
        assertThat(parse(old).time()).isEqualTo(old);
        assertThat(parse(old).fields()).doesNotContainKey(ClaimedTime.FIELD);
    }

    private void fail(Instant dated) {
        var decision = asset.decide(state, new Deliver(INTAKE, lines + 1, lines, List.of(parse(dated))), now);
        for (var event : decision.events()) {
            raised += event instanceof SuspicionRaised ? 1 : 0;
            state = asset.apply(state, event);
        }
    }

    private Observation parse(Instant dated) {
        lines++;
        var line = "%s web1 sshd[%d]: Failed password for u from 203.0.113.7 port %d ssh2"
                .formatted(dated, 100 + lines, 1_000 + lines)
                .getBytes(UTF_8);
        return ((Parsed.Seen) format.parse(new Source("auth.log", lines), line, 0, line.length)).observation();
    }
}
