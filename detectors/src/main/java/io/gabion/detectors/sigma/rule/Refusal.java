package io.gabion.detectors.sigma.rule;

/** Why a rule cannot be used, in one sentence for its author. Never leaves this module's readers. */
public final class Refusal extends Exception {
    private final int line;

    /** @param line in the rule's file, from 1, or 0 if the reason has no one place */
    public Refusal(int line, String reason) {
        super(reason, null, false, false);
        this.line = line;
    }

    public int line() {
        return line;
    }
}
