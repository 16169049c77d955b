package io.gabion.detectors;

import io.gabion.detectors.window.Question;
import io.gabion.protocol.rule.Chained;
import java.util.List;

/**
 * The state after a batch (the very state before it if nothing was relevant), and what was found in it.
 *
 * @param questions what a model is to judge, which is not asked here
 * @param sights what the asset's peers are told of
 * @param strange what is a finding only if none of the peers knows it
 * @param chained what was found that a group of another correlation counts
 */
public record Outcome<S>(
        S state,
        List<Finding> findings,
        List<Question> questions,
        List<Sight> sights,
        List<Finding> strange,
        List<Chained> chained) {
    public Outcome {
        findings = List.copyOf(findings);
        questions = List.copyOf(questions);
        sights = List.copyOf(sights);
        strange = List.copyOf(strange);
        chained = List.copyOf(chained);
    }

    /** Which nobody else counts. */
    public Outcome(
            S state, List<Finding> findings, List<Question> questions, List<Sight> sights, List<Finding> strange) {
        this(state, findings, questions, sights, strange, List.of());
    }

    /** Of which no peer is told. */
    public Outcome(S state, List<Finding> findings, List<Question> questions) {
        this(state, findings, questions, List.of(), List.of());
    }

    /** Of which no model is asked. */
    public Outcome(S state, List<Finding> findings) {
        this(state, findings, List.of());
    }
}
