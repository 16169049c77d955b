package io.gabion.detectors.model.train;

import com.fasterxml.jackson.databind.JsonNode;
import io.gabion.detectors.model.Column;
import io.gabion.detectors.model.Encoding;
import io.gabion.detectors.model.InputFile;
import io.gabion.detectors.model.MailEncoding;
import io.gabion.detectors.model.ModelCard.Kind;
import io.gabion.detectors.model.ModelCard.Learnt;
import io.gabion.detectors.model.Scorer.Input;
import io.gabion.detectors.model.Session;
import io.gabion.detectors.model.VectorEncoding;
import io.gabion.detectors.model.train.Train.Order;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Learns which rows are malicious from lines that say so, {@code "label":1}: domains, mails, or vectors. What the lines hold says
 * which of them it is.
 */
final class LabelTraining {
    static void run(Order order, Consumer<String> progress) throws IOException {
        var parts = Parts.of(InputFile.read(order.in()), order.seed());
        if (parts.held().isEmpty()) {
            throw new IOException("too few rows");
        }
        var encoding = encoding(order.kind(), parts.learnt());
        var rows = new ArrayList<long[]>();
        var labels = new float[parts.learnt().size()];
        for (var row : parts.learnt()) {
            labels[rows.size()] = row.path("label").asInt();
            rows.add(encoding.row(InputFile.input(encoding, row)));
        }
        var ids = rows.toArray(long[][]::new);
        try (var training = classifier(encoding, order.seed())) {
            training.classify(ids, labels, progress);
            var onnx = training.onnx();
            var benign = new ArrayList<Input>();
            var malicious = new ArrayList<Input>();
            for (var row : parts.held()) {
                (row.path("label").asInt() == 0 ? benign : malicious).add(InputFile.input(encoding, row));
            }
            if (benign.isEmpty() || malicious.isEmpty()) {
                throw new IOException("too few rows, or only of one label");
            }
            Written.write(
                    order,
                    encoding,
                    encoding instanceof VectorEncoding vector
                            ? new Learnt(List.of(), List.of(), vector.columns())
                            : Learnt.NOTHING,
                    onnx,
                    ids.length,
                    benign,
                    malicious,
                    Map.of("parity", parity(training, onnx, ids)));
        }
    }

    private static Encoding.Row encoding(Kind kind, List<JsonNode> rows) throws IOException {
        if (kind == Kind.triage) {
            return new VectorEncoding(Column.all(rows), InputFile.made(rows));
        }
        return rows.getFirst().has("domain") ? new Encoding.Domain() : new MailEncoding();
    }

    private static Classifier classifier(Encoding.Row encoding, long seed) {
        return switch (encoding) {
            case Encoding.Domain domain ->
                new GruTraining(new GruTraining.Plan(domain.ids(), 24, 80, 1, 5, 4e-3f, seed));
            case MailEncoding mail ->
                new BagTraining(new BagTraining.Plan(mail.length(), mail.ids(), 16, 8, 4e-3f, true, seed));
            case VectorEncoding vector ->
                new BagTraining(new BagTraining.Plan(vector.length(), vector.ids(), 64, 15, 3e-3f, false, seed));
        };
    }

    private static double parity(Classifier training, byte[] onnx, long[][] rows) throws IOException {
        var sample = Parity.sample(rows);
        var trained = training.logits(sample);
        for (int i = 0; i < trained.length; i++) {
            trained[i] = (float) (1 / (1 + Math.exp(-trained[i])));
        }
        return Parity.check(trained, Session.once(onnx, sample));
    }

    private LabelTraining() {}
}
