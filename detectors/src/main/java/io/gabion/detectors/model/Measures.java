package io.gabion.detectors.model;

import java.util.Arrays;

/** How well scores tell malicious from benign. */
public final class Measures {
    /** The chance that a malicious row scores higher than a benign one; a tie is half. Both ascending. */
    public static double auc(double[] benign, double[] malicious) {
        double sum = 0;
        int below = 0;
        int upTo = 0;
        for (double score : malicious) {
            while (below < benign.length && benign[below] < score) {
                below++;
            }
            upTo = Math.max(upTo, below);
            while (upTo < benign.length && benign[upTo] <= score) {
                upTo++;
            }
            sum += below + (upTo - below) / 2.0;
        }
        return sum / benign.length / malicious.length;
    }

    /** Just above the score that so small a share of benign rows reaches. @param benign ascending */
    public static double threshold(double[] benign, double share) {
        int place = (int) Math.floor(benign.length * (1 - share));
        return Math.nextUp(benign[Math.min(benign.length - 1, place)]);
    }

    public static double share(double[] scores, double threshold) {
        int count = 0;
        for (double score : scores) {
            count += score >= threshold ? 1 : 0;
        }
        return scores.length == 0 ? 0 : (double) count / scores.length;
    }

    /** @param value from 0 to 1 */
    public static int bin(double value, int bins) {
        return Math.max(0, Math.min(bins - 1, (int) (value * bins)));
    }

    /**
     * Population stability index: how far the shares of one histogram are from another's. Below 0.1 nothing, from 0.25 on a
     * change. Empty parts count as half a row, so that one row in a new part is not the end of the world.
     */
    public static double psi(int[] reference, int[] now) {
        double allReference = Arrays.stream(reference).sum() + reference.length / 2.0;
        double allNow = Arrays.stream(now).sum() + now.length / 2.0;
        double sum = 0;
        for (int i = 0; i < reference.length; i++) {
            double before = (reference[i] + 0.5) / allReference;
            double after = (now[i] + 0.5) / allNow;
            sum += (after - before) * Math.log(after / before);
        }
        return sum;
    }

    private Measures() {}
}
