package io.gabion.node.intel;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gabion.detectors.intel.IndicatorsBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Any text as what lists hold: a STIX pattern, an object of a bundle, rows. */
public final class FuzzIntel {
    private static final ListFile.Known FILE = new ListFile.Known(Path.of("x.csv"), ListFile.Kind.CSV, "0".repeat(64));

    /** One byte chooses: {@code p} a pattern, {@code o} an object, {@code j} a line of JSON, {@code f} a whole file, else CSV. */
    public static void fuzzerTestOneInput(byte[] data) throws Exception {
        if (data.length == 0) {
            return;
        }
        var text = new String(data, 1, data.length - 1, UTF_8);
        var builder = new IndicatorsBuilder();
        var facts = new Facts();
        try {
            switch (data[0]) {
                case 'p' -> StixPattern.read(text);
                case 'o' -> {
                    var object = ListFile.JSON.readTree(text);
                    var objects = new StixObjects();
                    objects.note(object);
                    if (objects.haveVersions()) {
                        objects.compare(object);
                    }
                    objects.entries(object, 1).forEach(e -> builder.add(e, "x", "v"));
                    facts.exploited(FILE, object);
                }
                case 'j' -> row(Columns.json(text), builder, facts);
                case 'f' -> whole(text);
                default -> {
                    Columns columns = null;
                    for (var line : text.split("\n")) {
                        if (columns == null) {
                            columns = Columns.header(line);
                        } else {
                            row(columns.row(line), builder, facts);
                        }
                    }
                }
            }
        } catch (StixPattern.Unusable | IllegalArgumentException | IOException e) {
            // The one line that a person is told.
            if (String.valueOf(e.getMessage()).isBlank()) {
                throw new AssertionError("a refusal without a reason", e);
            }
        }
        builder.build();
        facts.context();
    }

    private static void whole(String text) throws IOException {
        var file = Files.createTempFile("fuzz", ".json");
        try {
            Lists.read(List.of(Files.writeString(file, text)));
        } finally {
            Files.delete(file);
        }
    }

    private static void row(Columns.Row row, IndicatorsBuilder builder, Facts facts) {
        if (Facts.are(row)) {
            facts.add(FILE, row);
        } else {
            builder.add(row.entry(1), "x", "v");
        }
    }

    private FuzzIntel() {}
}
