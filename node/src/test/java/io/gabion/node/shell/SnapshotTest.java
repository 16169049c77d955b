package io.gabion.node.shell;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.gabion.node.shell.Counter.*;
import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.entity.Snapshotted;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a recovery needs once there is a snapshot: nothing that came before it. */
class SnapshotTest {
    private static final EntityId KEPT = RunningMesh.id("kept", "one");
    private static final EntityId SAVED = RunningMesh.id("saved", "one");
    private static final EntityId TWO = RunningMesh.id("counter", "two");
    private static final EntityId LARGE = RunningMesh.id("kept", "large");
    private static final Duration NEVER = Duration.ofHours(1);
    private static final Pace PACE = new Pace(Duration.ofMillis(200), NEVER, NEVER, NEVER, 5, 8 << 20, 1_000);

    @TempDir
    private Path data;

    private final AtomicBoolean fence = new AtomicBoolean(true);

    @Test
    void the_state_comes_from_the_snapshot_and_the_rows_after_it() throws Exception {
        try (var running = start()) {
            for (int n = 1; n <= 12; n++) {
                running.ask(KEPT, new Add(n, ""));
            }
            await().untilAsserted(() -> assertThat(running.snapshot(KEPT)).isEqualTo(10));
        }
        forgetRowsUpTo(10, KEPT);
        try (var running = start()) {
            assertThat(running.ask(KEPT, new Add(0, ""))).isEqualTo(new Sum(78));
            assertThat(running.rows(KEPT)).last().satisfies(row -> {
                assertThat(row.sequence()).isEqualTo(13);
                assertThat(row.decision()).isEqualTo(13);
            });
        }
    }

    @Test
    void what_was_owed_is_still_owed_and_what_was_handed_over_is_not() throws Exception {
        try (var running = start()) {
            running.ask(KEPT, new Forward("f-1", TWO));
            await().untilAsserted(() -> assertThat(running.types(KEPT)).containsExactly("forwarded", "handed"));
            running.ask(KEPT, new Add(1, ""));
            running.ask(KEPT, new Add(1, ""));
            running.register("deaf", new Deaf());
            running.ask(KEPT, new Forward("f-2", RunningMesh.id("deaf", "one")));
            await().untilAsserted(() -> assertThat(running.snapshot(KEPT)).isEqualTo(5));
        }
        forgetRowsUpTo(5, KEPT);
        try (var running = start()) {
            var taken = running.types(TWO);
            assertThat(taken).contains("added");
            running.register("deaf", new Counter());
            running.mesh.wakeUnfinished();
            await().untilAsserted(() ->
                    assertThat(running.types(RunningMesh.id("deaf", "one"))).contains("added"));
            await().untilAsserted(() -> assertThat(running.types(KEPT)).containsExactly("handed"));
            assertThat(running.types(TWO)).isEqualTo(taken);
        }
    }

    /** Does not take what it is sent. */
    private static final class Deaf extends Counter {
        @Override
        public io.gabion.protocol.entity.Decision<Event> decide(State state, Command command, java.time.Instant now) {
            return super.decide(state, command instanceof Add ? new Poison() : command, now);
        }
    }

    @Test
    void a_snapshot_that_is_newer_than_the_checkpoint_gives_the_state() throws Exception {
        try (var running = start()) {
            running.ask(SAVED, new AddInPassing(100));
            for (int n = 0; n < 5; n++) {
                running.ask(SAVED, new Add(1, ""));
            }
            await().untilAsserted(() -> assertThat(running.snapshot(SAVED)).isEqualTo(5));
            loseWithoutSaving(running);
        }
        fence.set(true);
        try (var running = start()) {
            assertThat(running.ask(SAVED, new Add(0, ""))).isEqualTo(new Sum(105));
        }
    }

    @Test
    void a_checkpoint_that_is_newer_than_the_snapshot_gives_the_state() throws Exception {
        try (var running = start()) {
            for (int n = 0; n < 5; n++) {
                running.ask(SAVED, new Add(1, ""));
            }
            await().untilAsserted(() -> assertThat(running.snapshot(SAVED)).isEqualTo(5));
            running.ask(SAVED, new AddInPassing(100));
        }
        try (var running = start()) {
            assertThat(running.ask(SAVED, new Add(0, ""))).isEqualTo(new Sum(105));
        }
    }

    @Test
    void few_rows_that_are_large_make_a_snapshot_too() throws Exception {
        try (var running = start()) {
            for (var note : Collections.nCopies(3, "x".repeat(3 << 20))) {
                running.ask(LARGE, new Add(1, note));
            }
            running.ask(LARGE, new Add(1, ""));
            await().untilAsserted(() -> assertThat(running.snapshot(LARGE)).isEqualTo(4));
        }
    }

    @Test
    void a_large_snapshot_waits_until_as_much_came_after_it() throws Exception {
        var bulky = RunningMesh.id("bulky", "one");
        try (var running = start()) {
            running.register("bulky", new Bulky());
            for (int round = 0; round < 2; round++) {
                for (var note : Collections.nCopies(3, "x".repeat(3 << 20))) {
                    running.ask(bulky, new Add(1, note));
                }
                running.ask(bulky, new Add(1, ""));
            }
            running.ask(bulky, new Add(1, ""));
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(running.snapshot(bulky)).isEqualTo(9));
        }
    }

    /** Stores more than it was told. */
    private static final class Bulky extends Counter implements Snapshotted<Counter.State> {
        @Override
        public byte[] write(State state) {
            return Arrays.copyOf(Long.toString(state.sum()).getBytes(UTF_8), 12 << 20);
        }

        @Override
        public State read(byte[] stored) {
            return new State(Long.parseLong(new String(stored, UTF_8).trim()), false);
        }
    }

    @Test
    void a_row_of_yesterday_makes_a_snapshot_too() throws Exception {
        var earlier = Clock.offset(Clock.systemUTC(), Snapshots.AGE.multipliedBy(-2));
        try (var running = new RunningMesh(data, _ -> true, PACE, earlier)) {
            running.ask(KEPT, new Add(1, ""));
        }
        try (var running = start()) {
            running.ask(KEPT, new Add(1, ""));
            await().untilAsserted(() -> assertThat(running.snapshot(KEPT)).isEqualTo(2));
        }
    }

    private void loseWithoutSaving(RunningMesh running) {
        fence.set(false);
        assertThatThrownBy(() -> running.ask(SAVED, new AddInPassing(1_000), Duration.ofMillis(500)))
                .hasRootCauseInstanceOf(java.util.concurrent.TimeoutException.class);
    }

    private RunningMesh start() throws Exception {
        return new RunningMesh(data, _ -> fence.get(), PACE);
    }

    private void forgetRowsUpTo(long sequence, EntityId id) throws Exception {
        RunningMesh.tamper(
                data,
                "DELETE FROM event_journal WHERE persistence_id = '%s' AND sequence_number <= %d"
                        .formatted(id, sequence));
    }
}
