package io.gabion.node.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.node.intake.IntakeCommand.*;
import io.gabion.node.parse.Formats;
import io.gabion.node.parse.Parsed;
import io.gabion.node.tenant.Packed;
import io.gabion.protocol.Tenant;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.intake.DeadLetter;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.Source;
import io.gabion.protocol.rule.Fired;
import io.gabion.protocol.rule.Rule;
import io.gabion.protocol.rule.RuleHits;
import io.gabion.protocol.suspicion.Severity;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IntakeSnapshotTest {
    private static final Instant NOW = Instant.parse("2026-01-03T00:00:00Z");

    private static final InstantSource CLOCK = InstantSource.fixed(NOW);

    private final Intake intake =
            new Intake(new EntityId(new Tenant("acme"), "intake", "auth.log"), 24 * 1_000, 100, Duration.ofSeconds(5));

    @Test
    void reads_what_was_written_at_every_step_of_a_random_history() {
        var random = new Random(4);
        var state = intake.empty();
        for (int step = 0; step < 300; step++) {
            for (var event :
                    intake.decide(state, command(random, state, step), NOW).events()) {
                state = intake.apply(state, event);
            }
            assertThat(intake.read(intake.write(state))).isEqualTo(state);
        }
        assertThat(state.counts().batches()).isGreaterThan(30);
    }

    @Test
    void keeps_the_order_in_which_keys_are_forgotten() {
        var state = intake.empty();
        for (int n = 0; n < IntakeState.KNOWN + 10; n++) {
            if (n == IntakeState.KNOWN - 5) {
                state = intake.read(intake.write(state));
            }
            var accepted = new Accept("key-" + n, "", List.of(), List.of());
            for (var event : intake.decide(state, accepted, NOW).events()) {
                state = intake.apply(state, event);
            }
        }
        assertThat(state.known().asMap().keySet())
                .startsWith("key-10", "key-11")
                .hasSize(IntakeState.KNOWN);
    }

    @Test
    void reads_what_was_written_before_it_was_packed() {
        var state = intake.empty();
        var random = new Random(5);
        for (int step = 0; step < 20; step++) {
            for (var event :
                    intake.decide(state, command(random, state, step), NOW).events()) {
                state = intake.apply(state, event);
            }
        }
        var packed = intake.write(state);
        var plain = Packed.unpack(packed);
        assertThat(packed).hasSizeLessThan(plain.length / 2);
        assertThat(intake.read(plain)).isEqualTo(state);
    }

    private static IntakeCommand command(Random random, IntakeState state, int step) {
        if (random.nextInt(3) == 0) {
            var letters = List.of(DeadLetter.of(new Source("auth.log", step), "no such format", "x"));
            var observations = observations(random);
            return new Accept("key-" + step, "at-" + step, observations, letters, hits(random, observations));
        }
        var known = state.open().values().stream()
                .flatMap(open -> open.shares().keySet().stream())
                .toList();
        return known.isEmpty()
                ? new Resume() // What was looked at is not stored: a new owner has looked at nothing.
                : new Absorbed(known.get(random.nextInt(known.size())), state.last() - random.nextInt(2));
    }

    private static Fired hits(Random random, List<Observation> observations) {
        var rule = new Rule("r" + random.nextInt(9), "v", "R", Severity.HIGH, List.of("T1059"), "A", "");
        return observations.isEmpty()
                ? Fired.NOTHING
                : Fired.of(List.of(new RuleHits(rule, List.of(random.nextInt(observations.size())))));
    }

    private static List<Observation> observations(Random random) {
        var observations = new ArrayList<Observation>();
        for (int n = random.nextInt(4); n > 0; n--) {
            var line = "Jan  2 03:04:05 web%d sshd[%d]: Failed password for u%d from 203.0.113.%d port 22 ssh2"
                    .formatted(random.nextInt(3), n, random.nextInt(5), random.nextInt(9))
                    .getBytes(UTF_8);
            var format = Formats.detect(line, CLOCK, "auth.log");
            if (format.parse(new Source("auth.log", n), line, 0, line.length) instanceof Parsed.Seen(var seen)) {
                observations.add(seen);
            }
        }
        return observations;
    }
}
