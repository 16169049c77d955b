package io.gabion.detectors.model.train;

import io.gabion.detectors.model.Encoding;
import io.gabion.detectors.model.InputFile;
import io.gabion.detectors.model.ModelCard.Learnt;
import io.gabion.detectors.model.Scorer;
import io.gabion.detectors.model.Scorer.Input;
import io.gabion.detectors.model.Session;
import io.gabion.detectors.model.train.GruTraining.Plan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Learns which domain names a program made: lines are {@code {"domain":"…","label":0}} with label 1 for malicious. */
final class TextTraining {
    private static final int EPOCHS = 5;

    static void run(Train.Order order, Consumer<String> progress) throws IOException {
        var rows = InputFile.read(order.in());
        var parts = Parts.of(rows, order.seed());
        var encoding = new Encoding.Domain();
        var learnt = parts.learnt();
        var ids = learnt.stream()
                .map(row -> encoding.encode(row.path("domain").asText()))
                .toArray(long[][]::new);
        var labels = new float[ids.length];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = learnt.get(i).path("label").asInt();
        }
        var plan = new Plan(encoding.ids(), 24, 80, 1, EPOCHS, 4e-3f, order.seed());
        try (var training = new GruTraining(plan)) {
            training.classify(ids, labels, progress);
            var onnx = training.weights().classifier(Scorer.BATCH, encoding.length());
            var benign = new ArrayList<Input>();
            var malicious = new ArrayList<Input>();
            for (var row : parts.held()) {
                (row.path("label").asInt() == 0 ? benign : malicious)
                        .add(new Input.Domain(row.path("domain").asText()));
            }
            if (benign.isEmpty() || malicious.isEmpty()) {
                throw new IOException("too few rows, or only of one label");
            }
            Written.write(
                    order,
                    encoding,
                    Learnt.NOTHING,
                    onnx,
                    ids.length,
                    benign,
                    malicious,
                    Map.of("parity", parity(training, onnx, ids)));
        }
    }

    private static double parity(GruTraining training, byte[] onnx, long[][] rows) throws IOException {
        var sample = Parity.sample(rows);
        var trained = training.logits(sample);
        for (int i = 0; i < trained.length; i++) {
            trained[i] = (float) (1 / (1 + Math.exp(-trained[i])));
        }
        return Parity.check(trained, Session.once(onnx, sample));
    }

    private TextTraining() {}
}
