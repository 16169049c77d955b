package io.gabion.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.gabion.detectors.model.InputFile;
import io.gabion.detectors.model.Measures;
import io.gabion.detectors.model.Scorer;
import io.gabion.detectors.model.Scorer.Input;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The commands that run a model on a file of rows. */
final class ModelJudgeCommands {
    abstract static class Judging implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "MODEL", description = "A model's folder, or the name of a bundled one.")
        String model;

        @Parameters(index = "1", paramLabel = "FILE", description = "JSON lines in the model's form; plain or gzip.")
        Path file;

        abstract void print(Scorer scorer, List<JsonNode> rows, double[] scores) throws Refused;

        @Override
        public final Integer call() throws Exception {
            try (var scorer = ModelCommand.open(model)) {
                var rows = ModelCommand.rows(file);
                print(scorer, rows, scorer.score(inputs(file, scorer, rows)));
                return 0;
            }
        }
    }

    /** @throws Refused names the first line that is of another form */
    static List<Input> inputs(Path file, Scorer scorer, List<JsonNode> rows) throws Refused {
        var encoding = scorer.card().encoding();
        var inputs = new ArrayList<Input>();
        for (var row : rows) {
            try {
                inputs.add(InputFile.input(encoding, row));
            } catch (IOException e) {
                throw new Refused(Refused.UNAVAILABLE, file + ":" + (inputs.size() + 1) + ": " + e.getMessage());
            }
        }
        return inputs;
    }

    /** {@code gabion model score}. */
    @Command(name = "score", mixinStandardHelpOptions = true, description = "Prints a score for each line.")
    static final class Score extends Judging {
        @Override
        void print(Scorer scorer, List<JsonNode> rows, double[] scores) {
            for (int i = 0; i < scores.length; i++) {
                System.out.println(JsonNodeFactory.instance
                        .objectNode()
                        .put("line", i + 1)
                        .put("score", scores[i])
                        .put("flagged", scorer.flagged(scores[i])));
            }
        }
    }

    /** {@code gabion model evaluate}. */
    @Command(
            name = "evaluate",
            mixinStandardHelpOptions = true,
            description = "Measures a model on lines that carry a \"label\": 0 for benign, 1 for malicious.")
    static final class Evaluate extends Judging {
        @Override
        void print(Scorer scorer, List<JsonNode> rows, double[] scores) throws Refused {
            var benign = labelled(rows, scores, 0);
            var malicious = labelled(rows, scores, 1);
            if (benign.length == 0 || malicious.length == 0) {
                throw new Refused(Refused.UNAVAILABLE, file + ": lines of label 0 and of label 1 are needed");
            }
            double atOne = Measures.threshold(benign, 0.01);
            System.out.println(JsonNodeFactory.instance
                    .objectNode()
                    .put("model", scorer.card().id())
                    .put("version", scorer.card().version())
                    .put("benign", benign.length)
                    .put("malicious", malicious.length)
                    .put("auc", Measures.auc(benign, malicious))
                    .put("recallAt1PercentFalse", Measures.share(malicious, atOne))
                    .put("flaggedBenign", Measures.share(benign, scorer.card().threshold()))
                    .put(
                            "flaggedMalicious",
                            Measures.share(malicious, scorer.card().threshold())));
        }

        private static double[] labelled(List<JsonNode> rows, double[] scores, int label) {
            return IntStream.range(0, scores.length)
                    .filter(i -> rows.get(i).path("label").asInt(-1) == label)
                    .mapToDouble(i -> scores[i])
                    .sorted()
                    .toArray();
        }
    }

    private ModelJudgeCommands() {}
}
