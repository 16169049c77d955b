package io.gabion.node.rules;

import io.gabion.detectors.sigma.RulePack;
import io.gabion.detectors.sigma.RulePack.Refused;
import io.gabion.detectors.sigma.match.LogSources;
import io.gabion.detectors.sigma.match.RuleSet;
import io.gabion.detectors.sigma.rule.LogSource;
import io.gabion.node.rules.Watched.Refreshed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The rules of some folders as they are now. A change that would break a rule, or leave none, is refused; a rule that is new
 * and cannot be used is left out.
 */
public final class RulePacks implements Watched.Content<RulePacks.Loaded> {
    /** @param set compiled, for events that tell their log source themselves */
    public record Loaded(RulePack pack, RuleSet set) {
        public static Loaded of(RulePack pack, LogSources mapping) {
            return new Loaded(pack, pack.compiled(mapping, LogSource.ANY));
        }
    }

    private final List<Path> paths;
    private final Path placeholders;
    private final boolean withOwn;
    private final LogSources mapping = LogSources.bundled();
    private final Watched<Loaded> watched;

    /**
     * Takes what loads of the folders; the caller tells of what does not.
     *
     * @param placeholders a file as for {@link RuleContext}, or null
     */
    public RulePacks(List<Path> paths, Path placeholders) throws IOException {
        this(paths, placeholders, false);
    }

    private RulePacks(List<Path> paths, Path placeholders, boolean withOwn) throws IOException {
        this.paths = List.copyOf(paths);
        this.placeholders = placeholders;
        this.withOwn = withOwn;
        this.watched = new Watched<>(this);
    }

    /** With {@link OwnRules} beside them, unless there are no paths: then no rules are wanted. */
    public static RulePacks withOwn(List<Path> paths, Path placeholders) throws IOException {
        return new RulePacks(paths, placeholders, !paths.isEmpty());
    }

    /** How many of the rules are Gabion's own. */
    public int own() throws IOException {
        return withOwn
                ? RulePack.of(OwnRules.files(), RuleContext.placeholders(null)).loaded()
                : 0;
    }

    public Loaded current() {
        return watched.current();
    }

    public Refreshed<Loaded> refresh() {
        return watched.refresh();
    }

    @Override
    public String broken(Loaded last, Loaded next) {
        var fresh = fresh(last, next);
        var lost = new HashMap<>(last.pack().files());
        lost.keySet().removeAll(next.pack().files().keySet());
        var from = Set.copyOf(lost.values());
        for (var refused : fresh) {
            if (from.contains(refused.file())) {
                return refused.toString();
            }
        }
        return next.pack().loaded() == 0 && last.pack().loaded() > 0 ? paths + ": no rule is left" : "";
    }

    @Override
    public List<String> refused(Loaded last, Loaded next) {
        return fresh(last, next).stream().map(LiveRules::notUsed).toList();
    }

    /** Refusals that are new, wherever in its file one that was refused before stands now. */
    private static List<Refused> fresh(Loaded last, Loaded next) {
        var before = last.pack().refused().stream()
                .collect(Collectors.groupingBy(RulePacks::anywhere, Collectors.counting()));
        return next.pack().refused().stream()
                .filter(refused -> before.merge(anywhere(refused), -1L, Long::sum) < 0)
                .toList();
    }

    private static String anywhere(Refused refused) {
        return new Refused(refused.file(), 0, refused.reason()).toString();
    }

    @Override
    public Loaded load() throws IOException {
        var pack =
                RuleFolder.load(paths, RuleContext.placeholders(placeholders), withOwn ? OwnRules.files() : List.of());
        return Loaded.of(pack, mapping);
    }

    @Override
    public List<Path> files() throws IOException {
        var all = new ArrayList<Path>();
        for (var path : paths) {
            all.addAll(RuleFolder.files(path));
        }
        if (placeholders != null) {
            all.add(placeholders);
        }
        return all;
    }
}
