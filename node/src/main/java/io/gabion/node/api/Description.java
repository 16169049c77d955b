package io.gabion.node.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The API as OpenAPI 3.1 has it, written in YAML for those who keep it. */
final class Description {
    private static final int ALIASES = 1_000;

    /** What repeats itself there stands behind anchors, which Jackson's own reader does not know. */
    static ObjectNode read() {
        try (InputStream written = Description.class.getResourceAsStream("/api/openapi.yaml")) {
            LoaderOptions options = new LoaderOptions();
            options.setMaxAliasesForCollections(ALIASES); // Against files of strangers; this one is ours.
            Object whole = new Yaml(new SafeConstructor(options)).load(written);
            return new ObjectMapper().valueToTree(whole);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private Description() {}
}
