package io.gabion.detectors.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Whether one model may take another's place, on rows that people have labelled: among as many alerts, no fewer true ones;
 * at its own threshold, no fewer malicious rows found, and no more false alerts than the budget or the old model's, whichever is more.
 *
 * @param budget alerts, as a share of the rows; and false alerts, as a share of the benign ones
 */
public record Gate(double budget) {
    /** Of each label; with fewer, chance decides. */
    public static final int LEAST = 20;

    /** How one model does. @param precision among the highest scores that the budget has room for */
    public record Figures(double precision, double recall, double falseShare) {
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT, "precision %.3f, recall %.3f, false alerts %.4f", precision, recall, falseShare);
        }
    }

    /** @param reasons why not, each a sentence; none if it may */
    public record Judgement(Figures active, Figures shadow, List<String> reasons) {
        public Judgement {
            reasons = List.copyOf(reasons);
        }

        public boolean passes() {
            return reasons.isEmpty();
        }
    }

    /** One model's word on the rows. */
    public record Word(double[] scores, double threshold) {}

    /** @param malicious row by row */
    public Judgement judge(boolean[] malicious, Word active, Word shadow) {
        var before = figures(malicious, active);
        var after = figures(malicious, shadow);
        var reasons = new ArrayList<String>();
        long bad =
                IntStream.range(0, malicious.length).filter(i -> malicious[i]).count();
        if (bad < LEAST || malicious.length - bad < LEAST) {
            reasons.add("%d malicious and %d benign rows are too few to judge by: %d of each are needed"
                    .formatted(bad, malicious.length - bad, LEAST));
        }
        if (after.precision() < before.precision()) {
            reasons.add(String.format(
                    Locale.ROOT,
                    "among the %d highest scores %.3f are right, with the active model %.3f",
                    room(malicious.length),
                    after.precision(),
                    before.precision()));
        }
        if (after.recall() < before.recall()) {
            reasons.add(String.format(
                    Locale.ROOT,
                    "it finds %.3f of the malicious rows, the active model %.3f",
                    after.recall(),
                    before.recall()));
        }
        if (after.falseShare() > Math.max(budget, before.falseShare())) {
            reasons.add(String.format(
                    Locale.ROOT,
                    "it flags %.4f of the benign rows, the active model %.4f, and the budget is %.4f",
                    after.falseShare(),
                    before.falseShare(),
                    budget));
        }
        return new Judgement(before, after, reasons);
    }

    private int room(int rows) {
        return (int) Math.max(1, Math.round(budget * rows));
    }

    private Figures figures(boolean[] malicious, Word word) {
        // Of equal scores the benign ones first: a model that says the same of everything gains nothing by it.
        long right = IntStream.range(0, malicious.length)
                .boxed()
                .sorted(Comparator.<Integer>comparingDouble(i -> -word.scores()[i])
                        .thenComparing(i -> malicious[i]))
                .limit(room(malicious.length))
                .filter(i -> malicious[i])
                .count();
        return new Figures(
                (double) right / room(malicious.length),
                Measures.share(of(true, malicious, word), word.threshold()),
                Measures.share(of(false, malicious, word), word.threshold()));
    }

    private static double[] of(boolean label, boolean[] malicious, Word word) {
        return IntStream.range(0, malicious.length)
                .filter(i -> malicious[i] == label)
                .mapToDouble(i -> word.scores()[i])
                .toArray();
    }
}
