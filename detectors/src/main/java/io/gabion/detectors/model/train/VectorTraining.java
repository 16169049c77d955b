package io.gabion.detectors.model.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.core.Embedding;
import com.fasterxml.jackson.databind.JsonNode;
import io.gabion.detectors.model.Column;
import io.gabion.detectors.model.InputFile;
import io.gabion.detectors.model.ModelCard.Learnt;
import io.gabion.detectors.model.Reconstruction;
import io.gabion.detectors.model.Scorer;
import io.gabion.detectors.model.Scorer.Input;
import io.gabion.detectors.model.Session;
import io.gabion.detectors.model.VectorEncoding;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Learns what harmless rows look like: lines are {@code {"vector":[…]}} of numbers or words, and of those with a
 * {@code "label"} only 0 is learnt; label 1 that is held back gives figures. Part of each row is exchanged for other rows' values
 * while it learns, and it is to say the row as it was: so it learns which values go together.
 */
final class VectorTraining implements AutoCloseable {
    private static final int EPOCHS = 20;
    private static final int HIDDEN = 128;
    private static final int BOTTLENECK = 24;
    private static final double EXCHANGED = 0.3;
    private static final int LEAST = 100;

    private final VectorEncoding encoding;
    private final Descent descent;

    private VectorTraining(VectorEncoding encoding, long seed) {
        this.encoding = encoding;
        this.descent = new Descent(3e-3f, seed);
        double spread = 1 / Math.sqrt(HIDDEN);
        descent.weight("embedding", 1 / Math.sqrt(encoding.length()), encoding.ids(), HIDDEN);
        descent.weight("bIn", spread, HIDDEN);
        descent.weight("wNarrow", spread, BOTTLENECK, HIDDEN);
        descent.weight("bNarrow", spread, BOTTLENECK);
        descent.weight("wWide", 1 / Math.sqrt(BOTTLENECK), HIDDEN, BOTTLENECK);
        descent.weight("bWide", spread, HIDDEN);
        descent.weight("wOut", spread, encoding.ids(), HIDDEN);
        descent.weight("bOut", spread, encoding.ids());
    }

    static void run(Train.Order order, Consumer<String> progress) throws IOException {
        var rows = InputFile.read(order.in());
        var benign = rows.stream().filter(row -> row.path("label").asInt() == 0).toList();
        var parts = Parts.of(benign, order.seed());
        if (parts.learnt().size() < LEAST) {
            throw new IOException("fewer than " + LEAST + " harmless rows to learn");
        }
        var encoding = new VectorEncoding(Column.all(parts.learnt()), InputFile.made(rows));
        var ids = new ArrayList<long[]>();
        for (var input : inputs(encoding, parts.learnt())) {
            ids.add(encoding.row(input));
        }
        var learnt = ids.toArray(long[][]::new);
        try (var training = new VectorTraining(encoding, order.seed())) {
            training.learn(learnt, progress);
            var onnx = training.weights().logits(Scorer.BATCH);
            var sample = Parity.sample(learnt);
            double parity = Parity.check(training.logits(sample), Session.once(onnx, sample));
            var malicious =
                    rows.stream().filter(row -> row.path("label").asInt() != 0).toList();
            Written.write(
                    order,
                    encoding,
                    new Learnt(List.of(), List.of(), encoding.columns()),
                    onnx,
                    learnt.length,
                    List.<Input>copyOf(inputs(encoding, parts.held())),
                    List.<Input>copyOf(inputs(encoding, malicious)),
                    Map.of("parity", parity));
        }
    }

    private static List<Input.Vector> inputs(VectorEncoding encoding, List<JsonNode> rows) throws IOException {
        var inputs = new ArrayList<Input.Vector>();
        for (var row : rows) {
            inputs.add((Input.Vector) InputFile.input(encoding, row));
        }
        return inputs;
    }

    private void learn(long[][] rows, Consumer<String> progress) {
        int parts = encoding.parts();
        descent.run(rows.length, EPOCHS, progress, (sub, chosen) -> {
            var given = new long[chosen.length][];
            var wanted = new long[chosen.length * encoding.length()];
            for (int i = 0; i < chosen.length; i++) {
                var row = rows[chosen[i]];
                given[i] = exchanged(row, rows, descent.random());
                for (int column = 0; column < row.length; column++) {
                    wanted[i * row.length + column] = row[column] - (long) column * parts;
                }
            }
            var likely = logits(sub, given)
                    .reshape(wanted.length, parts)
                    .logSoftmax(-1)
                    .gather(sub.create(wanted, new Shape(wanted.length, 1)), 1);
            return likely.sum().div(-chosen.length);
        });
    }

    private static long[] exchanged(long[] row, long[][] rows, Random random) {
        var given = row.clone();
        for (int column = 0; column < given.length; column++) {
            if (random.nextDouble() < EXCHANGED) {
                given[column] = rows[random.nextInt(rows.length)][column];
            }
        }
        return given;
    }

    private NDArray logits(NDManager sub, long[][] rows) {
        var ids = Descent.ids(sub, rows);
        var first = Embedding.embedding(ids, descent.weight("embedding"), SparseFormat.DENSE)
                .singletonOrThrow()
                .sum(new int[] {1})
                .add(descent.weight("bIn"))
                .maximum(0);
        var code = linear(first, "Narrow").tanh();
        return linear(linear(code, "Wide").maximum(0), "Out");
    }

    private NDArray linear(NDArray in, String layer) {
        return in.matMul(descent.weight("w" + layer).transpose()).add(descent.weight("b" + layer));
    }

    private float[] logits(long[][] rows) {
        try (var sub = descent.newSubManager()) {
            var logits = logits(sub, rows);
            logits.attach(sub);
            return logits.toFloatArray();
        }
    }

    private Reconstruction weights() {
        return new Reconstruction(
                encoding.length(),
                encoding.parts(),
                HIDDEN,
                BOTTLENECK,
                descent.values("embedding"),
                descent.values("bIn"),
                descent.values("wNarrow"),
                descent.values("bNarrow"),
                descent.values("wWide"),
                descent.values("bWide"),
                descent.values("wOut"),
                descent.values("bOut"));
    }

    @Override
    public void close() {
        descent.close();
    }
}
