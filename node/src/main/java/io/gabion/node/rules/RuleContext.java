package io.gabion.node.rules;

import io.gabion.detectors.sigma.rule.Node;
import io.gabion.detectors.sigma.rule.Placeholders;
import io.gabion.detectors.sigma.rule.Refusal;
import io.gabion.detectors.sigma.rule.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/** What a site tells its rules about itself. */
public final class RuleContext {
    /**
     * @param file YAML, a map from placeholder to value or list of values; or null
     * @throws IOException in one line that names the file and the line
     */
    public static Placeholders placeholders(Path file) throws IOException {
        if (file == null) {
            return Placeholders.NONE;
        }
        try {
            var values = new HashMap<String, List<String>>();
            var documents = Yaml.read(Files.readString(file));
            var map = documents.isEmpty() ? null : documents.getFirst().asMapping("placeholders");
            if (map != null) {
                for (var entry : map.entries().entrySet()) {
                    values.put(entry.getKey(), texts(entry.getValue()));
                }
            }
            return new Placeholders(values);
        } catch (Refusal e) {
            throw new IOException(file + ":" + e.line() + ": " + e.getMessage(), e);
        }
    }

    private static List<String> texts(Node node) throws Refusal {
        var texts = new ArrayList<String>();
        for (var value : node.asList()) {
            texts.add(value.asScalar("a value").text());
        }
        return List.copyOf(texts);
    }

    private RuleContext() {}
}
