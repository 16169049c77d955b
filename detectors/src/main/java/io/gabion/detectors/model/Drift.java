package io.gabion.detectors.model;

import io.gabion.detectors.model.Scorer.Input;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Whether what a model is asked has become unlike what it was calibrated on: the population stability index of each feature
 * and of the score over the last {@value #WINDOW} to {@code 2 *} {@value #WINDOW} rows against its card, and Page and Hinkley's test on how often it flags.
 * For several threads.
 */
public final class Drift {
    public static final int WINDOW = 5_000;
    /** Before so many rows chance decides. */
    public static final int LEAST = 1_000;
    /** From here on the index means a change; the usual figure. */
    public static final double RED = 0.25;
    /** Flagged rows in excess of the mean, after the slack, that are a change. */
    static final double EXCESS = 50;

    private static final double SLACK = 0.005;
    private static final String SCORE = "score";

    /**
     * @param psi by feature, and of {@code score}; empty before {@value #LEAST} rows
     * @param flagged of all rows
     * @param alarms one sentence for each thing that is red
     */
    public record Reading(long rows, Map<String, Double> psi, double flagged, List<String> alarms) {
        public Reading {
            psi = new TreeMap<>(psi);
            alarms = List.copyOf(alarms);
        }
    }

    private final Encoding encoding;
    private final double threshold;
    private final List<int[]> reference = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private int[][] last;
    private int[][] now;
    private int inNow;
    private long rows;
    private long flags;
    private double sum;
    private double least;
    private double changedAt = -1;

    public Drift(ModelCard card) {
        this.encoding = card.encoding();
        this.threshold = card.threshold();
        for (var feature : encoding.features()) {
            add(feature, card.reference().features().getOrDefault(feature, List.of()));
        }
        add(SCORE, card.reference().scores());
        last = fresh();
        now = fresh();
    }

    private void add(String name, List<Integer> counts) {
        names.add(name);
        reference.add(counts.stream().mapToInt(Integer::intValue).toArray());
    }

    private int[][] fresh() {
        return new int[names.size()][Encoding.BINS];
    }

    /** @param scores in the order of the inputs */
    public synchronized void saw(List<? extends Input> inputs, double[] scores) {
        for (int i = 0; i < scores.length; i++) {
            if (inNow == WINDOW) {
                last = now;
                now = fresh();
                inNow = 0;
            }
            encoding.count(inputs.get(i), now);
            now[names.size() - 1][Measures.bin(scores[i], Encoding.BINS)]++;
            inNow++;
            rows++;
            test(scores[i] >= threshold);
        }
    }

    /** Page and Hinkley: how far the sum of what exceeds the mean has risen above its least. */
    private void test(boolean flagged) {
        flags += flagged ? 1 : 0;
        sum += (flagged ? 1 : 0) - (double) flags / rows - SLACK;
        least = Math.min(least, sum);
        if (sum - least > EXCESS) {
            changedAt = rows;
            sum = 0;
            least = 0;
        }
    }

    public synchronized Reading read() {
        var psi = new TreeMap<String, Double>();
        var alarms = new ArrayList<String>();
        if (rows >= LEAST) {
            for (int i = 0; i < names.size(); i++) {
                measure(i, psi, alarms);
            }
        }
        // For as long as the rows that showed it are among those that are looked at.
        if (changedAt >= 0 && rows - changedAt < WINDOW) {
            alarms.add("it flags more than it did: %d of the %d rows so far".formatted(flags, rows));
        }
        return new Reading(rows, psi, rows == 0 ? 0 : (double) flags / rows, alarms);
    }

    private void measure(int feature, Map<String, Double> psi, List<String> alarms) {
        var before = reference.get(feature);
        if (before.length != Encoding.BINS || Arrays.stream(before).sum() == 0) {
            return;
        }
        var seen = new int[Encoding.BINS];
        Arrays.setAll(seen, bin -> last[feature][bin] + now[feature][bin]);
        double index = Measures.psi(before, seen);
        psi.put(names.get(feature), index);
        if (index >= RED) {
            alarms.add(String.format(
                    Locale.ROOT,
                    "the spread of %s is not what it was calibrated on (index %.2f, red from %.2f on)",
                    names.get(feature),
                    index,
                    RED));
        }
    }
}
