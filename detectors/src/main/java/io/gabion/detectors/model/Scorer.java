package io.gabion.detectors.model;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

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
    }

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
            case Encoding.Domain domain -> {
                var rows = inputs.stream().map(in -> domain.encode(domain(in))).toList();
                for (int from = 0; from < rows.size(); from += BATCH) {
                    var answer = run(rows, from);
                    for (int i = from; i < Math.min(rows.size(), from + BATCH); i++) {
                        scores[i] = rounded(answer[i - from]);
                    }
                }
            }
            case Encoding.Tokens tokens -> sequences(tokens, inputs, scores);
        }
        return scores;
    }

    /** One less the mean probability that was given to the events: a single one that was never seen weighs no more than 1. */
    private void sequences(Encoding.Tokens encoding, List<? extends Input> inputs, double[] scores) throws IOException {
        var windows = new ArrayList<Windows.Window>();
        for (int i = 0; i < scores.length; i++) {
            windows.addAll(Windows.of(i, encoding.encode(tokens(inputs.get(i))), encoding.length()));
        }
        var sums = new double[scores.length];
        var counts = new int[scores.length];
        var rows = windows.stream().map(Windows.Window::inputs).toList();
        for (int from = 0; from < rows.size(); from += BATCH) {
            var answer = run(rows, from);
            for (int row = 0; row < Math.min(BATCH, rows.size() - from); row++) {
                var window = windows.get(from + row);
                for (int step = window.first(); step < window.targets().length; step++) {
                    int at = (step * BATCH + row) * encoding.ids() + (int) window.targets()[step];
                    sums[window.trace()] += 1 - Math.exp(answer[at]);
                    counts[window.trace()]++;
                }
            }
        }
        for (int i = 0; i < scores.length; i++) {
            scores[i] = counts[i] == 0 ? 0 : rounded(sums[i] / counts[i]);
        }
    }

    private float[] run(List<long[]> rows, int from) throws IOException {
        var batch = new long[BATCH * encoding.length()];
        for (int i = 0; i < BATCH && from + i < rows.size(); i++) {
            System.arraycopy(rows.get(from + i), 0, batch, i * encoding.length(), encoding.length());
        }
        return session.run(batch);
    }

    private static String domain(Input input) {
        return switch (input) {
            case Input.Domain(var domain) -> domain;
            case Input.Tokens _ -> throw new IllegalArgumentException("the model judges a domain");
        };
    }

    private static List<String> tokens(Input input) {
        return switch (input) {
            case Input.Tokens(var tokens) -> tokens;
            case Input.Domain _ -> throw new IllegalArgumentException("the model judges tokens");
        };
    }

    private static double rounded(double score) {
        return Math.rint(score * STEP) / STEP;
    }

    @Override
    public void close() {
        session.close();
    }
}
