package io.gabion.node.intel;

import com.fasterxml.jackson.databind.JsonNode;
import io.gabion.detectors.intel.Entry;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The objects of STIX 2.1 bundles, in whatever order and bundle: indicators, the identities that are their sources, and what
 * relates them to techniques. A bundle may be larger than memory, so all are gone through before the indicators are taken.
 */
final class StixObjects {
    private static final int MAX_IDENTITIES = 10_000;

    private final Map<String, String> identities = new HashMap<>();
    private final StixTechniques techniques = new StixTechniques();
    private final StixVersions versions = new StixVersions();

    /** First, of every object. */
    void note(JsonNode object) {
        if (object.path("type").asText().equals("identity") && identities.size() < MAX_IDENTITIES) {
            var name = object.path("name").asText();
            identities.put(object.path("id").asText(), name.substring(0, Math.min(name.length(), 100)));
        }
        techniques.take(object);
        versions.see(object);
    }

    /** After all are noted. @return whether every object is to be {@link #compare}d before indicators are taken */
    boolean haveVersions() {
        return versions.haveComeAgain();
    }

    void compare(JsonNode object) {
        versions.compare(object);
    }

    /** @throws IllegalArgumentException why an indicator cannot be used, in one line */
    List<Entry> entries(JsonNode object, int line) {
        if (!object.path("type").asText().equals("indicator")
                || object.path("revoked").asBoolean()
                || versions.isOld(object)) {
            return List.of();
        }
        var language = object.path("pattern_type").asText("stix");
        if (!language.equals("stix")) {
            throw new IllegalArgumentException("a pattern in '" + language + "'");
        }
        var from = time(object, "valid_from", Instant.MIN);
        var until = time(object, "valid_until", Instant.MAX);
        int confidence = object.path("confidence").asInt(Entry.USUAL_CONFIDENCE);
        if (confidence < 0 || confidence > 100) {
            throw new IllegalArgumentException("confidence is 0 to 100, not " + confidence);
        }
        var named = techniques.of(object);
        var source = identities.getOrDefault(object.path("created_by_ref").asText(), "");
        try {
            return StixPattern.read(object.path("pattern").asText()).stream()
                    .map(value -> new Entry(
                            value,
                            object.path("id").asText(),
                            source,
                            from,
                            until,
                            confidence,
                            Entry.usualHalfLife(value),
                            line,
                            named))
                    .toList();
        } catch (StixPattern.Unusable e) {
            throw new IllegalArgumentException("in a pattern: " + e.getMessage(), e);
        }
    }

    private static Instant time(JsonNode object, String name, Instant otherwise) {
        var text = object.path(name).asText();
        return text.isEmpty() ? otherwise : Columns.time(name, text);
    }
}
