package io.gabion.responders.connectors.shell;

import java.io.IOException;
import java.time.Instant;
import java.util.List;

/** Runs one command on one machine. Blocks, at most until the deadline. */
public interface Shell {
    int MAX_OUTPUT = 4 << 20;

    /** Nothing is started after the deadline, and what still runs then is killed. */
    Output run(List<String> command, String input, Instant deadline) throws IOException, InterruptedException;

    /** Both output streams together, cut at {@link #MAX_OUTPUT} bytes. */
    record Output(int exit, String text) {}
}
