package io.gabion.detectors.sigma.correlate;

import io.gabion.detectors.sigma.RulePack;
import io.gabion.detectors.sigma.rule.Meta;
import io.gabion.detectors.sigma.rule.SigmaRule.Correlation;
import io.gabion.protocol.rule.Chain;
import io.gabion.protocol.rule.Chain.By;
import io.gabion.protocol.rule.Chain.Link;
import io.gabion.protocol.rule.Counting.Bound;
import io.gabion.protocol.rule.Counting.Condition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The correlations of a pack: which groups of which of them what is found concerns. */
public final class Correlations {
    private final Map<String, List<Link>> links = new HashMap<>();
    private final Map<String, Chain> chains = new HashMap<>();
    private final Map<String, Meta> known = new HashMap<>();

    public Correlations(RulePack pack) {
        pack.detections().forEach(rule -> known.put(rule.meta().id(), rule.meta()));
        pack.correlations().forEach(rule -> known.put(rule.meta().id(), rule.meta()));
        var levels = new HashMap<String, Integer>();
        for (var correlation : pack.correlations()) {
            int level = 1
                    + correlation.rules().stream()
                            .mapToInt(r -> levels.getOrDefault(r, 0))
                            .max()
                            .orElse(0);
            levels.put(correlation.meta().id(), level);
            link(correlation, level, pack.silent().contains(correlation.meta().id()));
        }
        for (var correlation : pack.correlations().reversed()) {
            chain(correlation, levels.get(correlation.meta().id()), pack.silent());
        }
    }

    private void link(Correlation to, int level, boolean silent) {
        var condition = condition(to);
        var rule = to.meta().shown();
        var of = of(to, level);
        for (int place = 0; place < to.rules().size(); place++) {
            var from = to.rules().get(place);
            var by = to.groupBy().stream()
                    .map(name -> new By(name, field(to, from, name)))
                    .toList();
            var fields = to.condition().fields().stream()
                    .map(name -> field(to, from, name))
                    .toList();
            links.computeIfAbsent(from, _ -> new ArrayList<>())
                    .add(new Link(from, place, by, fields, rule, condition, level, silent, of));
        }
    }

    /** Only where others' findings are counted it has to be said whose. */
    private List<String> of(Correlation correlation, int level) {
        return level == 1
                ? List.of()
                : correlation.rules().stream().map(r -> known.get(r).title()).toList();
    }

    /** Those that build on it have theirs already. */
    private void chain(Correlation correlation, int level, Set<String> silent) {
        var id = correlation.meta().id();
        var all = new LinkedHashSet<Link>();
        for (var link : of(id)) {
            all.add(link);
            all.addAll(chain(link.rule().id()).links());
        }
        if (level > 1 || silent.contains(id) || !all.isEmpty()) {
            chains.put(id, new Chain(id, level, silent.contains(id), of(correlation, level), List.copyOf(all)));
        }
    }

    private static String field(Correlation correlation, String rule, String name) {
        var alias = correlation.aliases().get(name);
        return alias == null ? name : alias.getOrDefault(rule, name);
    }

    private static Condition condition(Correlation rule) {
        var bounds = rule.condition().bounds().stream()
                .map(b -> new Bound(b.operator().name().toLowerCase(Locale.ROOT), b.number()))
                .toList();
        return new Condition(
                rule.type().name().toLowerCase(Locale.ROOT),
                rule.timespan().toMillis(),
                bounds,
                rule.condition().percentile(),
                rule.rules().size());
    }

    /** @param rule the id of a rule or correlation @return the correlations that build on it */
    List<Link> of(String rule) {
        return links.getOrDefault(rule, List.of());
    }

    /** @param correlation its id */
    Chain chain(String correlation) {
        return chains.getOrDefault(correlation, Chain.none(correlation));
    }

    /** Whether there is more to say of it than what it counts. */
    boolean isChained(String correlation) {
        return chains.containsKey(correlation);
    }

    Meta meta(String rule) {
        return known.get(rule);
    }

    /** A line for each rule that more correlations count than {@link CountedEvents} will give an event of it to. */
    public List<String> crowded() {
        return links.entrySet().stream()
                .filter(rule ->
                        !chains.containsKey(rule.getKey()) && rule.getValue().size() > CountedEvents.MAX_GROUPS)
                .map(rule ->
                        "%d correlations count the rule \"%s\" (%s): where groups are kept, in a replay and in a node, the first %d do"
                                .formatted(
                                        rule.getValue().size(),
                                        known.get(rule.getKey()).title(),
                                        rule.getKey(),
                                        CountedEvents.MAX_GROUPS))
                .sorted()
                .toList();
    }
}
