package io.gabion.detectors.sigma.match;

import io.gabion.detectors.sigma.rule.Fold;
import io.gabion.detectors.sigma.rule.LogSource;
import io.gabion.detectors.sigma.rule.Node;
import io.gabion.detectors.sigma.rule.Node.Mapping;
import io.gabion.detectors.sigma.rule.Refusal;
import io.gabion.detectors.sigma.rule.Yaml;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Which events belong to which log source: data, see {@code /sigma/log-sources.yaml}. */
public final class LogSources {
    /** The product of an observation, beside the names of its fields. */
    public static final String PRODUCT = "@product";

    /**
     * @param fields one of them must have one of the values
     * @param values folded; empty if the field only has to be there
     */
    record Condition(List<String> fields, Set<String> values) {}

    /** All conditions must hold. @param fills fields under the names that rules use, where the event has none */
    record Way(List<Condition> where, Map<String, Fill> fills) {
        Way and(Way other) {
            var both = new ArrayList<>(where);
            both.addAll(other.where);
            var all = new LinkedHashMap<>(fills);
            all.putAll(other.fills);
            return new Way(both, all);
        }
    }

    private static final Set<String> KEYS = new TreeSet<>(Set.of("product", "category", "service", "where", "fields"));

    private final Map<LogSource, List<Way>> ways = new LinkedHashMap<>();

    /** The mapping that comes with the program. */
    public static LogSources bundled() {
        try (var in = LogSources.class.getResourceAsStream("/sigma/log-sources.yaml")) {
            return read(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException | Refusal e) {
            throw new IllegalStateException("the program holds its log sources: " + e.getMessage(), e);
        }
    }

    static LogSources read(String text) throws Refusal {
        var root = Yaml.read(text).getFirst().asMapping("log sources").entries();
        var fills = new LinkedHashMap<String, Map<String, Fill>>();
        for (var entry : root.get("fields").asMapping("fields").entries().entrySet()) {
            fills.put(entry.getKey(), Fill.read(entry.getValue().asMapping("fields")));
        }
        var products = new HashMap<String, Map<String, Fill>>();
        if (root.get("products") instanceof Node named) {
            for (var entry : named.asMapping("products").entries().entrySet()) {
                products.put(
                        entry.getKey(),
                        fills.get(entry.getValue().asScalar("a set of fields").text()));
            }
        }
        var sources = new LogSources();
        for (var item : root.get("sources").asList()) {
            var entries = item.asMapping("a source").entries();
            var source = new LogSource(word(entries, "product"), word(entries, "category"), word(entries, "service"));
            if (!KEYS.containsAll(entries.keySet())) {
                throw new Refusal(item.line(), "a source has no more than " + KEYS);
            }
            var where = entries.get("where");
            if (source.equals(LogSource.ANY) || where == null) {
                throw new Refusal(item.line(), "a source without its name, or without how its events are known");
            }
            var named = word(entries, "fields");
            if (!named.isEmpty() && !fills.containsKey(named)) {
                throw new Refusal(item.line(), "no such set of fields: " + named);
            }
            var all = new LinkedHashMap<>(fills.getOrDefault(named, Map.of()));
            products.getOrDefault(source.product(), Map.of()).forEach(all::putIfAbsent);
            var way = new Way(where(where.asMapping("where")), all);
            sources.ways.computeIfAbsent(source, _ -> new ArrayList<>()).add(way);
        }
        return sources;
    }

    private static String word(Map<String, Node> entries, String name) throws Refusal {
        var node = entries.get(name);
        return node == null ? "" : node.asScalar(name).text();
    }

    private static List<Condition> where(Mapping where) throws Refusal {
        var conditions = new ArrayList<Condition>();
        for (var entry : where.entries().entrySet()) {
            var values = new ArrayList<String>();
            for (var value : entry.getValue().asList()) {
                values.add(Fold.of(value.asScalar("a value").text()));
            }
            boolean any = values.equals(List.of("*"));
            conditions.add(new Condition(List.of(entry.getKey().split("\\|")), any ? Set.of() : Set.copyOf(values)));
        }
        return List.copyOf(conditions);
    }

    /** How events are known to be of this source; empty if the mapping does not know it. */
    List<Way> ways(LogSource source) {
        if (source.equals(LogSource.ANY)) {
            return List.of(new Way(List.of(), Map.of()));
        }
        return exact(source).or(() -> parts(source)).orElseGet(() -> narrower(source));
    }

    public boolean knows(LogSource source) {
        return !ways(source).isEmpty();
    }

    private Optional<List<Way>> exact(LogSource source) {
        return Optional.ofNullable(ways.get(source));
    }

    /** A category and a service of one product: both must hold. */
    private Optional<List<Way>> parts(LogSource source) {
        var category = ways.get(new LogSource(source.product(), source.category(), ""));
        var service = ways.get(new LogSource(source.product(), "", source.service()));
        if (category == null || service == null) {
            return Optional.empty();
        }
        return Optional.of(
                category.stream().flatMap(c -> service.stream().map(c::and)).toList());
    }

    /** Every source that has all that is asked for, and more: a category of any product, any service of a product. */
    private List<Way> narrower(LogSource source) {
        return ways.entrySet().stream()
                .filter(e -> source.includes(e.getKey()))
                .flatMap(e -> e.getValue().stream())
                .collect(Collectors.toList());
    }
}
