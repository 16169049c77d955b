package io.gabion.responders.connectors.nftables;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** One nft transaction in libnftables-json: all of it takes effect, or nothing. */
final class NftScript {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    /** Before connection tracking, so that established connections are cut as well. */
    private static final int PRIORITY = -300;

    private static final int MAX_COMMENT = 120;

    private final ArrayNode commands = JSON.arrayNode();
    /** By set and address. */
    private final Map<String, Map<String, JsonNode>> blocks = new TreeMap<>();

    static String set(String address) {
        return address.indexOf(':') < 0 ? "blocked4" : "blocked6";
    }

    /** One more to block. Of several for one address the last counts. */
    void block(String address, String key, long seconds) {
        var comment = key.length() > MAX_COMMENT ? key.substring(0, MAX_COMMENT) : key;
        var elem = JSON.objectNode().put("val", address).put("timeout", seconds).put("comment", comment);
        blocks.computeIfAbsent(set(address), _ -> new TreeMap<>())
                .put(address, JSON.objectNode().set("elem", elem));
    }

    /** Adding, deleting and adding again sets the expiry anew, whether or not an element was there. */
    String blocking() {
        add("add", "table", JSON.objectNode().put("family", "inet").put("name", "gabion"));
        set("blocked4", "ipv4_addr");
        set("blocked6", "ipv6_addr");
        for (var hook : new String[] {"prerouting", "output"}) {
            chain(hook);
        }
        blocks.forEach((set, elements) -> {
            var whole = JSON.arrayNode().addAll(elements.values());
            add("add", "element", inSet(set, whole));
            add("delete", "element", inSet(set, names(elements.keySet())));
            add("add", "element", inSet(set, whole));
        });
        return text();
    }

    /** Of none that is not there. */
    static String release(Collection<String> addresses) {
        var script = new NftScript();
        var bySet =
                addresses.stream().collect(Collectors.groupingBy(NftScript::set, TreeMap::new, Collectors.toList()));
        bySet.forEach((set, those) -> script.add("delete", "element", inSet(set, names(those))));
        return script.text();
    }

    private static ArrayNode names(Collection<String> addresses) {
        var names = JSON.arrayNode();
        addresses.forEach(names::add);
        return names;
    }

    private static ObjectNode inSet(String set, ArrayNode elements) {
        return inTable().put("name", set).set("elem", elements);
    }

    private static ObjectNode inTable() {
        return JSON.objectNode().put("family", "inet").put("table", "gabion");
    }

    private void set(String name, String type) {
        ObjectNode set = inTable().put("name", name).put("type", type);
        set.putArray("flags").add("timeout");
        add("add", "set", set);
    }

    private void chain(String hook) {
        var chain = inTable().put("name", hook).put("type", "filter").put("hook", hook);
        add("add", "chain", chain.put("prio", PRIORITY).put("policy", "accept"));
        add("flush", "chain", inTable().put("name", hook));
        for (var field : new String[] {"saddr", "daddr"}) {
            rule(hook, "ip", field, "blocked4");
            rule(hook, "ip6", field, "blocked6");
        }
    }

    private void rule(String chain, String protocol, String field, String set) {
        var rule = inTable().put("chain", chain);
        var expressions = rule.putArray("expr");
        var match = expressions.addObject().putObject("match").put("op", "==").put("right", "@" + set);
        match.putObject("left").putObject("payload").put("protocol", protocol).put("field", field);
        expressions.addObject().putNull("drop");
        add("add", "rule", rule);
    }

    private void add(String verb, String kind, ObjectNode object) {
        commands.addObject().putObject(verb).set(kind, object);
    }

    private String text() {
        return JSON.objectNode().<ObjectNode>set("nftables", commands).toString();
    }
}
