package io.gabion.detectors.model;

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

    private Measures() {}
}
