package io.gabion.protocol.containment;

import java.util.List;

/**
 * Who must be told of a change.
 *
 * @param report 1, 2, 3 … in one life, so that a holder knows the newest
 * @param to the holders, or those who were, once there are none
 */
public record Notice(int life, int report, List<String> to) {
    public Notice {
        to = List.copyOf(to);
    }
}
