package io.gabion.loadtests.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One node that is ended on its way to one target, again and again. */
interface CrashTrial {
    /**
     * Gives a reason to act, has the node end at the point and start again, and looks when it is at rest.
     *
     * @param name what it is about
     * @param found is added to, what is violated
     * @return whether the node ended
     */
    boolean pass(CrashPoint point, String name, List<String> found) throws IOException, InterruptedException;

    /** How often it was acted on so far, by the target's own record. */
    int effects(String name) throws IOException, InterruptedException;

    /** What is violated in the end, when every point was passed; each begins with the point. */
    default List<String> end() throws IOException {
        return List.of();
    }

    /** From when the node was ready until what had expired while it was down was released; empty if that was not tried. */
    default Optional<Duration> late() {
        return Optional.empty();
    }

    /** What is left of all effects at a receiver that knows a repetition by its key; empty where nobody could. */
    default Optional<Integer> distinct() throws IOException {
        return Optional.empty();
    }
}
