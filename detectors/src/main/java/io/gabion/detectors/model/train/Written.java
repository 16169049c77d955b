package io.gabion.detectors.model.train;

import io.gabion.detectors.model.Encoding;
import io.gabion.detectors.model.Measures;
import io.gabion.detectors.model.ModelCard;
import io.gabion.detectors.model.ModelCard.Learnt;
import io.gabion.detectors.model.ModelCard.Reference;
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
    /** @param malicious held back, may be empty @param further figures for the card */
    static void write(
            Train.Order order,
            Encoding encoding,
            Learnt learnt,
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
                learnt,
                Names.hash(Files.readAllBytes(order.in())),
                order.origin(),
                rows,
                order.seed(),
                OnnxGraph.OPSET,
                further,
                1,
                ModelCard.Reference.NONE,
                sha);
        try (var scorer = new ModelFolder.Checked(bare, onnx).open()) {
            var normal = sorted(scorer, benign);
            var metrics = new TreeMap<>(further);
            double threshold = Measures.threshold(normal, order.falseShare());
            if (!malicious.isEmpty()) {
                var bad = sorted(scorer, malicious);
                metrics.put("auc", Measures.auc(normal, bad));
                metrics.put("recall", Measures.share(bad, threshold));
            }
            metrics.put("false-share", Measures.share(normal, threshold));
            var card = bare.calibrated(metrics, threshold, new Reference(histogram(normal), spread(encoding, benign)));
            new ModelFolder.Checked(card, onnx).write(order.out());
        }
    }

    private static double[] sorted(Scorer scorer, List<Input> inputs) throws IOException {
        var scores = scorer.score(inputs);
        Arrays.sort(scores);
        return scores;
    }

    private static List<Integer> histogram(double[] scores) {
        var bins = new int[Encoding.BINS];
        for (double score : scores) {
            bins[Measures.bin(score, bins.length)]++;
        }
        return Arrays.stream(bins).boxed().toList();
    }

    private static Map<String, List<Integer>> spread(Encoding encoding, List<Input> benign) {
        var names = encoding.features();
        var counts = new int[names.size()][Encoding.BINS];
        benign.forEach(input -> encoding.count(input, counts));
        var spread = new TreeMap<String, List<Integer>>();
        for (int i = 0; i < counts.length; i++) {
            spread.put(names.get(i), Arrays.stream(counts[i]).boxed().toList());
        }
        return spread;
    }

    private Written() {}
}
