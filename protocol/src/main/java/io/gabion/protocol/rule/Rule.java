package io.gabion.protocol.rule;

import io.gabion.protocol.suspicion.Severity;
import java.util.List;

/**
 * A rule as its hits show it, journaled with them: what it said then can be told after it has changed.
 *
 * @param version a hash of the rule's text
 * @param author shown with every hit, as licences of rules ask
 * @param license an SPDX identifier or a licence's title, or empty
 * @param techniques ATT&CK ids
 */
public record Rule(
        String id,
        String version,
        String title,
        Severity level,
        List<String> techniques,
        String author,
        String license) {
    public Rule {
        techniques = List.copyOf(techniques);
    }
}
