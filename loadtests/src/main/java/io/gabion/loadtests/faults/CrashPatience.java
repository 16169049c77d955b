package io.gabion.loadtests.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Waits, and finds it a violation to have waited in vain. @param found is added to */
record CrashPatience(CrashLab lab, List<String> found) {
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofMinutes(10);

    interface Step {
        boolean isDone() throws IOException, InterruptedException;
    }

    /** Tries until it is done, with the node started again whenever it has ended. @return whether it ever had */
    boolean until(Step step, String what) throws IOException, InterruptedException {
        var halted = new AtomicBoolean();
        Step revived = () -> {
            if (step.isDone()) {
                return true;
            }
            halted.compareAndSet(false, lab.revive());
            return false;
        };
        await(revived, what);
        return halted.get();
    }

    /** Tries until it is done. @return whether it was, in time */
    boolean await(Step step, String what) throws IOException, InterruptedException {
        long end = System.nanoTime() + LONGEST.toNanos();
        while (!step.isDone()) {
            if (System.nanoTime() > end) {
                found.add("in vain it was waited until " + what);
                return false;
            }
            Thread.sleep(LOOK);
        }
        return true;
    }
}
