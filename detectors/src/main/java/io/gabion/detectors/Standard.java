package io.gabion.detectors;

import io.gabion.detectors.threshold.Guessing;
import java.util.List;

/** The detectors of this module, in the order in which they run. */
final class Standard {
    static List<Detector<?>> detectors() {
        return List.of(new Guessing());
    }

    private Standard() {}
}
