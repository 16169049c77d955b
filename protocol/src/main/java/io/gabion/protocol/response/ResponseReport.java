package io.gabion.protocol.response;

import io.gabion.protocol.guard.Mode;
import java.util.List;

/**
 * A Response tells its incident how things stand. A report replaces every one with a lower number.
 *
 * @param response the entity id of the Response, as text
 * @param incident the entity id of the incident, as text
 */
public record ResponseReport(
        String response, String incident, String playbook, Mode mode, int number, List<ActionState> actions) {
    public ResponseReport {
        actions = List.copyOf(actions);
    }
}
