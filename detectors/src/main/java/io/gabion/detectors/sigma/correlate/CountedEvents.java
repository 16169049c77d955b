package io.gabion.detectors.sigma.correlate;

import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.rule.Chain;
import io.gabion.protocol.rule.Chain.Link;
import io.gabion.protocol.rule.Counting;
import io.gabion.protocol.rule.Counting.Event;
import io.gabion.protocol.rule.Counting.Filled;
import io.gabion.protocol.rule.Rule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Collects the events of one batch that correlations count, by correlation and group. */
public final class CountedEvents {
    /** In which one observation is counted, at most. */
    public static final int MAX_GROUPS = 16;

    /** One observation may satisfy several rules: whatever order they are asked in, it is counted in that of the correlation. */
    private static final Comparator<Event> ORDER =
            Comparator.comparingInt(Event::at).thenComparingInt(Event::rule);

    private record Group(Occurrence first, List<Event> events) {}

    private final Correlations correlations;
    private final Map<String, Map<String, Group>> found = new LinkedHashMap<>();
    private final Map<Rule, Integer> left = new LinkedHashMap<>();
    private int last = -1;
    private int groups;

    public CountedEvents(Correlations correlations) {
        this.correlations = correlations;
    }

    /**
     * @param at the observation's place in the batch, ascending
     * @param rule the id of one that it satisfied
     * @param fields what it says under a name as rules use it, or null
     */
    public void add(int at, Observation observation, String rule, UnaryOperator<String> fields) {
        groups = at == last ? groups : 0;
        last = at;
        for (var link : correlations.of(rule)) {
            Occurrence.of(link, fields)
                    .filter(_ -> hasRoom(link.rule()))
                    .ifPresent(occurrence -> found.computeIfAbsent(link.rule().id(), _ -> new LinkedHashMap<>())
                            .computeIfAbsent(occurrence.group(), _ -> new Group(occurrence, new ArrayList<>()))
                            .events()
                            .add(event(at, occurrence, filled(link, observation, fields))));
        }
    }

    private boolean hasRoom(Rule correlation) {
        boolean room = groups++ < MAX_GROUPS;
        if (!room) {
            left.merge(correlation, 1, Integer::sum);
        }
        return room;
    }

    /** How many events each correlation would have counted but for {@link #MAX_GROUPS}. */
    public Map<Rule, Integer> left() {
        return left;
    }

    private static Event event(int at, Occurrence occurrence, List<Filled> filled) {
        return new Event(at, occurrence.link().place(), occurrence.value(), occurrence.number(), filled);
    }

    /** What others that build on the correlation ask for, where the observation has it under another name. */
    private List<Filled> filled(Link link, Observation observation, UnaryOperator<String> fields) {
        var links = correlations.chain(link.rule().id()).links();
        if (links.isEmpty()) {
            return List.of();
        }
        var own = Occurrence.asked(links, Occurrence.in(observation.told().fields()));
        return Occurrence.asked(links, fields).entrySet().stream()
                .filter(field -> !field.getValue().equals(own.get(field.getKey())))
                .map(field -> new Filled(field.getKey(), field.getValue()))
                .toList();
    }

    public List<Counting> all() {
        return found.values().stream().map(CountedEvents::counting).toList();
    }

    /** Of the correlations that do not stand alone. */
    public List<Chain> chains() {
        return found.keySet().stream()
                .filter(correlations::isChained)
                .map(correlations::chain)
                .toList();
    }

    private static Counting counting(Map<String, Group> groups) {
        var link = groups.values().iterator().next().first().link();
        return new Counting(
                link.rule(),
                link.condition(),
                groups.entrySet().stream()
                        .map(e -> new Counting.Group(
                                e.getKey(),
                                e.getValue().first().values(),
                                e.getValue().events().stream().sorted(ORDER).toList()))
                        .toList());
    }
}
