package io.gabion.detectors;

import java.util.List;

/** The state after a batch (the very state before it if nothing was relevant), and what was found in it. */
public record Outcome<S>(S state, List<Finding> findings) {
    public Outcome {
        findings = List.copyOf(findings);
    }
}
