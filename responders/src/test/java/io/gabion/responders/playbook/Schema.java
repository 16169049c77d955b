package io.gabion.responders.playbook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Set;
import java.util.stream.Stream;

/** The published schema, and as much of JSON Schema as it uses. A keyword that is not known here is an error. */
record Schema(JsonNode root, JsonNode node) {
    private static final Set<String> SILENT = Set.of("$schema", "title", "description", "$defs");

    static Schema published() throws IOException {
        try (var in = Schema.class.getResourceAsStream("/playbooks/playbook.schema.json")) {
            var root = new ObjectMapper().readTree(in);
            return new Schema(root, root);
        }
    }

    boolean accepts(JsonNode value) {
        return node.properties().stream()
                .filter(keyword -> !SILENT.contains(keyword.getKey()))
                .allMatch(keyword -> accepts(keyword.getKey(), keyword.getValue(), value));
    }

    private boolean accepts(String keyword, JsonNode wants, JsonNode value) {
        return switch (keyword) {
            case "$ref" -> at(root.at(wants.asText().substring(1))).accepts(value);
            case "type" ->
                switch (wants.asText()) {
                    case "object" -> value.isObject();
                    case "array" -> value.isArray();
                    case "string" -> value.isTextual();
                    case "integer" -> value.isInt();
                    case "number" -> value.isNumber();
                    default -> throw new IllegalArgumentException(wants.asText());
                };
            case "const" -> wants.equals(value);
            case "enum" -> wants.valueStream().anyMatch(value::equals);
            case "pattern" ->
                !value.isTextual()
                        || java.util.regex.Pattern.compile(wants.asText())
                                .matcher(value.asText())
                                .find();
            case "minimum" -> value.asDouble() >= wants.asDouble();
            case "maximum" -> value.asDouble() <= wants.asDouble();
            case "minItems" -> value.size() >= wants.asInt();
            case "maxItems" -> value.size() <= wants.asInt();
            case "required" -> wants.valueStream().allMatch(name -> value.has(name.asText()));
            case "properties" ->
                wants.propertyStream()
                        .allMatch(
                                p -> !value.has(p.getKey()) || at(p.getValue()).accepts(value.get(p.getKey())));
            case "additionalProperties" ->
                value.propertyStream().allMatch(p -> node.path("properties").has(p.getKey()));
            case "items" -> value.valueStream().allMatch(at(wants)::accepts);
            case "oneOf" ->
                wants.valueStream().filter(one -> at(one).accepts(value)).count() == 1;
            default -> throw new IllegalArgumentException(keyword);
        };
    }

    Stream<JsonNode> stepKinds() {
        return root.at("/properties/steps/items/oneOf").valueStream();
    }

    private Schema at(JsonNode other) {
        return new Schema(root, other);
    }
}
