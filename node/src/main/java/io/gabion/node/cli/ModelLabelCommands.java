package io.gabion.node.cli;

import io.gabion.detectors.model.Gate;
import io.gabion.detectors.model.Measures;
import io.gabion.detectors.model.ModelFolder;
import io.gabion.detectors.model.ModelFolder.Checked;
import io.gabion.detectors.window.IncidentVector;
import io.gabion.node.models.JudgedIncidents;
import io.gabion.node.models.JudgedNames;
import io.gabion.node.store.embedded.JournalFile;
import io.gabion.node.tenant.Envelopes;
import io.gabion.node.tenant.Keys;
import io.gabion.protocol.Tenant;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What people said, for models. */
final class ModelLabelCommands {
    /** {@code gabion model labels}. */
    @Command(
            name = "labels",
            mixinStandardHelpOptions = true,
            description =
                    "Prints what people have judged, domains that were flagged or incidents, as lines for train and promote.")
    static final class Labels implements Callable<Integer> {
        @Option(names = "--data", required = true, paramLabel = "DIR", description = "A node's; it may be running.")
        Path data;

        @Option(names = "--tenant", defaultValue = "default", description = "Default: ${DEFAULT-VALUE}")
        String tenant;

        @Option(names = "--model", defaultValue = "domain", description = "domain or triage. Default: domain")
        String model;

        @Override
        public Integer call() throws Exception {
            if (!List.of("domain", IncidentVector.MODEL).contains(model)) {
                throw new Refused(Refused.WRONG_USAGE, "--model " + model + ": domain or triage");
            }
            try (var journal = JournalFile.open(data)) {
                var envelopes = new Envelopes(new Keys(data));
                var rows = model.equals("domain")
                        ? JudgedNames.of(journal.rows(), envelopes, new Tenant(tenant))
                        : JudgedIncidents.of(journal.rows(), envelopes, new Tenant(tenant));
                rows.forEach(System.out::println);
                return rows.isEmpty() ? Refused.NO : 0;
            }
        }
    }

    /** {@code gabion model calibrate}. */
    @Command(
            name = "calibrate",
            mixinStandardHelpOptions = true,
            description = "Sets a threshold anew, on lines of label 0, and writes the model elsewhere.")
    static final class Calibrate implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "MODEL", description = "A model's folder, or the name of a bundled one.")
        String model;

        @Option(names = "--on", required = true, paramLabel = "FILE", description = "JSON lines with a \"label\".")
        Path file;

        @Option(names = "--out", required = true, paramLabel = "DIR", description = "The new model's folder.")
        Path out;

        @Option(
                names = "--false-share",
                defaultValue = "0.01",
                description = "Of harmless rows, how many it may flag. Default: ${DEFAULT-VALUE}")
        double falseShare;

        @Override
        public Integer call() throws Exception {
            ModelTrainCommand.checkShare(falseShare);
            if (!(ModelFolder.look(model) instanceof Checked checked)) {
                throw new Refused(Refused.UNAVAILABLE, ModelFolder.look(model).toString());
            }
            var rows = ModelCommand.rows(file).stream()
                    .filter(row -> row.path("label").asInt(-1) == 0)
                    .toList();
            if (rows.size() < Gate.LEAST) {
                throw new Refused(
                        Refused.UNAVAILABLE,
                        file + ": " + rows.size() + " lines of label 0, " + Gate.LEAST + " are needed");
            }
            try (var scorer = checked.open()) {
                var scores = scorer.score(ModelJudgeCommands.inputs(file, scorer, rows));
                Arrays.sort(scores);
                var card = checked.card().recalibrated(Measures.threshold(scores, falseShare));
                new Checked(card, checked.onnx()).write(out);
                System.out.printf(
                        "%s %s: threshold %s, was %s%n",
                        card.id(),
                        card.version(),
                        card.threshold(),
                        checked.card().threshold());
            }
            return 0;
        }
    }

    private ModelLabelCommands() {}
}
