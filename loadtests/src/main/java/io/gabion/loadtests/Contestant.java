package io.gabion.loadtests;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/** A program that reads an sshd log and decides whom to block. */
interface Contestant {
    String name();

    /**
     * Reads a finished log to its end in a process of its own.
     *
     * @param work empty; all that the program keeps is here
     * @throws IOException if the program fails, or is not seen to have read all of it
     */
    Drained drain(Path log, Path work) throws IOException, InterruptedException;

    /** Follows a log that grows, until closed. Has started when this returns. */
    Running follow(Path log, Path work) throws IOException, InterruptedException;

    /**
     * @param cpuSeconds user and system, start included
     * @param blocked addresses that it decided to block
     * @param note on what was checked, for people
     */
    record Drained(double cpuSeconds, double wallSeconds, Set<String> blocked, String note) {}

    interface Running extends AutoCloseable {
        /** Whether the decision to block the address has taken effect. Cheap: asked every millisecond. */
        boolean hasBlocked(String address) throws IOException;

        @Override
        void close();
    }
}
