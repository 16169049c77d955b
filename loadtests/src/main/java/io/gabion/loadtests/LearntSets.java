package io.gabion.loadtests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gabion.detectors.model.InputFile;
import io.gabion.detectors.model.Measures;
import io.gabion.detectors.model.ModelCard.Kind;
import io.gabion.detectors.model.ModelFolder;
import io.gabion.detectors.model.ModelFolder.Checked;
import io.gabion.detectors.model.Scorer.Input;
import io.gabion.detectors.model.train.Train;
import io.gabion.loadtests.Detection.Row;
import io.gabion.loadtests.Detection.Score;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Sets that models are judged on. What is learnt from harmless rows alone is learnt from four fifths of them and judged on the
 * rest and on all malicious ones; the bundled model is judged on all rows, of which it has learnt none.
 */
final class LearntSets {
    private static final long SEED = 5;
    private static final double FALSE_SHARE = 0.03;
    private static final int KDD_COLUMNS = 41;

    /** Scores, ascending. */
    private record Judged(double[] benign, double[] malicious, double threshold) {
        double auc() {
            return Measures.auc(benign, malicious);
        }

        double found(double falseShare) {
            return Measures.share(malicious, Measures.threshold(benign, falseShare));
        }
    }

    static Score dga(Path folder) throws IOException {
        var families = new TreeMap<String, List<JsonNode>>();
        try (var lines = Labels.unzipped(folder.resolve("domains.csv.gz"))) {
            lines.lines()
                    .skip(1)
                    .map(line -> line.split(","))
                    .forEach(cells -> families.computeIfAbsent(
                                    cells[1].equals("dga") ? cells[2] : "", _ -> new ArrayList<>())
                            .add(JsonNodeFactory.instance.objectNode().put("domain", cells[0])));
        }
        var model = open("domain");
        var benign = scores(model, families.remove(""));
        var all = new ArrayList<JsonNode>();
        families.values().forEach(all::addAll);
        var judged = new Judged(benign, scores(model, all), model.card().threshold());
        double threshold = Measures.threshold(benign, 0.01);
        var byFamily = new ArrayList<String>();
        for (var family : families.entrySet()) {
            byFamily.add(number(Measures.share(scores(model, family.getValue()), threshold)));
        }
        return new Score(
                List.of(
                        row("dga", "AUC of the bundled model", "0.867", judged.auc(), 0),
                        row("dga", "found at 1 % false", "0.55", judged.found(0.01), 0.75),
                        new Row(
                                "dga",
                                "the same, " + families.keySet().stream().collect(Collectors.joining(", ")),
                                "",
                                String.join(", ", byFamily),
                                "",
                                true)),
                List.of());
    }

    static Score adfa(Path folder) throws IOException, InterruptedException {
        var benign = new ArrayList<ObjectNode>();
        var malicious = new ArrayList<ObjectNode>();
        try (var lines = Labels.unzipped(folder.resolve("traces.jsonl.gz"))) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                var trace = Labels.JSON.readTree(line);
                var row = JsonNodeFactory.instance.objectNode();
                var tokens = row.putArray("tokens");
                trace.path("syscalls").forEach(call -> tokens.add(call.asText()));
                (trace.path("label").asText().equals("normal") ? benign : malicious).add(row);
            }
        }
        var judged = learnt(Kind.sequence, benign, malicious);
        return new Score(
                List.of(
                        row("adfa-ld", "AUC, learnt from harmless traces", "0.823", judged.auc(), 0.9),
                        new Row(
                                "adfa-ld",
                                "found at 5, 15 and 20 % false",
                                "–, –, 0.76",
                                "%s, %s, %s"
                                        .formatted(
                                                number(judged.found(0.05)),
                                                number(judged.found(0.15)),
                                                number(judged.found(0.2))),
                                "",
                                true)),
                List.of());
    }

    static Score kdd(Path folder) throws IOException, InterruptedException {
        var benign = new ArrayList<ObjectNode>();
        var malicious = new ArrayList<ObjectNode>();
        try (var lines = Labels.unzipped(folder.resolve("KDDTrain+_20Percent.txt.gz"))) {
            lines.lines().map(line -> line.split(",")).forEach(cells -> {
                var row = JsonNodeFactory.instance.objectNode();
                var vector = row.putArray("vector");
                Arrays.stream(cells).limit(KDD_COLUMNS).forEach(vector::add);
                (cells[KDD_COLUMNS].equals("normal") ? benign : malicious).add(row);
            });
        }
        var judged = learnt(Kind.autoencoder, benign, malicious);
        double wrong = Measures.share(judged.benign(), judged.threshold());
        double found = Measures.share(judged.malicious(), judged.threshold()) * judged.malicious().length;
        double f1 = 2 * found / (found + wrong * judged.benign().length + judged.malicious().length);
        double right = (1 - wrong + Measures.share(judged.malicious(), judged.threshold())) / 2;
        return new Score(
                List.of(
                        row("nsl-kdd", "AUC, learnt from harmless rows", "", judged.auc(), 0),
                        row("nsl-kdd", "F1 of attacks, as many as there are", "", f1, 0),
                        new Row(
                                "nsl-kdd",
                                "accuracy and false share, labels weighed alike",
                                "0.895, 0.100",
                                number(right) + ", " + number(wrong),
                                "0.91 at 0.050",
                                right >= 0.91 && wrong <= 0.05)),
                List.of());
    }

    private static Judged learnt(Kind kind, List<ObjectNode> benign, List<ObjectNode> malicious)
            throws IOException, InterruptedException {
        Collections.shuffle(benign, new Random(SEED));
        int learnt = benign.size() * 4 / 5;
        try (var place = Workplace.make()) {
            var in = place.directory().resolve("in.jsonl");
            Files.write(
                    in,
                    benign.subList(0, learnt).stream().map(ObjectNode::toString).toList());
            var out = place.directory().resolve("model");
            var order = new Train.Order(kind, in, out, SEED, "judged", "a labelled set", FALSE_SHARE);
            var training = Train.process(order).redirectErrorStream(true);
            int code = training.redirectOutput(place.directory().resolve("log").toFile())
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new IOException("training ended with " + code + ": "
                        + Files.readString(place.directory().resolve("log")).strip());
            }
            var model = open(out.toString());
            return new Judged(
                    scores(model, benign.subList(learnt, benign.size())),
                    scores(model, malicious),
                    model.card().threshold());
        }
    }

    private static Checked open(String name) throws IOException {
        return switch (ModelFolder.look(name)) {
            case Checked checked -> checked;
            case ModelFolder.Refused refused -> throw new IOException(refused.toString());
        };
    }

    private static double[] scores(Checked model, List<? extends JsonNode> rows) throws IOException {
        var encoding = model.card().encoding();
        var inputs = new ArrayList<Input>();
        for (var row : rows) {
            inputs.add(InputFile.input(encoding, row));
        }
        try (var scorer = model.open()) {
            var scores = scorer.score(inputs);
            Arrays.sort(scores);
            return scores;
        }
    }

    private static Row row(String set, String what, String baseline, double ours, double goal) {
        return new Row(set, what, baseline, number(ours), goal == 0 ? "" : number(goal), ours >= goal);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }

    private LearntSets() {}
}
