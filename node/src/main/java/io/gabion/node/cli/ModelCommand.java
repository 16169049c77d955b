package io.gabion.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.gabion.detectors.model.InputFile;
import io.gabion.detectors.model.ModelFolder;
import io.gabion.detectors.model.ModelFolder.Checked;
import io.gabion.detectors.model.ModelFolder.Found;
import io.gabion.detectors.model.Scorer;
import io.gabion.node.cli.ModelJudgeCommands.Evaluate;
import io.gabion.node.cli.ModelJudgeCommands.Score;
import io.gabion.node.cli.ModelLabelCommands.Calibrate;
import io.gabion.node.cli.ModelLabelCommands.Labels;
import io.gabion.node.cli.ModelLifeCommands.Promote;
import io.gabion.node.cli.ModelLifeCommands.RollBack;
import io.gabion.node.cli.ModelLifeCommands.Shadow;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code gabion model}: models, without a mesh. */
@Command(
        name = "model",
        mixinStandardHelpOptions = true,
        description = "Models: trains them, runs them on recorded rows, says which are asked.",
        subcommands = {
            ModelRowsCommand.class,
            ModelTrainCommand.class,
            Evaluate.class,
            Score.class,
            Shadow.class,
            Promote.class,
            RollBack.class,
            Labels.class,
            Calibrate.class,
            ModelListCommand.class
        })
final class ModelCommand {
    /** @param name a folder, or the name of a bundled model */
    static Scorer open(String name) throws Refused, IOException {
        return open(ModelFolder.look(name));
    }

    /** @throws IOException in one line that names the file */
    static List<JsonNode> rows(Path file) throws IOException {
        try {
            return InputFile.read(file);
        } catch (FileSystemException e) {
            throw e;
        } catch (IOException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    static Scorer open(Found found) throws Refused, IOException {
        return switch (found) {
            case Checked checked -> checked.open();
            case ModelFolder.Refused refused -> throw new Refused(Refused.UNAVAILABLE, refused.toString());
        };
    }
}
