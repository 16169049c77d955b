package io.gabion.responders.playbook;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Playbooks for other systems and from other systems, in the form of CACAO Security Playbooks 2.0. */
public final class Cacao {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .build();

    /**
     * @param text of a playbook that can be read here
     * @param notes what was left out or taken as usual, a line each
     */
    public record Imported(String text, List<String> notes) {}

    /**
     * @param modified when the playbook was last written
     * @throws IOException in one line, if CACAO cannot say what it does
     */
    public static ObjectNode write(Playbook playbook, Instant modified) throws IOException {
        try {
            return CacaoExport.of(playbook, modified);
        } catch (IllegalArgumentException e) {
            throw new IOException(playbook.id() + ": " + e.getMessage(), e);
        }
    }

    /** @throws IOException in one line, if nothing of it can be done here */
    public static Imported read(String text) throws IOException {
        var imported = CacaoImport.of(text);
        var written = YAML.writeValueAsString(imported.playbook());
        var findings = new ArrayList<Finding>();
        if (Reading.of(written, Library.EMPTY, findings).isEmpty()) {
            throw new IOException(
                    "what it says is no playbook: " + findings.getFirst().message());
        }
        return new Imported(written, imported.notes());
    }

    private Cacao() {}
}
