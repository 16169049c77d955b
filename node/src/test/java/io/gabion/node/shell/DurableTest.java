package io.gabion.node.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.gabion.node.shell.Counter.Forward;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows are committed, and not on the disk yet. */
class DurableTest {
    private static final Pace PACE =
            new Pace(Duration.ofMillis(100), Duration.ofMillis(50), Duration.ofMinutes(1), 1_000);
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofSeconds(3);

    @TempDir
    private Path folder;

    @Test
    void others_are_told_at_once_and_whoever_asked_is_answered_when_it_is_durable() throws Exception {
        var disk = new CompletableFuture<Boolean>();
        try (var running = new RunningMesh(folder, () -> disk, PACE)) {
            var one = RunningMesh.id("counter", "one");
            var two = RunningMesh.id("counter", "two");
            var answer = running.mesh.ask(one, new Forward("f-1", two), LONG).toCompletableFuture();
            await().until(() -> running.types(two).contains("added"));
            assertThat(answer).isNotDone();
            disk.complete(true);
            answer.get();
        }
    }

    @Test
    void nobody_is_answered_if_the_disk_does_not_take_it() throws Exception {
        var disk = CompletableFuture.<Boolean>failedFuture(new IOException("Input/output error"));
        try (var running = new RunningMesh(folder, () -> disk, PACE)) {
            var one = RunningMesh.id("counter", "one");
            var answer = running.mesh.ask(one, new Forward("f-1", RunningMesh.id("counter", "two")), SHORT);
            assertThatThrownBy(answer.toCompletableFuture()::get).hasRootCauseInstanceOf(TimeoutException.class);
            assertThat(running.types(one)).isNotEmpty();
        }
    }
}
