package io.gabion.detectors.model.train;

import io.gabion.detectors.model.Scorer;
import java.io.IOException;

/** How far what was exported is from what was trained: measured on a batch of rows, as it will be served. */
final class Parity {
    private static final double MOST = 1e-4;

    /**
     * @param trained logits after the last id, row by row
     * @param served what the exported model says at the same places
     * @return the greatest difference
     * @throws IOException if it is another model
     */
    static double check(float[] trained, double[] served) throws IOException {
        double worst = 0;
        for (int i = 0; i < served.length; i++) {
            worst = Math.max(worst, Math.abs(trained[i] - served[i]));
        }
        if (!(worst <= MOST)) {
            throw new IOException("the exported model differs from the trained one by " + worst);
        }
        return worst;
    }

    /** The first rows, as many as one call takes. */
    static long[][] sample(long[][] rows) {
        var sample = new long[Scorer.BATCH][];
        java.util.Arrays.setAll(sample, i -> rows[i % rows.length]);
        return sample;
    }

    private Parity() {}
}
