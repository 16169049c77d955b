package io.gabion.responders.connectors.shell;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gabion.responders.connectors.Mistaken;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * This machine.
 *
 * @param prefix put before each command, such as {@code ip netns exec NAME}; may be empty
 */
public record LocalShell(List<String> prefix, InstantSource clock) implements Shell {
    @Override
    public Output run(List<String> command, String input, Instant deadline) throws IOException, InterruptedException {
        if (left(deadline) <= 0) {
            throw new InterruptedIOException("deadline passed");
        }
        var words = new ArrayList<>(prefix);
        words.addAll(command);
        var process = started(words);
        try {
            var text = new CompletableFuture<String>();
            Thread.ofVirtual().start(() -> collect(process.getInputStream(), text));
            Thread.ofVirtual().start(() -> feed(process, input));
            if (!process.waitFor(left(deadline), TimeUnit.MILLISECONDS)) {
                throw new InterruptedIOException("killed at its deadline");
            }
            return new Output(process.exitValue(), text.get(Math.max(1, left(deadline)), TimeUnit.MILLISECONDS));
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("output not readable", e);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static Process started(List<String> words) throws Mistaken {
        try {
            return new ProcessBuilder(words).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new Mistaken(String.valueOf(e.getMessage()), e);
        }
    }

    private long left(Instant deadline) {
        return Duration.between(clock.instant(), deadline).toMillis();
    }

    /** A command that does not take its whole input must not act on a part of it. What it has said is still heard. */
    private static void feed(Process process, String input) {
        try (var out = process.getOutputStream()) {
            out.write(input.getBytes(UTF_8));
        } catch (IOException e) {
            process.toHandle().destroy();
        }
    }

    private static void collect(InputStream from, CompletableFuture<String> text) {
        try (from) {
            var head = from.readNBytes(MAX_OUTPUT);
            from.transferTo(OutputStream.nullOutputStream());
            text.complete(new String(head, UTF_8));
        } catch (IOException e) {
            text.completeExceptionally(e);
        }
    }
}
