package io.gabion.responders.connectors.nftables;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What nft lists of the connector's table. Elements that stand in its sets are blocked only while all else is as it was made. */
final class NftTable {
    /** Added by the kernel, by versions of nft or by people, and no matter for what is dropped. */
    private static final List<String> ASIDE =
            List.of("handle", "comment", "size", "policy", "timeout", "gc-interval", "elem");

    private static final String RULE = "rule ";

    /** By kind and name; of a chain also its rules, in their order. */
    private final Map<String, List<JsonNode>> parts = new HashMap<>();

    /** @param objects each in one of its kind's name */
    NftTable(Iterable<JsonNode> objects) {
        for (var object : objects) {
            object.properties().forEach(one -> put(one.getKey(), one.getValue()));
        }
    }

    private void put(String kind, JsonNode object) {
        var name = kind.equals("rule")
                ? RULE + object.path("chain").asText()
                : kind + " " + object.path("name").asText();
        parts.computeIfAbsent(name, _ -> new ArrayList<>()).add(bare(kind, object));
    }

    private static JsonNode bare(String kind, JsonNode object) {
        if (!(object.deepCopy() instanceof ObjectNode bare)) {
            return object;
        }
        // The policy of a chain says what happens to a packet; that of a set is about memory.
        ASIDE.stream()
                .filter(field -> !(kind.equals("chain") && field.equals("policy")))
                .forEach(bare::remove);
        // Later versions of nft write one flag without its list.
        if (bare.path("flags").isTextual()) {
            bare.set("flags", JsonNodeFactory.instance.arrayNode().add(bare.get("flags")));
        }
        return bare;
    }

    /** Whether the set and its chains are what {@link NftScript} makes, to the letter. */
    boolean drops(NftSet set) {
        return parts.entrySet().containsAll(made(set).entrySet());
    }

    /** Whether something else has the place of what would be made, so that no transaction can put that right. */
    boolean isAltered(NftSet set) {
        return made(set).entrySet().stream()
                .filter(part -> !part.getKey().startsWith(RULE) && parts.containsKey(part.getKey()))
                .anyMatch(part -> !part.getValue().equals(parts.get(part.getKey())));
    }

    private static Map<String, List<JsonNode>> made(NftSet set) {
        return new NftTable(NftScript.made(set)).parts;
    }
}
