package io.gabion.responders.connectors.nftables;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** One nft transaction in libnftables-json: all of it takes effect, or nothing. */
final class NftScript {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    /** Before connection tracking, so that established connections are cut as well. */
    private static final int PRIORITY = -300;

    private static final int MAX_COMMENT = 120;
    /** {@code gabion-nft} takes nothing else in a script. */
    private static final Pattern NO_COMMENT = Pattern.compile("[^A-Za-z0-9 ._:/#@-]");

    private static final List<NftSet> ADDRESSES = List.of(NftSet.of("0.0.0.0"), NftSet.of("::"));
    private static final Comparator<NftSet> BY_NAME = Comparator.comparing(NftSet::name);

    private final ArrayNode commands = JSON.arrayNode();
    /** By set and element. */
    private final Map<NftSet, Map<String, JsonNode>> blocks = new TreeMap<>(BY_NAME);

    private final Map<NftSet, Set<String>> lifts = new TreeMap<>(BY_NAME);

    /** One more to block, an address or a network. Of several for one target the last counts. */
    void block(String target, String key, long seconds) {
        var element = NftSet.element(target);
        var comment = NO_COMMENT.matcher(key).replaceAll("?");
        var elem = JSON.objectNode()
                .put("val", element)
                .put("timeout", seconds)
                .put("comment", comment.substring(0, Math.min(comment.length(), MAX_COMMENT)));
        blocks.computeIfAbsent(NftSet.of(target), _ -> new TreeMap<>())
                .put(element, JSON.objectNode().set("elem", elem));
    }

    /** One more that is not to stand there, whether or not it does. */
    void lift(String target) {
        lifts.computeIfAbsent(NftSet.of(target), _ -> new TreeSet<>()).add(NftSet.element(target));
    }

    /** In which something is blocked or lifted. */
    Set<NftSet> sets() {
        var sets = new TreeSet<>(BY_NAME);
        sets.addAll(blocks.keySet());
        sets.addAll(lifts.keySet());
        return sets;
    }

    /**
     * Adding, deleting and adding again sets the expiry anew, whether or not an element was there.
     *
     * @param anew with a table in which nothing is left of what was there
     */
    String blocking(boolean anew) {
        commands.removeAll();
        table("add");
        if (anew) {
            table("delete");
            table("add");
        }
        drop("", ADDRESSES);
        // Networks of each length have chains of their own: who blocks addresses leaves them alone.
        sets().stream().filter(set -> !set.isOfAddresses()).forEach(this::drop);
        lifts.forEach((set, elements) -> {
            add("add", "element", inSet(set, names(elements)));
            add("delete", "element", inSet(set, names(elements)));
        });
        blocks.forEach((set, elements) -> {
            var whole = JSON.arrayNode().addAll(elements.values());
            add("add", "element", inSet(set, whole));
            add("delete", "element", inSet(set, names(elements.keySet())));
            add("add", "element", inSet(set, whole));
        });
        return text();
    }

    /** What there has to be, each in its kind's name, so that what stands in the set is dropped. */
    static List<JsonNode> made(NftSet set) {
        var script = new NftScript();
        script.table("add");
        script.drop(set);
        return script.commands
                .valueStream()
                .filter(command -> command.has("add"))
                .map(command -> command.get("add"))
                .toList();
    }

    /** Of none that is not there. */
    static String release(Collection<String> targets) {
        var script = new NftScript();
        var bySet = targets.stream()
                .collect(Collectors.groupingBy(
                        NftSet::of,
                        () -> new TreeMap<NftSet, List<String>>(BY_NAME),
                        Collectors.mapping(NftSet::element, Collectors.toList())));
        bySet.forEach((set, those) -> script.add("delete", "element", inSet(set, names(those))));
        return script.text();
    }

    private static ArrayNode names(Collection<String> elements) {
        var names = JSON.arrayNode();
        elements.forEach(names::add);
        return names;
    }

    private static ObjectNode inSet(NftSet set, ArrayNode elements) {
        return inTable().put("name", set.name()).set("elem", elements);
    }

    private static ObjectNode inTable() {
        return JSON.objectNode().put("family", "inet").put("table", "gabion");
    }

    private void table(String verb) {
        add(verb, "table", JSON.objectNode().put("family", "inet").put("name", "gabion"));
    }

    private void drop(NftSet set) {
        if (set.isOfAddresses()) {
            drop("", ADDRESSES);
        } else {
            drop(set.name().substring("blocked".length()), List.of(set));
        }
    }

    /** The sets, and chains that drop from and to what stands in them. */
    private void drop(String suffix, List<NftSet> sets) {
        for (var set : sets) {
            ObjectNode made = inTable().put("name", set.name()).put("type", set.type());
            made.putArray("flags").add("timeout");
            add("add", "set", made);
        }
        for (var hook : List.of("prerouting", "output")) {
            var name = hook + suffix;
            var chain = inTable().put("name", name).put("type", "filter").put("hook", hook);
            add("add", "chain", chain.put("prio", PRIORITY).put("policy", "accept"));
            add("flush", "chain", inTable().put("name", name));
            for (var field : List.of("saddr", "daddr")) {
                sets.forEach(set -> rule(name, field, set));
            }
        }
    }

    private void rule(String chain, String field, NftSet set) {
        var rule = inTable().put("chain", chain);
        var expressions = rule.putArray("expr");
        var match = expressions.addObject().putObject("match").put("op", "==").put("right", "@" + set.name());
        match.set("left", set.field(field));
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
