package io.gabion.responders.playbook;

import java.util.Map;

/** @param lines where each step begins; a step of another playbook where that is taken in */
record Written(Playbook playbook, Map<String, Integer> lines) {
    Finding at(Doubt doubt) {
        return at(lines, doubt);
    }

    static Finding at(Map<String, Integer> lines, Doubt doubt) {
        return new Finding(lines.get(doubt.step()), "step " + doubt.step() + ": " + doubt.message(), doubt.warns());
    }
}
