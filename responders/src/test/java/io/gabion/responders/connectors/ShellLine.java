package io.gabion.responders.connectors;

import io.gabion.responders.connectors.shell.Shell;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Where there is no network between a connector and its target: the shell itself is the line. */
public final class ShellLine extends Line implements Shell {
    private final Shell shell;
    private final CountDownLatch cut = new CountDownLatch(1);

    public ShellLine(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Output run(List<String> command, String input, Instant deadline) throws IOException, InterruptedException {
        return switch (mode) {
            case FINE -> shell.run(command, input, deadline);
            case SLOW -> {
                cut.await(100, TimeUnit.MILLISECONDS);
                yield shell.run(command, input, deadline);
            }
            case HUNG -> lost(deadline);
            case MUTE -> {
                var output = shell.run(command, input, deadline);
                yield lost.getAsBoolean() ? lost(deadline) : output;
            }
        };
    }

    private Output lost(Instant deadline) throws IOException, InterruptedException {
        cut.await(Math.max(0, Duration.between(Instant.now(), deadline).toMillis()), TimeUnit.MILLISECONDS);
        throw new IOException("no answer");
    }

    @Override
    public void cut() {
        cut.countDown();
    }

    @Override
    public void close() {
        cut();
    }
}
