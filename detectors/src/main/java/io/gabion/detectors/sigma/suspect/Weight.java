package io.gabion.detectors.sigma.suspect;

import io.gabion.protocol.suspicion.Severity;
import java.util.Optional;

/**
 * What a rule's hit weighs: by the rule's level, and the less the more hours there were in which the rule fired at the
 * same asset. About three rules of one level weigh as much as one of the next.
 */
final class Weight {
    /** By level, from informational to critical. */
    private static final double[] FULL = {0.3, 1, 3, 10, 30};

    /** The share of a level's weight that amounts to the level: a rule keeps its own in the second hour it fires. */
    private static final double ENOUGH = 0.8;

    /** @param hours earlier ones in which the rule fired there; half the weight is left after two */
    static double of(Severity level, double hours) {
        double twos = hours / 2;
        return FULL[level.ordinal()] / (1 + twos * twos);
    }

    /** Part of a script whose every step is known: as much as a rule three levels lower. */
    static final double ROUTINE = 1.0 / 30;

    /** The highest severity that it amounts to, if any. */
    static Optional<Severity> severity(double weight) {
        for (int i = FULL.length - 1; i >= 0; i--) {
            if (weight >= least(Severity.values()[i])) {
                return Optional.of(Severity.values()[i]);
            }
        }
        return Optional.empty();
    }

    static double least(Severity severity) {
        return ENOUGH * FULL[severity.ordinal()];
    }

    private Weight() {}
}
