package io.gabion.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.gabion.detectors.model.Family;
import io.gabion.detectors.model.Family.Life;
import io.gabion.detectors.model.Gate;
import io.gabion.detectors.model.ModelFolder;
import io.gabion.detectors.model.ModelFolder.Checked;
import io.gabion.detectors.model.ModelFolder.Found;
import io.gabion.detectors.model.Scorer;
import io.gabion.node.models.WindowModels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands that say which model of a family is asked. A running node follows within seconds. */
final class ModelLifeCommands {
    abstract static class OfFamily implements Callable<Integer> {
        @Option(names = "--models", required = true, paramLabel = "DIR", description = "The folder of all families.")
        Path models;

        final void tell(String family, Life life) {
            System.out.printf(
                    "%s: active %s, shadow %s, previous %s%n",
                    family, shown(life.active()), shown(life.shadow()), shown(life.previous()));
        }

        private static String shown(String version) {
            return version.isEmpty() ? "none" : version;
        }
    }

    /** {@code gabion model shadow}. */
    @Command(
            name = "shadow",
            mixinStandardHelpOptions = true,
            description = "Scores with a model beside the active one; what it says is recorded and raises nothing.")
    static final class Shadow extends OfFamily {
        @Parameters(index = "0", paramLabel = "MODEL", description = "A model's folder. It is copied.")
        String model;

        @Option(names = "--family", description = "Whose shadow. Default: the model's own id.")
        String name;

        @Override
        public Integer call() throws Exception {
            switch (ModelFolder.look(model)) {
                case Checked candidate -> {
                    candidate.tryOut();
                    var family =
                            Family.of(models, name == null ? candidate.card().id() : name);
                    tell(family.name(), family.shadow(candidate));
                    if (!WindowModels.asked().contains(family.name())) {
                        System.err.printf(
                                "gabion: no node asks a model of the family %s; --family names one of %s%n",
                                family.name(), String.join(", ", WindowModels.asked()));
                    }
                }
                case Found refused -> throw new Refused(Refused.UNAVAILABLE, refused.toString());
            }
            return 0;
        }
    }

    /** {@code gabion model promote}. Exits 1, and changes nothing, if the gate is not passed. */
    @Command(
            name = "promote",
            mixinStandardHelpOptions = true,
            description =
                    "Makes the shadow active if it is no worse than the active model on rows that people labelled.")
    static final class Promote extends OfFamily {
        @Parameters(index = "0", paramLabel = "FAMILY", description = "Such as domain.")
        String name;

        @Option(
                names = "--on",
                required = true,
                paramLabel = "FILE",
                description = "JSON lines with a \"label\": 0 for benign, 1 for malicious.")
        Path file;

        @Option(
                names = "--budget",
                defaultValue = "0.01",
                description = "Alerts that people can look at, as a share of the rows. Default: ${DEFAULT-VALUE}")
        double budget;

        @Override
        public Integer call() throws Exception {
            if (!(budget > 0 && budget <= 1)) {
                throw new Refused(Refused.WRONG_USAGE, "--budget " + budget + ": above 0, at most 1");
            }
            var family = Family.of(models, name);
            var life = family.life();
            if (life.shadow().isEmpty()) {
                throw new Refused(Refused.NO, name + " has no shadow: gabion model shadow MODEL --models " + models);
            }
            var shadow = ModelCommand.open(family.look(life.shadow()));
            if (life.active().isEmpty()) {
                shadow.close();
                throw new Refused(Refused.NO, name + " has no active model to compare with");
            }
            try (var active = ModelCommand.open(family.look(life.active()));
                    shadow) {
                var judged = judge(active, shadow);
                System.out.printf("active %s: %s%n", active.card().version(), judged.active());
                System.out.printf("shadow %s: %s%n", shadow.card().version(), judged.shadow());
                if (!judged.passes()) {
                    judged.reasons().forEach(reason -> System.out.println("not promoted: " + reason));
                    return Refused.NO;
                }
            }
            tell(name, family.promote());
            return 0;
        }

        private Gate.Judgement judge(Scorer active, Scorer shadow) throws IOException, Refused {
            var rows = ModelCommand.rows(file);
            var malicious = new boolean[rows.size()];
            for (int i = 0; i < malicious.length; i++) {
                int label = rows.get(i).path("label").asInt(-1);
                if (label != 0 && label != 1) {
                    throw new Refused(Refused.UNAVAILABLE, file + ":" + (i + 1) + ": no \"label\" of 0 or 1");
                }
                malicious[i] = label == 1;
            }
            return new Gate(budget).judge(malicious, word(active, rows), word(shadow, rows));
        }

        private Gate.Word word(Scorer scorer, List<JsonNode> rows) throws IOException, Refused {
            return new Gate.Word(
                    scorer.score(ModelJudgeCommands.inputs(file, scorer, rows)),
                    scorer.card().threshold());
        }
    }

    /** {@code gabion model rollback}. */
    @Command(
            name = "rollback",
            mixinStandardHelpOptions = true,
            description = "Back to the model that was active before; the present one goes on as shadow.")
    static final class RollBack extends OfFamily {
        @Parameters(index = "0", paramLabel = "FAMILY", description = "Such as domain.")
        String name;

        @Override
        public Integer call() throws Exception {
            var back = Family.of(models, name).rollBack();
            if (back.isEmpty()) {
                throw new Refused(Refused.NO, name + " has no model that was active before");
            }
            tell(name, back.get());
            return 0;
        }
    }

    private ModelLifeCommands() {}
}
