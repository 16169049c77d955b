package io.gabion.node.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gabion.node.shell.Counter.*;
import io.gabion.protocol.entity.EntityId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The end of what an entity keeps, if it has decided so. */
class ForgottenTest {
    private static final EntityId ONE = RunningMesh.id("saved", "one");
    private static final Duration IDLE = Duration.ofMillis(200);
    private static final Pace PACE = new Pace(Duration.ofMillis(100), Duration.ofMillis(50), IDLE, 1_000);
    /** Nor does anybody leave by himself. */
    private static final Pace UNSAVED =
            new Pace(Duration.ofMillis(100), Duration.ofHours(1), Duration.ofHours(1), 1_000);

    @TempDir
    private Path folder;

    @Test
    void its_checkpoint_is_deleted_and_it_leaves_memory() throws Exception {
        try (var running = new RunningMesh(folder, _ -> true, PACE)) {
            keep(running, 5);
            running.mesh.tell(ONE, new Forget(soon()));
            await().until(() -> running.mesh.forgotten() == 1 && running.mesh.residents() == 0);
            assertThat(running.ask(ONE, new AddInPassing(1))).isEqualTo(new Sum(1));
        }
        try (var running = new RunningMesh(folder, _ -> true, PACE)) {
            assertThat(running.ask(ONE, new AddInPassing(1))).isEqualTo(new Sum(2));
        }
    }

    @Test
    void what_was_saved_later_than_it_asks_for_stays() throws Exception {
        try (var running = new RunningMesh(folder, _ -> true, PACE)) {
            keep(running, 5);
            stays(running, Instant.now().minusSeconds(60));
        }
    }

    @Test
    void who_has_rows_in_the_journal_stays() throws Exception {
        try (var running = new RunningMesh(folder, _ -> true, PACE)) {
            running.ask(ONE, new Add(2, ""));
            keep(running, 3);
            stays(running, soon());
        }
    }

    @Test
    void who_has_changed_and_is_not_saved_stays() throws Exception {
        try (var running = new RunningMesh(folder, _ -> true, PACE)) {
            keep(running, 3);
        }
        var asked = new CompletableFuture<String>();
        try (var running = RunningMesh.forgetting(folder, asked, CompletableFuture.completedFuture(null), UNSAVED)) {
            running.ask(ONE, new AddInPassing(2));
            running.mesh.tell(ONE, new Forget(soon()));
            for (int n = 0; n < 2; n++) { // It decides with the first, and has acted on that with the second.
                assertThat(running.ask(ONE, new AddInPassing(0))).isEqualTo(new Sum(5));
            }
            assertThat(asked).isNotDone();
        }
        try (var running = new RunningMesh(folder, _ -> true, PACE)) {
            assertThat(running.ask(ONE, new AddInPassing(0))).isEqualTo(new Sum(5));
        }
    }

    @Test
    void what_comes_while_it_is_deleted_is_saved_after_it_and_kept() throws Exception {
        try (var running = new RunningMesh(folder, _ -> true, PACE)) {
            keep(running, 3);
        }
        var asked = new CompletableFuture<String>();
        var may = new CompletableFuture<Void>();
        try (var running = RunningMesh.forgetting(folder, asked, may, UNSAVED)) {
            running.mesh.tell(ONE, new Forget(Instant.now()));
            assertThat(asked.get(30, TimeUnit.SECONDS)).isEqualTo(ONE.toString());
            assertThat(running.ask(ONE, new AddInPassing(2))).isEqualTo(new Sum(5));
            may.complete(null);
            await().until(() -> running.mesh.forgotten() == 1);
            assertThat(running.ask(ONE, new AddInPassing(0))).isEqualTo(new Sum(5));
        }
        try (var running = new RunningMesh(folder, _ -> true, PACE)) {
            assertThat(running.ask(ONE, new AddInPassing(0))).isEqualTo(new Sum(5));
        }
    }

    private static void keep(RunningMesh running, long number) throws Exception {
        running.ask(ONE, new AddInPassing(number));
        await().until(() -> running.mesh.residents() == 0);
    }

    private static void stays(RunningMesh running, Instant before) throws Exception {
        running.mesh.tell(ONE, new Forget(before));
        assertThat(running.ask(ONE, new AddInPassing(0))).isEqualTo(new Sum(5));
        await().until(() -> running.mesh.residents() == 0);
        assertThat(running.ask(ONE, new AddInPassing(0))).isEqualTo(new Sum(5));
        assertThat(running.mesh.forgotten()).isZero();
    }

    /** Whatever is saved yet was before that. */
    private static Instant soon() {
        return Instant.now().plusSeconds(60);
    }
}
