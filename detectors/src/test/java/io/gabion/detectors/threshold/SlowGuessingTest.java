package io.gabion.detectors.threshold;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.detectors.Events;
import io.gabion.detectors.Finding;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.suspicion.Severity;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SlowGuessingTest {
    private static final String FROM = "203.0.113.7";
    private static final AssetRef SELF = Events.address(FROM);
    private static final int MINUTE = 60_000;

    private final Events events = new Events();
    private final SlowGuessing guessing = new SlowGuessing();

    private List<Finding> find(List<Observation> batch) {
        return guessing.observe(guessing.empty(), SELF, batch, false).findings();
    }

    private List<Observation> failures(int count, int accounts, long gap) {
        var batch = new ArrayList<Observation>();
        for (int i = 0; i < count; i++) {
            batch.add(events.failure(i * gap, FROM, "user" + i % accounts + "@srv1"));
        }
        return batch;
    }

    @Test
    void ten_attempts_within_ten_minutes_overflow_the_slow_bucket() {
        assertThat(find(failures(9, 3, MINUTE))).isEmpty();
        assertThat(find(failures(10, 3, MINUTE))).singleElement().satisfies(finding -> {
            assertThat(finding.explanation())
                    .isEqualTo("10 failed logins from 203.0.113.7 within 540 s against 3 accounts on srv1"
                            + " (limit 9, leaking one per 600 s)");
            assertThat(finding.severity()).isEqualTo(Severity.MEDIUM);
            assertThat(finding.actors()).isEmpty();
        });
    }

    @Test
    void a_program_with_an_old_password_is_a_low_suspicion() {
        assertThat(find(failures(20, 1, 5 * MINUTE)))
                .singleElement()
                .satisfies(finding -> assertThat(finding.severity()).isEqualTo(Severity.LOW));
    }

    @Test
    void an_attempt_every_ten_minutes_never_overflows() {
        assertThat(find(failures(1000, 5, 10 * MINUTE))).isEmpty();
    }

    @Test
    void what_the_fast_bucket_tells_is_not_told_again() {
        assertThat(find(failures(500, 3, 1000))).isEmpty();
    }

    @Test
    void the_memory_survives_being_written() throws IOException {
        var batch = failures(10, 3, MINUTE);
        var before = guessing.observe(guessing.empty(), SELF, batch.subList(0, 9), false)
                .state();
        var out = new ByteArrayOutputStream();
        before.write(new DataOutputStream(out));
        var after = guessing.read(new DataInputStream(new ByteArrayInputStream(out.toByteArray())));
        assertThat(guessing.observe(after, SELF, batch.subList(9, 10), false).findings())
                .hasSize(1);
    }
}
