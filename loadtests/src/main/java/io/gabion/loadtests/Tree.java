package io.gabion.loadtests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A process that this program has started, with its children. Closed, it is gone. */
final class Tree implements AutoCloseable {
    private static final Duration LEAVE = Duration.ofSeconds(20);

    private final Process process;
    private final Path output;
    private final Thread end = new Thread(this::kill);

    /** What it prints goes to {@code output}. */
    static Tree start(Path output, ProcessBuilder builder) throws IOException {
        builder.redirectErrorStream(true).redirectOutput(output.toFile());
        builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        return new Tree(builder.start(), output);
    }

    /** Runs a command to its end. @throws IOException with its last line if it fails */
    static void run(Path output, List<String> command, Path directory) throws IOException, InterruptedException {
        try (var tree = start(output, new ProcessBuilder(command).directory(directory.toFile()))) {
            if (tree.process.waitFor() != 0) {
                throw new IOException(command.getFirst() + " failed: " + tree.lastLine());
            }
        }
    }

    private Tree(Process process, Path output) {
        this.process = process;
        this.output = output;
        // An interrupted benchmark leaves nothing running.
        Runtime.getRuntime().addShutdownHook(end);
    }

    boolean runs() {
        return process.isAlive();
    }

    /** @throws IOException with its last line if the process is gone */
    void mustRun() throws IOException {
        if (!runs()) {
            throw new IOException("ended too early: " + lastLine());
        }
    }

    private String lastLine() throws IOException {
        return Files.readAllLines(output).stream().reduce((_, last) -> last).orElse("without a word");
    }

    /** User and system time of the tree, with that of children that have ended, in seconds. 0 when it is gone. */
    double cpuSeconds() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .mapToDouble(handle -> CpuTime.seconds(handle.pid()))
                .sum();
    }

    private void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(LEAVE.toSeconds(), TimeUnit.SECONDS)) {
                kill();
            }
        } catch (InterruptedException e) {
            kill();
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().removeShutdownHook(end);
    }
}
