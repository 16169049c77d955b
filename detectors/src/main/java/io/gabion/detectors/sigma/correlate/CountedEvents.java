package io.gabion.detectors.sigma.correlate;

import io.gabion.detectors.sigma.rule.SigmaRule.Correlation;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.rule.Counting;
import io.gabion.protocol.rule.Counting.Bound;
import io.gabion.protocol.rule.Counting.Condition;
import io.gabion.protocol.rule.Counting.Event;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Collects the events of one batch that correlations count, by correlation and group. */
public final class CountedEvents {
    /** In which one observation is counted, at most. */
    public static final int MAX_GROUPS = 16;

    private record Group(Correlations.Group of, List<Event> events) {}

    private final Correlations correlations;
    private final Map<String, Map<String, Group>> found = new LinkedHashMap<>();
    private int last = -1;
    private int groups;

    public CountedEvents(Correlations correlations) {
        this.correlations = correlations;
    }

    /** @param at the observation's place in the batch, ascending @param rule the id of one that it satisfied */
    public void add(int at, Observation observation, String rule) {
        groups = at == last ? groups : 0;
        last = at;
        if (!correlations.concerns(rule)) {
            return;
        }
        for (var occurrence : correlations.of(
                rule,
                observation.time(),
                observation.source(),
                observation.told().fields())) {
            if (groups++ < MAX_GROUPS) {
                var entry = occurrence.entry();
                found.computeIfAbsent(occurrence.group().rule().meta().id(), _ -> new LinkedHashMap<>())
                        .computeIfAbsent(occurrence.group().id(), _ -> new Group(occurrence.group(), new ArrayList<>()))
                        .events()
                        .add(new Event(at, entry.rule(), entry.value(), entry.number()));
            }
        }
    }

    public List<Counting> all() {
        return found.values().stream().map(CountedEvents::counting).toList();
    }

    private static Counting counting(Map<String, Group> groups) {
        var rule = groups.values().iterator().next().of().rule();
        return new Counting(
                rule.meta().shown(),
                condition(rule),
                groups.entrySet().stream()
                        .map(e -> new Counting.Group(
                                e.getKey(),
                                e.getValue().of().values(),
                                e.getValue().events()))
                        .toList());
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
}
