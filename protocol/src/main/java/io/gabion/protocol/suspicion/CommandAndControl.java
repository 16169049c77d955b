package io.gabion.protocol.suspicion;

import java.util.List;

/**
 * The ATT&CK techniques by which what is infected asks somebody outside for commands. Who shows one acts for another: it is
 * hit, and whom it talks to is who acts.
 */
public final class CommandAndControl {
    private static final List<String> TECHNIQUES =
            List.of("T1071", "T1095", "T1102", "T1568", "T1571", "T1572", "T1573");

    /** @param techniques with or without their parts, as {@code T1071.001} */
    public static boolean isAny(List<String> techniques) {
        return techniques.stream().anyMatch(t -> TECHNIQUES.stream().anyMatch(t::startsWith));
    }

    private CommandAndControl() {}
}
