package io.gabion.protocol.rule;

import java.util.List;

/**
 * What one model said of some observations, journaled with them: it is never asked again.
 *
 * @param version a hash of its weights
 * @param threshold a score from here on is flagged
 * @param asked how many observations it was to judge
 * @param without why it judged none of them, such as {@code slow}; empty if it judged
 * @param flagged by place, ascending; what scored below the threshold is only counted
 */
public record ModelScores(
        String model, String version, double threshold, int asked, String without, List<Score> flagged) {
    /** @param at its place in the list of observations @param what was judged, such as a domain name */
    public record Score(int at, String what, double score) {}

    public ModelScores {
        flagged = List.copyOf(flagged);
    }

    /** The same model's word on some of them only. */
    public ModelScores only(List<Score> some) {
        return new ModelScores(model, version, threshold, asked, without, some);
    }
}
