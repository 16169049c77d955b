package io.gabion.responders.connectors.collection;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;

/** Runs one command on one machine, whose output may be long. Blocks, at most until the deadline. */
@FunctionalInterface
public interface ByteShell {
    /**
     * @param to takes standard output as it comes; where it fails, the command and its session end
     * @return the exit code
     */
    int stream(List<String> command, String input, OutputStream to, Instant deadline) throws IOException;
}
