package io.gabion.detectors.sigma.correlate;

import io.gabion.detectors.sigma.match.Numbers;
import io.gabion.detectors.sigma.rule.Fold;
import io.gabion.detectors.sigma.rule.SigmaRule.Correlation;
import io.gabion.detectors.sigma.rule.SigmaRule.Type;
import io.gabion.protocol.Names;
import io.gabion.protocol.observation.Source;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which groups of which correlations a rule's hit concerns. */
public final class Correlations {
    /** @param values of the fields it is grouped by, under the names that the correlation gives them */
    public record Group(Correlation rule, Map<String, String> values) {
        /** The same for the same values in any case, and for every version of the rule. */
        public String id() {
            var parts = new ArrayList<String>();
            parts.add(rule.meta().id());
            rule.groupBy().forEach(name -> parts.add(Fold.of(values.get(name))));
            return Names.of(parts.toArray(String[]::new));
        }
    }

    public record Occurrence(Group group, Entry entry) {}

    private record Use(Correlation rule, int place) {}

    private final Map<String, List<Use>> uses = new HashMap<>();
    private final Map<String, GroupRule> rules = new HashMap<>();

    public Correlations(List<Correlation> correlations) {
        for (var correlation : correlations) {
            rules.put(correlation.meta().id(), new GroupRule(correlation));
            for (int i = 0; i < correlation.rules().size(); i++) {
                uses.computeIfAbsent(correlation.rules().get(i), _ -> new ArrayList<>())
                        .add(new Use(correlation, i));
            }
        }
    }

    public GroupRule rule(Group group) {
        return rules.get(group.rule().meta().id());
    }

    public boolean concerns(String rule) {
        return uses.containsKey(rule);
    }

    /**
     * @param rule the id of the rule or correlation that was satisfied
     * @param fields of the event, or of the group that was found
     */
    public List<Occurrence> of(String rule, Instant time, Source source, Map<String, String> fields) {
        var occurrences = new ArrayList<Occurrence>();
        for (var use : uses.getOrDefault(rule, List.of())) {
            var group = group(use.rule(), rule, fields);
            var entry = entry(use, rule, time, source, fields);
            if (group.isPresent() && entry.isPresent()) {
                occurrences.add(new Occurrence(group.get(), entry.get()));
            }
        }
        return occurrences;
    }

    /** An event without one of the fields belongs to no group. */
    private static Optional<Group> group(Correlation correlation, String rule, Map<String, String> fields) {
        var values = new LinkedHashMap<String, String>();
        for (var name : correlation.groupBy()) {
            var value = value(fields, field(correlation, rule, name));
            if (value == null) {
                return Optional.empty();
            }
            values.put(name, value);
        }
        return Optional.of(new Group(correlation, values));
    }

    private static String field(Correlation correlation, String rule, String name) {
        var alias = correlation.aliases().get(name);
        return alias == null ? name : alias.getOrDefault(rule, name);
    }

    private static Optional<Entry> entry(
            Use use, String rule, Instant time, Source source, Map<String, String> fields) {
        long hash = 0;
        double number = 0;
        var names = use.rule().condition().fields();
        boolean counts = use.rule().type() == Type.VALUE_COUNT || use.rule().type() == Type.VALUE_PERCENTILE;
        if (counts || use.rule().type() == Type.VALUE_SUM || use.rule().type() == Type.VALUE_AVG) {
            var parts = new ArrayList<String>();
            for (var name : names) {
                var value = value(fields, field(use.rule(), rule, name));
                if (value == null) {
                    return Optional.empty();
                }
                parts.add(Fold.of(value));
                number = Numbers.of(value);
            }
            hash = Long.parseUnsignedLong(Names.of(parts.toArray(String[]::new)).substring(0, 16), 16);
            boolean adds = !counts || use.rule().type() == Type.VALUE_PERCENTILE && !isShare(use.rule());
            if (adds && Double.isNaN(number)) {
                return Optional.empty();
            }
            number = adds ? number : 0;
        }
        return Optional.of(new Entry(time.toEpochMilli(), use.place(), hash, number, 1, source));
    }

    private static boolean isShare(Correlation rule) {
        return rule.condition().percentile() < 0;
    }

    private static String value(Map<String, String> fields, String name) {
        var exact = fields.get(name);
        if (exact != null) {
            return exact;
        }
        var folded = Fold.of(name);
        for (var field : fields.entrySet()) {
            if (Fold.of(field.getKey()).equals(folded)) {
                return field.getValue();
            }
        }
        return null;
    }
}
