package io.gabion.detectors.threshold;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.detectors.Events;
import io.gabion.detectors.Finding;
import io.gabion.protocol.asset.AssetRef;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.Observation.Outcome;
import io.gabion.protocol.observation.Observation.Stage;
import io.gabion.protocol.suspicion.Severity;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GuessingTest {
    private static final String FROM = "203.0.113.7";
    private static final AssetRef SELF = Events.address(FROM);
    private final Events events = new Events();
    private final Guessing guessing = new Guessing();

    private List<Finding> find(List<Observation> batch) {
        return guessing.observe(guessing.empty(), SELF, batch, false).findings();
    }

    private List<Observation> failures(int count, long gap, long start) {
        var batch = new ArrayList<Observation>();
        for (int i = 0; i < count; i++) {
            batch.add(events.failure(start + i * gap, FROM, "user" + i % 3 + "@srv1"));
        }
        return batch;
    }

    @Test
    void five_attempts_at_once_fill_the_bucket_and_the_sixth_overflows_it() {
        assertThat(find(failures(5, 0, 0))).isEmpty();
        assertThat(find(failures(6, 1000, 0))).singleElement().satisfies(finding -> {
            assertThat(finding.explanation())
                    .isEqualTo("6 failed logins from 203.0.113.7 within 5 s against 3 accounts on srv1"
                            + " (limit 5, leaking one per 10 s)");
            assertThat(finding.actors()).containsExactly(SELF);
            assertThat(finding.victims()).containsExactly(Events.HOST, Events.account("user2@srv1"));
            assertThat(finding.evidence()).hasSize(6);
        });
    }

    @Test
    void an_attempt_every_ten_seconds_never_overflows() {
        assertThat(bucketOverflows(failures(1000, 10_000, 0))).isEmpty();
    }

    @Test
    void the_same_key_is_quiet_for_an_hour() {
        var batch = failures(60, 1000, 0);
        batch.addAll(failures(6, 0, 3_600_000));
        batch.addAll(failures(6, 0, 3_605_000));
        assertThat(find(batch)).hasSize(2);
    }

    @Test
    void time_that_runs_backwards_leaks_nothing() {
        assertThat(find(failures(6, -60_000, 600_000))).hasSize(1);
    }

    @Test
    void three_lines_of_one_attempt_count_once() {
        var batch = new ArrayList<Observation>();
        for (int i = 0; i < 5; i++) {
            for (var stage : List.of(Stage.INVALID_USER, Stage.PAM, Stage.FAILED)) {
                batch.add(events.login(i, Outcome.FAILURE, FROM, "a@srv1", 1, "77", stage));
            }
        }
        assertThat(find(batch)).isEmpty();
        batch.add(events.login(9, Outcome.FAILURE, FROM, "a@srv1", 1, "77", Stage.FAILED));
        assertThat(find(batch)).hasSize(1);
    }

    @Test
    void a_line_that_reports_six_attempts_overflows_alone() {
        assertThat(find(List.of(events.login(0, Outcome.FAILURE, FROM, "a@srv1", 6, "77", Stage.FAILED))))
                .hasSize(1);
    }

    @Test
    void the_seventeenth_session_pushes_out_the_one_used_longest_ago() {
        var attempts = new Attempts();
        for (int session = 0; session <= Attempts.SESSIONS; session++) {
            assertThat(attempts.count(line(session, Stage.INVALID_USER))).isOne();
        }
        assertThat(attempts.count(line(1, Stage.PAM))).isZero();
        assertThat(attempts.count(line(0, Stage.PAM))).isOne();
    }

    private Observation line(int session, Stage stage) {
        return events.login(0, Outcome.FAILURE, FROM, "a@srv1", 1, "" + session, stage);
    }

    @Test
    void ten_thousand_random_attempts_overflow_where_an_exact_simulation_does() {
        var random = new Random(42);
        var batch = new ArrayList<Observation>();
        long now = 0;
        for (int i = 0; i < 10_000; i++) {
            now += random.nextInt(20) == 0 ? random.nextInt(1_000_000) : random.nextInt(14_000) - 500;
            batch.add(events.login(
                    now,
                    Outcome.FAILURE,
                    FROM,
                    "u" + random.nextInt(5) + "@srv1",
                    random.nextInt(10) == 0 ? 2 : 1,
                    "" + random.nextInt(8),
                    Stage.values()[random.nextInt(4)]));
        }
        var overflows = Reference.overflows(batch);
        assertThat(overflows).hasSizeGreaterThan(100);
        var expected = new ArrayList<Instant>();
        for (var at : overflows) {
            if (expected.isEmpty() || !at.isBefore(expected.getLast().plusSeconds(3600))) {
                expected.add(at);
            }
        }
        assertThat(find(batch))
                .filteredOn(finding -> finding.severity() == Severity.MEDIUM)
                .extracting(Finding::time)
                .containsExactlyElementsOf(expected);
        assertThat(bucketOverflows(batch)).containsExactlyElementsOf(overflows);
    }

    private static List<Instant> bucketOverflows(List<Observation> batch) {
        var attempts = new Attempts();
        var bucket = new Bucket();
        var found = new ArrayList<Instant>();
        for (var observation : batch) {
            int count = attempts.count(observation);
            if (count > 0) {
                bucket.leak(observation.time().toEpochMilli());
                if (bucket.add(count)) {
                    bucket.empty();
                    found.add(observation.time());
                }
            }
        }
        return found;
    }

    /** The definition, word for word, in exact decimals and with unbounded memory. */
    private static final class Reference {
        static List<Instant> overflows(List<Observation> batch) {
            var stages = new HashMap<String, Stage>();
            var found = new ArrayList<Instant>();
            var level = BigDecimal.ZERO;
            Instant latest = null;
            for (var observation : batch) {
                var login = observation.authentication();
                var before = stages.put(login.session(), login.stage());
                boolean same = before != null && login.stage().compareTo(before) > 0;
                if (same && login.attempts() == 1) {
                    continue;
                }
                if (latest == null || observation.time().isAfter(latest)) {
                    long elapsed = latest == null
                            ? 0
                            : Duration.between(latest, observation.time()).toMillis();
                    level = level.subtract(BigDecimal.valueOf(elapsed, 4)).max(BigDecimal.ZERO);
                    latest = observation.time();
                }
                level = level.add(BigDecimal.valueOf(login.attempts()));
                if (level.compareTo(BigDecimal.valueOf(5)) > 0) {
                    found.add(observation.time());
                    level = BigDecimal.ZERO;
                }
            }
            return found;
        }
    }
}
