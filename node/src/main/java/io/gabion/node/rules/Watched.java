package io.gabion.node.rules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What some files say, as they are now. It changes as a whole or not at all: a change that would break something is
 * refused, and the last good content goes on. One thread refreshes, any thread reads.
 */
public final class Watched<T> {
    /** The files, and what they make. */
    public interface Content<T> {
        List<Path> files() throws IOException;

        T load() throws IOException;

        /** What the next content would lose without anybody having asked for it, in one line, or empty. */
        String broken(T before, T next);

        /** What of the next content is not used and was not refused before: whole lines of a log. */
        default List<String> refused(T before, T next) {
            return List.of();
        }
    }

    public sealed interface Refreshed<T> {
        record Unchanged<T>() implements Refreshed<T> {}

        /** @param refused as {@link Content#refused} has it */
        record Replaced<T>(T now, List<String> refused) implements Refreshed<T> {}

        /** The old content goes on. @param reason one line, with file and line */
        record Kept<T>(String reason) implements Refreshed<T> {}
    }

    private record Stamp(String file, long size, long modified) {}

    private final Content<T> content;
    private volatile T current;
    private List<Stamp> stamps;

    /** Takes what loads of the files; the caller tells of what does not. */
    public Watched(Content<T> content) throws IOException {
        this.content = content;
        this.stamps = stamps();
        this.current = content.load();
    }

    public T current() {
        return current;
    }

    /** Looks whether a file has come, gone or changed since, and takes the new content if it is good. */
    public Refreshed<T> refresh() {
        try {
            var now = stamps();
            if (now.equals(stamps)) {
                return new Refreshed.Unchanged<>();
            }
            // Kept or not, these files are judged once: a warning comes once for each change.
            stamps = now;
            var loaded = content.load();
            var broken = content.broken(current, loaded);
            if (!broken.isEmpty()) {
                return new Refreshed.Kept<>(broken);
            }
            var refused = content.refused(current, loaded);
            current = loaded;
            return new Refreshed.Replaced<>(loaded, refused);
        } catch (IOException e) {
            return new Refreshed.Kept<>(String.valueOf(e.getMessage()));
        }
    }

    private List<Stamp> stamps() throws IOException {
        var all = new ArrayList<Stamp>();
        for (var file : content.files()) {
            all.add(new Stamp(
                    file.toString(),
                    Files.size(file),
                    Files.getLastModifiedTime(file).toMillis()));
        }
        return all;
    }
}
