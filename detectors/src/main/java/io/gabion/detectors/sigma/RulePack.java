package io.gabion.detectors.sigma;

import io.gabion.detectors.sigma.match.LogSources;
import io.gabion.detectors.sigma.match.RuleSet;
import io.gabion.detectors.sigma.rule.LogSource;
import io.gabion.detectors.sigma.rule.Placeholders;
import io.gabion.detectors.sigma.rule.RuleReader;
import io.gabion.detectors.sigma.rule.RuleReader.Read;
import io.gabion.detectors.sigma.rule.SigmaRule;
import io.gabion.detectors.sigma.rule.SigmaRule.Correlation;
import io.gabion.detectors.sigma.rule.SigmaRule.Detection;
import io.gabion.detectors.sigma.rule.SigmaRule.Filter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The rules of some files, with their filters applied, and what could not be used.
 *
 * @param detections the rules that decide on one event, including those that only correlations need
 * @param silent ids of detections and correlations that speak through a correlation only
 * @param refused every document that could not be used, with the reason
 * @param files where each detection, correlation and filter that is used is from, by id
 * @param idle filters that narrow no rule, with the reason
 */
public record RulePack(
        List<Detection> detections,
        List<Correlation> correlations,
        Set<String> silent,
        List<Refused> refused,
        Map<String, String> files,
        List<Refused> idle) {
    public static final int MAX_RULES = 20_000;

    /** @param name for people, such as its path @param license of rules that name none themselves, or empty */
    public record File(String name, String text, String license) {}

    /** @param line 0 if the reason has no one place */
    public record Refused(String file, int line, String reason) {
        @Override
        public String toString() {
            return file + (line > 0 ? ":" + line : "") + ": " + reason;
        }
    }

    private record Known(String file, SigmaRule rule) {}

    private record Idle(String file, Filter filter) {}

    public RulePack {
        detections = List.copyOf(detections);
        correlations = List.copyOf(correlations);
        silent = Set.copyOf(silent);
        refused = List.copyOf(refused);
        files = Map.copyOf(files);
        idle = List.copyOf(idle);
    }

    public int loaded() {
        return detections.size() + correlations.size();
    }

    /** Compiled, with what its correlations ask of events. @param declared what is known of all events, however they look */
    public RuleSet compiled(LogSources mapping, LogSource declared) {
        var told = correlations.stream()
                .flatMap(Correlation::fields)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toSet());
        return RuleSet.of(detections, mapping, declared, told);
    }

    /** Reads the files in their order. Of two documents with one id the first counts. */
    public static RulePack of(List<File> files, Placeholders placeholders) {
        var known = new ArrayList<Known>();
        var refused = new ArrayList<Refused>();
        var ids = new HashMap<String, String>();
        for (var file : files) {
            for (var read : RuleReader.read(file.text(), file.license(), placeholders)) {
                switch (read) {
                    case Read.Refused(int line, var reason) -> refused.add(new Refused(file.name(), line, reason));
                    case Read.Loaded(var rule) -> {
                        var other = ids.putIfAbsent(rule.meta().id(), file.name());
                        if (other != null) {
                            refused.add(new Refused(file.name(), 0, "its id is that of a rule of " + other));
                        } else if (known.size() == MAX_RULES) {
                            refused.add(new Refused(file.name(), 0, "more than " + MAX_RULES + " rules"));
                        } else {
                            known.add(new Known(file.name(), rule));
                        }
                    }
                }
            }
        }
        return linked(known, refused, ids);
    }

    private static RulePack linked(List<Known> known, List<Refused> refused, Map<String, String> ids) {
        var filters = known.stream()
                .flatMap(k -> k.rule() instanceof Filter filter ? Stream.of(filter) : null)
                .toList();
        var detections = new ArrayList<Detection>();
        for (var one : known) {
            if (one.rule() instanceof Detection rule) {
                var narrowed = rule;
                for (var filter : filters) {
                    narrowed = filter.narrows(rule) ? narrowed.and(filter.expression()) : narrowed;
                }
                detections.add(narrowed);
            }
        }
        var correlations = Links.resolved(
                known.stream()
                        .map(Known::rule)
                        .filter(Detection.class::isInstance)
                        .map(SigmaRule::meta)
                        .toList(),
                known.stream()
                        .filter(k -> k.rule() instanceof Correlation)
                        .map(k -> new Links.Named(k.file(), (Correlation) k.rule()))
                        .toList(),
                refused);
        var silent = new HashSet<String>();
        for (var correlation : correlations) {
            if (!correlation.generate()) {
                silent.addAll(correlation.rules());
            }
        }
        for (var correlation : correlations) {
            // A rule that one correlation lets speak for itself is heard, whatever others say.
            if (correlation.generate()) {
                correlation.rules().forEach(silent::remove);
            }
        }
        var files = new HashMap<String, String>();
        for (var one : known) {
            if (!(one.rule() instanceof Correlation)) {
                files.put(one.rule().meta().id(), one.file());
            }
        }
        for (var correlation : correlations) {
            files.put(correlation.meta().id(), ids.get(correlation.meta().id()));
        }
        return new RulePack(detections, correlations, silent, refused, files, idle(known));
    }

    private static List<Refused> idle(List<Known> known) {
        var rules = known.stream()
                .flatMap(k -> k.rule() instanceof Detection rule ? Stream.of(rule) : null)
                .toList();
        return known.stream()
                .flatMap(k -> k.rule() instanceof Filter filter ? Stream.of(new Idle(k.file(), filter)) : null)
                .filter(one -> rules.stream().noneMatch(one.filter()::narrows))
                .map(one -> new Refused(one.file(), 0, why(one.filter(), rules)))
                .toList();
    }

    private static String why(Filter filter, List<Detection> rules) {
        boolean named = rules.stream().anyMatch(filter::names);
        return "the filter " + filter.meta().title() + " narrows no rule: "
                + (named ? "none of those it is for is of its log source" : "no rule here is called as it says");
    }
}
