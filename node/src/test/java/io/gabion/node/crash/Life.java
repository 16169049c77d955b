package io.gabion.node.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.node.crash.FileConnector.Pause;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One life of the {@link Child}. What it says on standard error is kept beside its data. */
final class Life implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int KILLED = 128 + 9;

    private final Process process;

    Life(Path folder, Pause pause, boolean brings, String... more) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // Starts sooner; a life is short.
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                // Often, so that recoveries begin with one.
                "-Dgabion.pace.rows=20",
                "-cp",
                System.getProperty("java.class.path")));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> flag.startsWith("--"))
                .forEach(flag -> command.add(1, flag));
        command.addAll(List.of(Child.class.getName(), folder.toString(), pause.name(), Boolean.toString(brings)));
        command.addAll(List.of(more));
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("said").toFile()))
                .start();
    }

    boolean lasts(Duration time) throws InterruptedException {
        return !process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    boolean ended() {
        return !process.isAlive();
    }

    /** With SIGKILL. */
    void kill() throws InterruptedException {
        assertThat(process.isAlive()).as("alive until it is killed").isTrue();
        process.destroyForcibly();
        assertThat(process.waitFor()).isEqualTo(KILLED);
    }

    /** With SIGTERM. */
    void stop() throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as("ends in order")
                .isTrue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    static String said(Path folder) {
        try {
            return Files.readString(folder.resolve("said"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
