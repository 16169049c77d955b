package io.gabion.node.rules;

import io.gabion.detectors.sigma.RulePack;
import io.gabion.detectors.sigma.match.LogSources;
import io.gabion.detectors.sigma.match.RuleSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * The rules of some folders as they are now. They change as a whole or not at all: a change that would break a rule, or
 * leave none, is refused, and the last good rules go on. One thread refreshes, any thread reads.
 */
public final class RulePacks {
    /** @param set compiled, for events that tell their log source themselves */
    public record Loaded(RulePack pack, RuleSet set) {}

    public sealed interface Refreshed {
        record Unchanged() implements Refreshed {}

        record Replaced(Loaded now) implements Refreshed {}

        /** The old rules go on. @param reason one line, with file and line */
        record Kept(String reason) implements Refreshed {}
    }

    private record Stamp(String file, long size, long modified) {}

    private final List<Path> paths;
    private final Path placeholders;
    private final LogSources mapping = LogSources.bundled();
    private volatile Loaded current;
    private List<Stamp> stamps;

    /**
     * Takes what loads of the folders; the caller tells of what does not.
     *
     * @param placeholders a file as for {@link RuleContext}, or null
     */
    public RulePacks(List<Path> paths, Path placeholders) throws IOException {
        this.paths = List.copyOf(paths);
        this.placeholders = placeholders;
        this.stamps = stamps();
        this.current = load();
    }

    public Loaded current() {
        return current;
    }

    /** Looks whether a file has come, gone or changed since, and takes the new rules if they are good. */
    public Refreshed refresh() {
        try {
            var now = stamps();
            if (now.equals(stamps)) {
                return new Refreshed.Unchanged();
            }
            var loaded = load();
            // Kept or not, these files have been judged: a warning comes once for each change.
            stamps = now;
            var broken = broken(loaded.pack());
            if (broken != null) {
                return new Refreshed.Kept(broken);
            }
            current = loaded;
            return new Refreshed.Replaced(loaded);
        } catch (IOException e) {
            return new Refreshed.Kept(String.valueOf(e.getMessage()));
        }
    }

    /** What the new rules would lose without anybody having asked for it, or null. */
    private String broken(RulePack next) {
        var before = new HashSet<>(current.pack().refused());
        for (var refused : next.refused()) {
            if (!before.contains(refused)) {
                return refused.toString();
            }
        }
        return next.loaded() == 0 && current.pack().loaded() > 0 ? paths + ": no rule is left" : null;
    }

    private Loaded load() throws IOException {
        var pack = RuleFolder.load(paths, RuleContext.placeholders(placeholders));
        return new Loaded(pack, RuleSet.of(pack.detections(), mapping));
    }

    private List<Stamp> stamps() throws IOException {
        var all = new ArrayList<Stamp>();
        for (var path : paths) {
            for (var file : RuleFolder.files(path)) {
                all.add(stamp(file));
            }
        }
        if (placeholders != null) {
            all.add(stamp(placeholders));
        }
        return all;
    }

    private static Stamp stamp(Path file) throws IOException {
        return new Stamp(
                file.toString(),
                Files.size(file),
                Files.getLastModifiedTime(file).toMillis());
    }
}
