package io.gabion.detectors;

import io.gabion.detectors.window.Question;
import java.util.List;

/**
 * The state after a batch (the very state before it if nothing was relevant), and what was found in it.
 *
 * @param questions what a model is to judge, which is not asked here
 */
public record Outcome<S>(S state, List<Finding> findings, List<Question> questions) {
    public Outcome {
        findings = List.copyOf(findings);
        questions = List.copyOf(questions);
    }

    /** Of which no model is asked. */
    public Outcome(S state, List<Finding> findings) {
        this(state, findings, List.of());
    }
}
