package io.gabion.detectors;

import java.util.ArrayList;
import java.util.List;

/** What turns up in a batch, in order. */
public final class Found {
    private final List<Finding> findings = new ArrayList<>();
    private final List<Sight> sights = new ArrayList<>();
    private final List<Finding> strange = new ArrayList<>();

    public void add(Finding finding) {
        findings.add(finding);
    }

    /** The peers are told that the asset shows it. */
    public void show(Sight sight) {
        sights.add(sight);
    }

    /** Only the peers can say whether it is worth a word. */
    public void ask(Finding finding) {
        strange.add(finding);
    }

    <S> Outcome<S> outcome(S state) {
        return new Outcome<>(state, findings, List.of(), sights, strange);
    }
}
