package io.gabion.responders.playbook;

/**
 * What is wrong with a playbook, or only worth a thought, in one line.
 *
 * @param line counted from 1
 * @param warns a thought: the playbook may be let loose as it is
 */
public record Finding(int line, String message, boolean warns) {
    public Finding(int line, String message) {
        this(line, message, false);
    }
}
