package io.gabion.node.cli;

import io.gabion.detectors.model.ModelFolder;
import io.gabion.detectors.model.ModelFolder.Checked;
import io.gabion.detectors.model.ModelFolder.Found;
import io.gabion.detectors.model.Scorer;
import io.gabion.node.cli.ModelJudgeCommands.Evaluate;
import io.gabion.node.cli.ModelJudgeCommands.Score;
import java.io.IOException;
import picocli.CommandLine.Command;

/** {@code gabion model}: models, without a mesh. */
@Command(
        name = "model",
        mixinStandardHelpOptions = true,
        description = "Models: trains them, or runs them on recorded rows.",
        subcommands = {ModelTrainCommand.class, Evaluate.class, Score.class, ModelListCommand.class})
final class ModelCommand {
    /** @param name a folder, or the name of a bundled model */
    static Scorer open(String name) throws Refused, IOException {
        return switch (ModelFolder.look(name)) {
            case Checked checked -> checked.open();
            case Found refused -> throw new Refused(Refused.UNAVAILABLE, refused.toString());
        };
    }
}
