package io.gabion.detectors.sigma.rule;

import io.gabion.protocol.suspicion.Severity;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Who wrote a rule and what it is about.
 *
 * @param id as in the file, or a hash of the file's text
 * @param name how correlations and filters may call it, or empty
 * @param license an SPDX identifier, or empty
 * @param version a hash of the file's text
 */
public record Meta(
        String id,
        String name,
        String title,
        String author,
        String license,
        Severity level,
        String status,
        String description,
        List<String> tags,
        List<String> references,
        String version) {

    private static final Pattern TECHNIQUE = Pattern.compile("attack\\.t\\d{4}(\\.\\d{3})?");

    public Meta {
        tags = List.copyOf(tags);
        references = List.copyOf(references);
    }

    /** ATT&CK techniques among the tags, as {@code T1003.001}. */
    public List<String> techniques() {
        return tags.stream()
                .map(t -> t.toLowerCase(Locale.ROOT))
                .filter(t -> TECHNIQUE.matcher(t).matches())
                .map(t -> t.substring("attack.".length()).toUpperCase(Locale.ROOT))
                .distinct()
                .toList();
    }

    /** Whether a correlation or filter that names {@code reference} means this rule. */
    public boolean isCalled(String reference) {
        return id.equalsIgnoreCase(reference) || !name.isEmpty() && name.equals(reference);
    }
}
