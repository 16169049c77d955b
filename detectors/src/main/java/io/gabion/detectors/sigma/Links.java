package io.gabion.detectors.sigma;

import io.gabion.detectors.sigma.RulePack.Refused;
import io.gabion.detectors.sigma.rule.Meta;
import io.gabion.detectors.sigma.rule.SigmaRule.Correlation;
import io.gabion.protocol.rule.Chain;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Finds what correlations build on. */
final class Links {
    /** @param file for people */
    record Named(String file, Correlation rule) {}

    private final Map<String, String> byId = new HashMap<>();
    private final Map<String, String> byName = new HashMap<>();
    /** Of each correlation all that it builds on, at any remove, but for plain rules. */
    private final Map<String, Set<String>> below = new HashMap<>();

    private final Map<String, Integer> levels = new HashMap<>();
    private final Map<String, Integer> above = new HashMap<>();

    /**
     * With ids for names, each after those that it builds on. None that lacks a rule or needs itself, and none too many.
     *
     * @param plain rules that build on nothing
     */
    static List<Correlation> resolved(List<Meta> plain, List<Named> correlations, List<Refused> refused) {
        var links = new Links();
        plain.forEach(links::add);
        var waiting = new ArrayDeque<>(correlations);
        var parked = new LinkedHashMap<String, List<Named>>();
        var done = new ArrayList<Correlation>();
        while (!waiting.isEmpty()) {
            var one = waiting.poll();
            var missing = links.missing(one.rule());
            if (!missing.isEmpty()) {
                parked.computeIfAbsent(key(missing), _ -> new ArrayList<>()).add(one);
                continue;
            }
            var resolved =
                    one.rule().over(one.rule().rules().stream().map(links::id).toList());
            var fault = links.stack(resolved);
            if (!fault.isEmpty()) {
                refused.add(new Refused(one.file(), 0, fault));
                continue;
            }
            done.add(resolved);
            links.add(resolved.meta());
            for (var name : List.of(resolved.meta().id(), resolved.meta().name())) {
                var woken = parked.remove(key(name));
                waiting.addAll(woken == null ? List.of() : woken);
            }
        }
        parked.values().stream()
                .flatMap(List::stream)
                .forEach(one -> refused.add(new Refused(
                        one.file(), 0, "no such rule, or one that needs this one: " + links.missing(one.rule()))));
        return done;
    }

    private static String key(String reference) {
        return reference.toLowerCase(Locale.ROOT);
    }

    private void add(Meta meta) {
        byId.putIfAbsent(key(meta.id()), meta.id());
        byName.putIfAbsent(meta.name(), meta.id());
    }

    /** Empty if there is none. */
    private String id(String reference) {
        var id = byId.get(key(reference));
        return id != null ? id : reference.isEmpty() ? "" : byName.getOrDefault(reference, "");
    }

    private String missing(Correlation correlation) {
        return correlation.rules().stream()
                .filter(rule -> id(rule).isEmpty())
                .findFirst()
                .orElse("");
    }

    /** Puts it on what it builds on, all of which is known. @return why that cannot be, or empty */
    private String stack(Correlation correlation) {
        int level = 1
                + correlation.rules().stream()
                        .mapToInt(rule -> levels.getOrDefault(rule, 0))
                        .max()
                        .orElse(0);
        if (level > Chain.LEVELS) {
            return "more than " + Chain.LEVELS + " correlations stand on each other";
        }
        var all = new HashSet<String>();
        int links = 0;
        for (var rule : correlation.rules()) {
            if (levels.containsKey(rule)) {
                links++;
                all.add(rule);
                all.addAll(below.get(rule));
            }
        }
        for (var one : all) {
            if (above.getOrDefault(one, 0) + links > Chain.LINKS) {
                return "more than " + Chain.LINKS + " links lead on from the correlation " + one;
            }
        }
        for (var one : all) {
            above.merge(one, links, Integer::sum);
        }
        levels.put(correlation.meta().id(), level);
        below.put(correlation.meta().id(), all);
        return "";
    }
}
