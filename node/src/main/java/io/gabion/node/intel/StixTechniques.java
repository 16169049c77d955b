package io.gabion.node.intel;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which techniques STIX bundles name with an indicator: by an attack pattern that it indicates, by its kill chain phases,
 * labels and external references. Relations come before or after what they relate, so bundles are gone through for them
 * first.
 */
final class StixTechniques {
    /** Of attack patterns and of relations, each, in all bundles. */
    static final int MAX = 1_000_000;

    private final Map<String, List<String>> byPattern = new HashMap<>();
    private final Map<String, List<String>> indicated = new HashMap<>();
    private int relations;

    /** Takes what relates indicators to techniques, and leaves everything else. */
    void take(JsonNode object) {
        switch (object.path("type").asText()) {
            case "attack-pattern" -> {
                var techniques = own(object);
                if (!techniques.isEmpty() && byPattern.size() < MAX) {
                    byPattern.put(object.path("id").asText(), techniques);
                }
            }
            case "relationship" -> {
                var to = object.path("target_ref").asText();
                if (object.path("relationship_type").asText().equals("indicates")
                        && to.startsWith("attack-pattern--")
                        && relations++ < MAX) {
                    indicated
                            .computeIfAbsent(object.path("source_ref").asText(), _ -> new ArrayList<>(1))
                            .add(to);
                }
            }
            default -> {}
        }
    }

    List<String> of(JsonNode indicator) {
        var texts = new ArrayList<>(own(indicator));
        for (var pattern : indicated.getOrDefault(indicator.path("id").asText(), List.of())) {
            texts.addAll(byPattern.getOrDefault(pattern, List.of()));
        }
        return Techniques.in(texts);
    }

    private static List<String> own(JsonNode object) {
        var texts = new ArrayList<String>();
        for (var reference : object.path("external_references")) {
            if (reference.path("source_name").asText().startsWith("mitre")) {
                texts.add(reference.path("external_id").asText());
            }
        }
        for (var phase : object.path("kill_chain_phases")) {
            texts.add(phase.path("phase_name").asText());
        }
        for (var label : object.path("labels")) {
            texts.add(label.asText());
        }
        for (var type : object.path("indicator_types")) {
            texts.add(type.asText());
        }
        return Techniques.in(texts);
    }
}
