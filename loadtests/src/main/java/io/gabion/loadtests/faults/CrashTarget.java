package io.gabion.loadtests.faults;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What a node acts on in the crash matrix. */
interface CrashTarget extends AutoCloseable {
    /** Sets one up. */
    interface Opening {
        CrashTarget at(Path work) throws Exception;
    }

    /** How a node that ends on its way there is looked at. */
    CrashTrial trial(CrashLab lab);

    /** The command, where the node is to run. */
    default List<String> in(List<String> command) {
        return command;
    }

    /** Of the node: on loopback, and nobody else's. */
    default String address() {
        long pid = ProcessHandle.current().pid();
        return "127.%d.%d.11".formatted(1 + pid / 256 % 254, pid % 256);
    }

    /** A node's settings. */
    String settings() throws IOException;

    /** The only playbook, written in this file. */
    Path playbook() throws IOException;

    /** Another thing to act on at each call, as the node will name it. */
    String next(int number) throws Exception;

    /** Lines of a log by which the node comes to act on it. */
    String attack(String name);

    @Override
    void close() throws IOException;
}
