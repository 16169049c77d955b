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
    record Output(int exit, String text) {
        /** Whether the command itself has said no, or is not there; else it was killed, perhaps at its deadline. */
        public boolean isMistaken() {
            return isMistaken(exit);
        }

        public static boolean isMistaken(int exit) {
            boolean killed = exit > 128 && exit <= 128 + 64;
            return exit != 0 && !killed;
        }
    }
}
