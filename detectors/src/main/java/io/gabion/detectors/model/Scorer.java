package io.gabion.detectors.model;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** An opened model: scores from 0 to 1, in the order of what it is given, see {@link Input}. By one thread at a time. */
public final class Scorer implements ModelPool.Judge {
    /** Rows of every call of the network; what is missing is padding. */
    public static final int BATCH = 64;

    /** So that the last bits of another processor do not decide. */
    private static final double STEP = 1e5;

    /** What a model judges. */
    public sealed interface Input {
        record Domain(String domain) implements Input {}

        record Tokens(List<String> tokens) implements Input {
            public Tokens {
                tokens = List.copyOf(tokens);
            }
        }

        /** @param headers the lines before the body, or empty if they are not known */
        record Mail(String headers, String subject, String body) implements Input {
            public Mail(String subject, String body) {
                this("", subject, body);
            }
        }

        /** @param values numbers, or words, column by column */
        record Vector(List<String> values) implements Input {
            public Vector {
                values = List.copyOf(values);
            }
        }
    }

    /** Of a vector's surprise, the score of one half: some unlikely value. */
    private static final double HALF = 10;

    /** Learnt mixes that a trace is held against. */
    private static final int NEAREST = 3;

    /** Logarithm of how likely an event is below which it counts as unlikely: one in five. */
    private static final double UNLIKELY = Math.log(0.2);

    /** What is said of one input. */
    private static final int STANDING_OUT = 3;

    private final ModelCard card;
    private final Encoding encoding;
    private final Session session;

    private Scorer(ModelCard card, Encoding encoding, Session session) {
        this.card = card;
        this.encoding = encoding;
        this.session = session;
    }

    static Scorer open(ModelCard card, byte[] onnx) throws IOException {
        var encoding = card.encoding();
        return new Scorer(card, encoding, new Session(onnx, BATCH, encoding.length()));
    }

    public ModelCard card() {
        return card;
    }

    public boolean flagged(double score) {
        return score >= card.threshold();
    }

    /** @throws IOException if the model cannot say @throws IllegalArgumentException for another model's input */
    @Override
    public double[] score(List<? extends Input> inputs) throws IOException {
        var scores = new double[inputs.size()];
        switch (encoding) {
            case VectorEncoding vector
            when card.kind() == ModelCard.Kind.autoencoder -> vectors(vector, inputs, scores);
            case Encoding.Row rows -> labels(rows, inputs, scores);
            case Encoding.Tokens tokens -> sequences(tokens, inputs, scores);
        }
        for (double score : scores) {
            if (!(score >= 0 && score <= 1)) {
                throw new IOException("the model gave " + score + ", no number from 0 to 1");
            }
        }
        return scores;
    }

    private void labels(Encoding.Row encoding, List<? extends Input> inputs, double[] scores) throws IOException {
        var rows = inputs.stream().map(encoding::row).toList();
        for (int from = 0; from < rows.size(); from += BATCH) {
            var answer = run(rows, from, 1);
            for (int i = from; i < Math.min(rows.size(), from + BATCH); i++) {
                scores[i] = rounded(answer[i - from]);
            }
        }
    }

    /**
     * Half of it: how many of the events were unlikely, so that a single one that was never seen weighs no more than 1. The
     * other half: how far the mix of events is from the nearest three that were learnt, as Hellinger's distance.
     */
    private void sequences(Encoding.Tokens encoding, List<? extends Input> inputs, double[] scores) throws IOException {
        var sums = new double[scores.length];
        var counts = new int[scores.length];
        events(encoding, inputs, (trace, likely) -> {
            sums[trace] += likely < UNLIKELY ? 1 : 0;
            counts[trace]++;
        });
        for (int i = 0; i < scores.length; i++) {
            scores[i] = counts[i] == 0
                    ? 0
                    : rounded((sums[i] / counts[i] + foreign(encoding, Encoding.Tokens.tokens(inputs.get(i)))) / 2);
        }
    }

    /** Told of every event of every trace, trace by trace, in order. */
    private interface Likelihoods {
        /** @param likely logarithm of how likely the event was after those before it */
        void event(int trace, double likely);
    }

    private void events(Encoding.Tokens encoding, List<? extends Input> inputs, Likelihoods told) throws IOException {
        var windows = new ArrayList<Windows.Window>();
        for (int i = 0; i < inputs.size(); i++) {
            windows.addAll(Windows.of(i, encoding.encode(Encoding.Tokens.tokens(inputs.get(i))), encoding.length()));
        }
        var rows = windows.stream().map(Windows.Window::inputs).toList();
        for (int from = 0; from < rows.size(); from += BATCH) {
            var answer = run(rows, from, encoding.length() * encoding.ids());
            for (int row = 0; row < Math.min(BATCH, rows.size() - from); row++) {
                var window = windows.get(from + row);
                for (int step = window.first(); step < window.targets().length; step++) {
                    int at = (step * BATCH + row) * encoding.ids() + (int) window.targets()[step];
                    if (Float.isNaN(answer[at])) {
                        throw new IOException("the model gave no number for how likely an event is");
                    }
                    told.event(window.trace(), answer[at]);
                }
            }
        }
    }

    /** The mean distance of the {@value #NEAREST} nearest: one odd trace among the learnt ones does not excuse others like it. */
    private double foreign(Encoding.Tokens encoding, List<String> tokens) {
        var mix = encoding.mix(tokens);
        var nearest = new double[Math.clamp(card.learnt().mixes().size(), 1, NEAREST)];
        for (var learnt : card.learnt().mixes()) {
            double common = 0;
            for (var part : mix.entrySet()) {
                common += Math.sqrt(part.getValue() * learnt.getOrDefault(part.getKey(), 0.0));
            }
            for (int i = 0; i < nearest.length; i++) {
                if (common > nearest[i]) {
                    double next = nearest[i];
                    nearest[i] = common;
                    common = next;
                }
            }
        }
        double sum = 0;
        for (double common : nearest) {
            sum += Math.sqrt(Math.max(0, 1 - common));
        }
        return sum / nearest.length;
    }

    /** The length s of the vector of surprises, a value's surprise being -log of how likely it was, as s / (s + {@value #HALF}). */
    private void vectors(VectorEncoding encoding, List<? extends Input> inputs, double[] scores) throws IOException {
        var surprises = surprises(encoding, inputs);
        for (int i = 0; i < scores.length; i++) {
            double length =
                    Math.sqrt(Arrays.stream(surprises.get(i)).map(s -> s * s).sum());
            scores[i] = rounded(length / (length + HALF));
        }
    }

    /** Of each input, how surprising each of its values is. */
    private List<double[]> surprises(VectorEncoding encoding, List<? extends Input> inputs) throws IOException {
        var rows = inputs.stream().map(encoding::row).toList();
        var surprises = new ArrayList<double[]>();
        int width = encoding.ids();
        for (int from = 0; from < rows.size(); from += BATCH) {
            var logits = run(rows, from, width);
            for (int i = from; i < Math.min(rows.size(), from + BATCH); i++) {
                var of = new double[encoding.length()];
                for (int column = 0; column < of.length; column++) {
                    int first = (i - from) * width + column * encoding.parts();
                    int held = (i - from) * width + (int) rows.get(i)[column];
                    of[column] = logSum(logits, first, encoding.parts()) - logits[held];
                }
                surprises.add(of);
            }
        }
        return surprises;
    }

    /** The most surprising values of each vector, or events of each trace; nothing of other inputs. */
    @Override
    public List<List<Integer>> standingOut(List<? extends Input> inputs) throws IOException {
        return switch (encoding) {
            case VectorEncoding vector
            when card.kind() == ModelCard.Kind.autoencoder ->
                surprises(vector, inputs).stream().map(Scorer::most).toList();
            case Encoding.Row _ -> inputs.stream().map(_ -> List.<Integer>of()).toList();
            case Encoding.Tokens tokens -> {
                var surprises = inputs.stream().map(_ -> DoubleStream.builder()).toList();
                events(tokens, inputs, (trace, likely) -> surprises.get(trace).add(-likely));
                yield surprises.stream().map(s -> most(s.build().toArray())).toList();
            }
        };
    }

    /** Places of the {@value #STANDING_OUT} greatest, the greatest first; what is not surprising does not stand out. */
    private static List<Integer> most(double[] surprises) {
        return IntStream.range(0, surprises.length)
                .boxed()
                .filter(i -> surprises[i] > -UNLIKELY)
                .sorted(Comparator.comparingDouble((Integer i) -> Math.rint(-surprises[i] * 1e3)))
                .limit(STANDING_OUT)
                .toList();
    }

    private static double logSum(float[] logits, int from, int count) {
        double most = Double.NEGATIVE_INFINITY;
        for (int i = from; i < from + count; i++) {
            most = Math.max(most, logits[i]);
        }
        double sum = 0;
        for (int i = from; i < from + count; i++) {
            sum += Math.exp(logits[i] - most);
        }
        return most + Math.log(sum);
    }

    /** @param each numbers that the network gives for each row */
    private float[] run(List<long[]> rows, int from, int each) throws IOException {
        var batch = new long[BATCH * encoding.length()];
        for (int i = 0; i < BATCH && from + i < rows.size(); i++) {
            System.arraycopy(rows.get(from + i), 0, batch, i * encoding.length(), encoding.length());
        }
        var answer = session.run(batch);
        if (answer.length != BATCH * each) {
            throw new IOException("the model gives %d numbers, not %d".formatted(answer.length, BATCH * each));
        }
        return answer;
    }

    private static double rounded(double score) {
        return Math.rint(score * STEP) / STEP;
    }

    @Override
    public void close() {
        session.close();
    }
}
