package io.gabion.detectors.sigma.correlate;

import io.gabion.detectors.sigma.Hit;
import io.gabion.detectors.sigma.correlate.Correlations.Group;
import io.gabion.protocol.observation.Source;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/** All groups of one stream of events, where no mesh keeps them: at most so many, the longest untouched goes first. */
public final class Groups {
    public static final int MAX_GROUPS = 100_000;

    private record Held(Group group, GroupState state, Map<String, String> fields) {}

    private record Due(long at, String group) {}

    private final Correlations correlations;
    private final int most;
    private final LinkedHashMap<String, Held> groups = new LinkedHashMap<>(16, 0.75f, true);
    private final PriorityQueue<Due> due =
            new PriorityQueue<>(Comparator.comparingLong(Due::at).thenComparing(Due::group));

    public Groups(Correlations correlations, int most) {
        this.correlations = correlations;
        this.most = most;
    }

    /** Windows that are over by then, oldest first. */
    public List<Hit> until(Instant now) {
        var hits = new ArrayList<Hit>();
        while (!due.isEmpty() && due.peek().at() <= now.toEpochMilli()) {
            var next = due.remove();
            var held = groups.get(next.group());
            if (held != null) {
                var step = correlations.rule(held.group()).close(held.state(), next.at());
                keep(next.group(), new Held(held.group(), step.state(), held.fields()));
                step.found().ifPresent(evidence -> found(held, Instant.ofEpochMilli(next.at()), evidence, hits));
            }
        }
        return hits;
    }

    /** What follows from a rule that an event satisfied. */
    public List<Hit> add(String rule, Instant time, Source source, Map<String, String> fields) {
        var hits = new ArrayList<Hit>();
        add(rule, time, source, fields, hits);
        return hits;
    }

    private void add(String rule, Instant time, Source source, Map<String, String> fields, List<Hit> hits) {
        for (var occurrence : correlations.of(rule, time, source, fields)) {
            var group = occurrence.group();
            var id = group.id();
            var held = groups.get(id);
            var before = held == null ? GroupState.EMPTY : held.state();
            var step = correlations.rule(group).add(before, occurrence.entry());
            // Only what another correlation builds on needs the event's own fields again.
            var kept = correlations.concerns(group.rule().meta().id()) ? fields : Map.<String, String>of();
            var now = new Held(group, step.state(), kept);
            keep(id, now);
            if (before.isEmpty()) {
                correlations.rule(group).due(step.state()).ifPresent(at -> remind(new Due(at, id)));
            }
            step.found().ifPresent(evidence -> found(now, time, evidence, hits));
        }
    }

    private void remind(Due next) {
        if (due.size() > 2 * most) {
            due.removeIf(d -> !groups.containsKey(d.group()));
        }
        due.add(next);
    }

    private void keep(String id, Held held) {
        if (held.state().isEmpty()) {
            groups.remove(id);
        } else {
            groups.put(id, held);
            if (groups.size() > most) {
                groups.remove(groups.firstEntry().getKey());
            }
        }
    }

    /** A correlation's hit may be an event of another: with the values of its group under their names there. */
    private void found(Held held, Instant time, List<Entry> entries, List<Hit> hits) {
        var rule = held.group().rule();
        var evidence = entries.stream().map(Entry::source).toList();
        hits.add(new Hit(rule.meta(), held.group().id(), evidence.getLast(), time, evidence));
        if (correlations.concerns(rule.meta().id())) {
            var fields = new HashMap<>(held.fields());
            fields.putAll(held.group().values());
            add(rule.meta().id(), time, evidence.getLast(), fields, hits);
        }
    }
}
