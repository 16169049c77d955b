package io.gabion.loadtests;

import java.io.IOException;
import java.time.Duration;

/** Waits for what can only be looked at from outside. */
public final class Await {
    public interface Look {
        boolean now() throws IOException;
    }

    /** Looks again after each pause. @throws IOException if it does not come true in time */
    public static void until(String what, Duration pause, Duration limit, Look look)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (!look.now()) {
            if (System.nanoTime() > end) {
                throw new IOException("waited " + limit.toSeconds() + " s in vain until " + what);
            }
            Thread.sleep(pause);
        }
    }

    private Await() {}
}
