package io.gabion.node.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.gabion.detectors.model.Family;
import io.gabion.detectors.model.ModelFolder;
import io.gabion.detectors.model.ModelFolder.Checked;
import io.gabion.detectors.model.ModelFolder.Found;
import java.nio.file.Path;
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

    private final ArrayNode records = JsonNodeFactory.instance.arrayNode();
    private boolean refused;

    @Override
    public Integer call() throws Exception {
        for (var name : ModelFolder.BUNDLED) {
            add(name, "bundled", ModelFolder.look(name));
        }
        if (models != null) {
            for (var family : Family.all(models)) {
                var life = family.life();
                add(family.name(), "active", family, life.active());
                add(family.name(), "shadow", family, life.shadow());
                add(family.name(), "previous", family, life.previous());
            }
        }
        new Printer(System.out, style)
                .list(
                        records,
                        "no model loads",
                        Printer.Column.of("family"),
                        Printer.Column.of("state"),
                        Printer.Column.of("id"),
                        Printer.Column.of("version"),
                        Printer.Column.of("kind"),
                        Printer.Column.of("threshold"),
                        Printer.Column.of("rows"),
                        Printer.Column.of("origin"));
        return refused ? Refused.NO : 0;
    }

    private void add(String name, String state, Family family, String version) {
        if (!version.isEmpty()) {
            add(name, state, family.look(version));
        }
    }

    private void add(String family, String state, Found found) {
        switch (found) {
            case Checked(var card, var _) ->
                records.addObject()
                        .put("family", family)
                        .put("state", state)
                        .put("id", card.id())
                        .put("version", card.version())
                        .put("kind", card.kind().name())
                        .put("threshold", Math.rint(card.threshold() * 1e5) / 1e5)
                        .put("rows", card.rows())
                        .put("origin", card.origin());
            case ModelFolder.Refused why -> {
                System.err.println("gabion: " + why);
                refused = true;
            }
        }
    }
}
