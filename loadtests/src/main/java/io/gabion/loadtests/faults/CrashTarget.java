package io.gabion.loadtests.faults;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** What a node acts on in the crash matrix, and how one sees there, without the node, what it has done. */
interface CrashTarget extends AutoCloseable {
    /** As a step of a playbook has it. */
    String HOLD = "ttl: 1h";

    /** Sets one up. */
    interface Opening {
        CrashTarget at(Path work) throws Exception;
    }

    /** The command, where the node is to run. */
    List<String> in(List<String> command);

    /** Of the node. */
    String address();

    /** A node's settings: the connector and a budget that is never used up. */
    String settings();

    /** The only playbook, written in this file. Each of its steps holds {@link #HOLD}. */
    Path playbook() throws IOException;

    /** Another thing to contain at each call, as the node will name it. */
    String next(int number) throws Exception;

    /** Lines of a log by which the node comes to contain it. */
    String attack(String name);

    /** When it was contained so far, by the target's own record. Never earlier than it was. */
    List<Instant> effects(String name) throws IOException, InterruptedException;

    /** What is violated of what is in force at the target. @param wanted whether it should be, {@code until} then */
    List<String> standing(String name, boolean wanted, Instant until) throws IOException, InterruptedException;

    @Override
    void close() throws IOException;
}
