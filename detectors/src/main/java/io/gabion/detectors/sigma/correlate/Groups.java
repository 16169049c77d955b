package io.gabion.detectors.sigma.correlate;

import io.gabion.detectors.sigma.Hit;
import io.gabion.protocol.observation.Observation;
import io.gabion.protocol.observation.Source;
import io.gabion.protocol.rule.Chain.Link;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.UnaryOperator;

/**
 * All groups of one stream of events, where no mesh keeps them: at most so many, the longest untouched goes first. What comes
 * at one time is taken level by level, as the mesh does.
 */
public final class Groups {
    public static final int MAX_GROUPS = 100_000;

    /** @param first what the group is of @param fields of its last event, that others ask for */
    private record Held(Occurrence first, GroupState state, Map<String, String> fields) {
        Held with(GroupState next) {
            return new Held(first, next, fields);
        }
    }

    private record Due(long at, String group) {}

    /** An event of a group, or the end of its window. */
    private record Task(Occurrence of, Entry entry, Map<String, String> fields, boolean closing) {}

    private static final Comparator<Task> ORDER = Comparator.comparingInt(
                    (Task task) -> task.of().link().level())
            .thenComparingLong(task -> task.entry().time())
            .thenComparing(task -> !task.closing())
            .thenComparing(Task::entry, Entry.ORDER)
            .thenComparing(task -> task.of().group());

    private final Correlations correlations;
    private final int most;
    private final Map<String, GroupRule> rules = new HashMap<>();
    private final LinkedHashMap<String, Held> groups = new LinkedHashMap<>(16, 0.75f, true);
    private final PriorityQueue<Due> due =
            new PriorityQueue<>(Comparator.comparingLong(Due::at).thenComparing(Due::group));
    private final PriorityQueue<Task> tasks = new PriorityQueue<>(ORDER);

    public Groups(Correlations correlations, int most) {
        this.correlations = correlations;
        this.most = most;
    }

    /** Windows that are over by then, oldest first. */
    public List<Hit> until(Instant now) {
        var hits = new ArrayList<Hit>();
        while (!due.isEmpty() && due.peek().at() <= now.toEpochMilli()) {
            long at = due.peek().at();
            while (!due.isEmpty() && due.peek().at() == at) {
                var held = groups.get(due.remove().group());
                if (held != null) {
                    var end = new Entry(
                            at, 0, 0, 0, 0, held.state().entries().getLast().source());
                    tasks.add(new Task(held.first(), end, Map.of(), true));
                }
            }
            hits.addAll(settle());
        }
        return hits;
    }

    /** What follows from the rules that an event satisfied. @param fields what it says under a name as rules use it, or null */
    public List<Hit> add(List<String> satisfied, Observation event, UnaryOperator<String> fields) {
        satisfied.forEach(rule -> tell(rule, event.time().toEpochMilli(), event.source(), fields));
        return settle();
    }

    /** All correlations that build on what was found. */
    private void tell(String rule, long at, Source source, UnaryOperator<String> fields) {
        for (var link : correlations.of(rule)) {
            Occurrence.of(link, fields).ifPresent(occurrence -> {
                var entry = new Entry(at, link.place(), occurrence.value(), occurrence.number(), 1, source);
                var chain = correlations.chain(link.rule().id());
                tasks.add(new Task(occurrence, entry, Occurrence.asked(chain.links(), fields), false));
            });
        }
    }

    private List<Hit> settle() {
        var hits = new ArrayList<Hit>();
        while (!tasks.isEmpty()) {
            var task = tasks.remove();
            close(task, hits);
            if (!task.closing()) {
                add(task, hits);
            }
        }
        return hits;
    }

    private void close(Task task, List<Hit> hits) {
        var held = groups.get(task.of().group());
        if (held == null) {
            return;
        }
        var rule = rule(task.of().link());
        var end = rule.due(held.state());
        var step = rule.close(held.state(), task.entry().time());
        keep(held.with(step.state()));
        step.found().ifPresent(entries -> found(held, end.orElseThrow(), entries, hits));
    }

    private void add(Task task, List<Hit> hits) {
        var id = task.of().group();
        var held = groups.get(id);
        var before = held == null ? GroupState.EMPTY : held.state();
        var step = rule(task.of().link()).add(before, task.entry());
        var now = new Held(task.of(), step.state(), task.fields());
        keep(now);
        if (before.isEmpty()) {
            rule(task.of().link()).due(step.state()).ifPresent(at -> remind(new Due(at, id)));
        }
        step.found().ifPresent(entries -> found(now, task.entry().time(), entries, hits));
    }

    private GroupRule rule(Link link) {
        return rules.computeIfAbsent(link.rule().id(), _ -> GroupRule.of(link.condition()));
    }

    private void remind(Due next) {
        if (due.size() > 2 * most) {
            due.removeIf(d -> !groups.containsKey(d.group()));
        }
        due.add(next);
    }

    private void keep(Held held) {
        var id = held.first().group();
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
    private void found(Held held, long at, List<Entry> entries, List<Hit> hits) {
        var rule = held.first().link().rule().id();
        var evidence = entries.stream().map(Entry::source).toList();
        var last = evidence.getLast();
        hits.add(new Hit(correlations.meta(rule), held.first().group(), last, Instant.ofEpochMilli(at), evidence));
        var fields = new HashMap<>(held.fields());
        fields.putAll(held.first().values());
        tell(rule, at, last, Occurrence.in(fields));
    }
}
