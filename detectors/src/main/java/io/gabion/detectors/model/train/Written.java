package io.gabion.detectors.model.train;

import io.gabion.detectors.model.Encoding;
import io.gabion.detectors.model.Measures;
import io.gabion.detectors.model.ModelCard;
import io.gabion.detectors.model.ModelFolder;
import io.gabion.detectors.model.OnnxGraph;
import io.gabion.detectors.model.Scorer;
import io.gabion.detectors.model.Scorer.Input;
import io.gabion.protocol.Names;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Calibrates a trained network on rows that were held back, as it will be served, and writes its folder. */
final class Written {
    private static final double FALSE_SHARE = 0.01;

    /** @param malicious held back, may be empty @param further figures for the card */
    static void write(
            Train.Order order,
            Encoding encoding,
            List<String> vocabulary,
            byte[] onnx,
            long rows,
            List<Input> benign,
            List<Input> malicious,
            Map<String, Double> further)
            throws IOException {
        var sha = Names.hash(onnx);
        var bare = new ModelCard(
                order.id(),
                sha.substring(0, 12),
                order.kind(),
                encoding.schema(),
                encoding.schemaHash(),
                vocabulary,
                Names.hash(Files.readAllBytes(order.in())),
                order.origin(),
                rows,
                order.seed(),
                OnnxGraph.OPSET,
                further,
                1,
                List.of(),
                sha);
        try (var scorer = new ModelFolder.Checked(bare, onnx).open()) {
            var normal = sorted(scorer, benign);
            var metrics = new TreeMap<>(further);
            double threshold = Measures.threshold(normal, FALSE_SHARE);
            if (!malicious.isEmpty()) {
                var bad = sorted(scorer, malicious);
                metrics.put("auc", Measures.auc(normal, bad));
                metrics.put("recall-at-1-percent", Measures.share(bad, threshold));
            }
            metrics.put("false-share", Measures.share(normal, threshold));
            var card = new ModelCard(
                    bare.id(),
                    bare.version(),
                    bare.kind(),
                    bare.schema(),
                    bare.schemaHash(),
                    vocabulary,
                    bare.trainingData(),
                    bare.origin(),
                    rows,
                    bare.seed(),
                    bare.opset(),
                    metrics,
                    threshold,
                    histogram(normal),
                    sha);
            Files.createDirectories(order.out());
            // The card last: a folder without one is no model.
            Files.deleteIfExists(order.out().resolve(ModelFolder.CARD));
            Files.write(order.out().resolve(ModelFolder.WEIGHTS), onnx);
            Files.write(order.out().resolve(ModelFolder.CARD), card.write());
        }
    }

    private static double[] sorted(Scorer scorer, List<Input> inputs) throws IOException {
        var scores = scorer.score(inputs);
        Arrays.sort(scores);
        return scores;
    }

    private static List<Integer> histogram(double[] scores) {
        var bins = new Integer[ModelCard.BINS];
        Arrays.fill(bins, 0);
        for (double score : scores) {
            bins[Math.min(ModelCard.BINS - 1, (int) (score * ModelCard.BINS))]++;
        }
        return List.of(bins);
    }

    private Written() {}
}
