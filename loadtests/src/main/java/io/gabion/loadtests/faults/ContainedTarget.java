package io.gabion.loadtests.faults;

import java.io.IOException;
import java.time.Instant;
import java.util.List;

/**
 * What a node contains in the crash matrix, and how one sees there, without the node, what it has done. Its settings have a
 * budget that is never used up, and each step of its playbook holds {@link #HOLD}.
 */
interface ContainedTarget extends CrashTarget {
    /** As a step of a playbook has it. */
    String HOLD = "ttl: 1h";

    @Override
    default CrashTrial trial(CrashLab lab) {
        return new ContainmentTrial(this, lab);
    }

    /** When it was contained so far, by the target's own record. Never earlier than it was. */
    List<Instant> effects(String name) throws IOException, InterruptedException;

    /** What is violated of what is in force at the target. @param wanted whether it should be, {@code until} then */
    List<String> standing(String name, boolean wanted, Instant until) throws IOException, InterruptedException;
}
