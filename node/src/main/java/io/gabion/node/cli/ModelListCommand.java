package io.gabion.node.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.gabion.detectors.model.ModelFolder;
import io.gabion.detectors.model.ModelFolder.Checked;
import io.gabion.detectors.model.ModelFolder.Found;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code gabion model list}. Exits 1 if a model is refused. */
@Command(name = "list", mixinStandardHelpOptions = true, description = "The models that load, and why others do not.")
final class ModelListCommand implements Callable<Integer> {
    @Option(names = "--models", paramLabel = "DIR", description = "A folder of models, besides the bundled ones.")
    Path models;

    @Option(
            names = {"-o", "--output"},
            defaultValue = "table",
            description = "table, json or yaml. Default: table")
    Printer.Style style;

    @Override
    public Integer call() throws Exception {
        var found = new ArrayList<Found>();
        ModelFolder.BUNDLED.forEach(name -> found.add(ModelFolder.look(name)));
        if (models != null) {
            found.addAll(ModelFolder.all(models));
        }
        var records = JsonNodeFactory.instance.arrayNode();
        int code = 0;
        for (var model : found) {
            switch (model) {
                case Checked(var card, var _) ->
                    records.addObject()
                            .put("id", card.id())
                            .put("version", card.version())
                            .put("kind", card.kind().name())
                            .put("threshold", card.threshold())
                            .put("rows", card.rows())
                            .put("origin", card.origin());
                case ModelFolder.Refused refused -> {
                    System.err.println("gabion: " + refused);
                    code = Refused.NO;
                }
            }
        }
        new Printer(System.out, style)
                .list(
                        records,
                        "no model loads",
                        Printer.Column.of("id"),
                        Printer.Column.of("version"),
                        Printer.Column.of("kind"),
                        Printer.Column.of("threshold"),
                        Printer.Column.of("rows"),
                        Printer.Column.of("origin"));
        return code;
    }
}
