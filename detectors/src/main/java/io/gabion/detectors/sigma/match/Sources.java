package io.gabion.detectors.sigma.match;

import io.gabion.detectors.sigma.match.LogSources.Way;
import io.gabion.detectors.sigma.rule.Fold;
import io.gabion.detectors.sigma.rule.LogSource;
import io.gabion.protocol.observation.Several;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The log sources of a set of rules, and which of them an event belongs to. */
final class Sources {
    /** What follows from an event's log sources. @param fills by slot, for fields that the event has not itself */
    record Active(int[] sources, boolean[] is, List<Filling> fills) {}

    record Filling(int slot, Fill fill) {}

    /** One of the slots must have one of the classes, or any if there are none. */
    private record Condition(int[] decisive, boolean[] classes) {}

    private record Known(int source, List<Condition> where, List<Filling> fills) {}

    private final int count;
    private final List<Known> known = new ArrayList<>();
    /** The slots that decide, and for each the classes of its values: 0 absent, 1 any other value. */
    private final List<Integer> decisive = new ArrayList<>();

    private final List<Map<String, Integer>> classes = new ArrayList<>();

    Sources(List<LogSource> sources, LogSources mapping, LogSource declared, Slots slots) {
        count = sources.size();
        record Asked(int source, Way way) {}
        var asked = new ArrayList<Asked>();
        for (int i = 0; i < count; i++) {
            for (var way : ways(sources.get(i), mapping, declared)) {
                asked.add(new Asked(i, way));
                way.where().forEach(c -> c.fields().forEach(f -> classes(slots.of(f), c.values())));
            }
        }
        for (var one : asked) {
            known.add(new Known(one.source(), conditions(one.way(), slots), fills(one.way(), slots)));
        }
    }

    /** What is declared need not be found out; what contradicts it never is. */
    private static List<Way> ways(LogSource source, LogSources mapping, LogSource declared) {
        var product = rest(source.product(), declared.product());
        var category = rest(source.category(), declared.category());
        var service = rest(source.service(), declared.service());
        if (product == null || category == null || service == null) {
            return List.of();
        }
        var rest = new LogSource(product, category, service);
        if (rest.equals(LogSource.ANY)) {
            return mapping.ways(LogSource.ANY);
        }
        // A category without its product would be that of any product.
        return mapping.ways(
                category.isEmpty() && service.isEmpty() ? rest : new LogSource(source.product(), category, service));
    }

    private static String rest(String asked, String declared) {
        return declared.isEmpty() || asked.isEmpty() ? asked : asked.equals(declared) ? "" : null;
    }

    private void classes(int slot, Set<String> values) {
        int at = decisive.indexOf(slot);
        if (at < 0) {
            at = decisive.size();
            decisive.add(slot);
            classes.add(new HashMap<>());
        }
        var known = classes.get(at);
        for (var value : values) {
            known.computeIfAbsent(value, _ -> known.size() + 2);
        }
    }

    private List<Condition> conditions(Way way, Slots slots) {
        var where = new ArrayList<Condition>();
        for (var condition : way.where()) {
            var places = condition.fields().stream()
                    .mapToInt(f -> decisive.indexOf(slots.of(f)))
                    .toArray();
            int most = 0;
            for (int place : places) {
                most = Math.max(most, classes.get(place).size() + 2);
            }
            var wanted = new boolean[places.length * most];
            for (int i = 0; i < places.length; i++) {
                for (int c = 1; c < most; c++) {
                    wanted[i * most + c] = condition.values().isEmpty();
                }
                for (var value : condition.values()) {
                    wanted[i * most + classes.get(places[i]).get(value)] = true;
                }
            }
            where.add(new Condition(places, wanted));
        }
        return where;
    }

    private static List<Filling> fills(Way way, Slots slots) {
        var fills = new ArrayList<Filling>();
        way.fills().forEach((field, fill) -> {
            int slot = slots.find(field);
            if (slot >= 0) {
                fill.needs().forEach(slots::of);
                fills.add(new Filling(slot, fill));
            }
        });
        return fills;
    }

    int[] decisive() {
        return decisive.stream().mapToInt(Integer::intValue).toArray();
    }

    int classOf(int place, String value) {
        if (value == null) {
            return 0;
        }
        var known = classes.get(place);
        var exact = known.get(value);
        if (exact != null) {
            return exact;
        }
        // Of several values the first one that decides anything.
        return Several.of(value).stream()
                .map(one -> known.getOrDefault(Fold.of(one), 1))
                .filter(found -> found > 1)
                .findFirst()
                .orElse(1);
    }

    /** @param classes of the decisive slots, in their order */
    Active active(int[] classes) {
        var is = new boolean[count];
        var fills = new LinkedHashMap<Integer, Filling>();
        for (var one : known) {
            if (one.where().stream().allMatch(c -> holds(c, classes))) {
                is[one.source()] = true;
                one.fills().forEach(f -> fills.putIfAbsent(f.slot(), f));
            }
        }
        var sources =
                java.util.stream.IntStream.range(0, count).filter(i -> is[i]).toArray();
        return new Active(sources, is, List.copyOf(fills.values()));
    }

    private static boolean holds(Condition condition, int[] classes) {
        int most = condition.classes().length / condition.decisive().length;
        for (int i = 0; i < condition.decisive().length; i++) {
            int found = classes[condition.decisive()[i]];
            if (found < most && condition.classes()[i * most + found]) {
                return true;
            }
        }
        return false;
    }
}
