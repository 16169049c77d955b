package io.gabion.detectors.model.train;

import com.fasterxml.jackson.databind.JsonNode;
import io.gabion.detectors.model.Encoding;
import io.gabion.detectors.model.InputFile;
import io.gabion.detectors.model.ModelCard.Learnt;
import io.gabion.detectors.model.Scorer;
import io.gabion.detectors.model.Scorer.Input;
import io.gabion.detectors.model.Session;
import io.gabion.detectors.model.Windows;
import io.gabion.detectors.model.train.GruTraining.Plan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Learns what follows what in harmless traces: lines are {@code {"tokens":["…"]}}, and of those with a {@code "label"} only
 * 0 is learnt; label 1 gives figures.
 */
final class SequenceTraining {
    private static final int EPOCHS = 20;

    static void run(Train.Order order, Consumer<String> progress) throws IOException {
        var all = InputFile.read(order.in());
        var malicious =
                all.stream().filter(row -> row.path("label").asInt() != 0).toList();
        var benign = all.stream().filter(row -> row.path("label").asInt() == 0).toList();
        var parts = Parts.of(benign, order.seed());
        var vocabulary = new TreeSet<String>();
        parts.learnt().forEach(row -> vocabulary.addAll(tokens(row)));
        var encoding = Encoding.Tokens.of(List.copyOf(vocabulary));
        var rows = new ArrayList<long[]>();
        for (var row : parts.learnt()) {
            for (var window : Windows.of(0, encoding.encode(tokens(row)), encoding.length())) {
                rows.add(window.row());
            }
        }
        var plan = new Plan(encoding.ids(), 32, 128, encoding.ids(), EPOCHS, 6e-3f, order.seed());
        try (var training = new GruTraining(plan)) {
            training.predict(rows.toArray(long[][]::new), progress);
            var onnx = training.weights().nextEvent(Scorer.BATCH, encoding.length());
            var held = inputs(parts.held());
            if (held.isEmpty()) {
                throw new IOException("too few traces");
            }
            Written.write(
                    order,
                    encoding,
                    new Learnt(encoding.vocabulary(), mixes(encoding, parts.learnt()), List.of()),
                    onnx,
                    parts.learnt().size(),
                    held,
                    inputs(malicious),
                    Map.of("parity", parity(training, onnx, rows)));
        }
    }

    private static List<Input> inputs(List<JsonNode> rows) {
        return rows.stream().<Input>map(row -> new Input.Tokens(tokens(row))).toList();
    }

    private static List<Map<Integer, Double>> mixes(Encoding.Tokens encoding, List<JsonNode> rows) {
        return rows.stream()
                .map(SequenceTraining::tokens)
                .filter(tokens -> !tokens.isEmpty())
                .map(encoding::mix)
                .distinct()
                .limit(Learnt.MIXES)
                .toList();
    }

    /** At the last place of each window. */
    private static double parity(GruTraining training, byte[] onnx, List<long[]> rows) throws IOException {
        var sample = Parity.sample(rows.stream()
                .map(row -> java.util.Arrays.copyOf(row, row.length - 1))
                .toArray(long[][]::new));
        var trained = training.logits(sample);
        int width = trained.length / sample.length;
        for (int row = 0; row < sample.length; row++) {
            double sum = 0;
            for (int i = 0; i < width; i++) {
                sum += Math.exp(trained[row * width + i]);
            }
            for (int i = 0; i < width; i++) {
                trained[row * width + i] -= (float) Math.log(sum);
            }
        }
        var served = Session.once(onnx, sample);
        return Parity.check(
                trained, java.util.Arrays.copyOfRange(served, served.length - trained.length, served.length));
    }

    private static List<String> tokens(JsonNode row) {
        return row.path("tokens").valueStream().map(JsonNode::asText).toList();
    }

    private SequenceTraining() {}
}
