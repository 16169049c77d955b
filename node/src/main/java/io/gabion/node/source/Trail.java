package io.gabion.node.source;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The files which one log has left behind: {@code auth.log.2}, {@code auth.log.1} or {@code auth.log-20260131}, and at
 * last the log itself. Compressed ones do not count.
 */
final class Trail {
    private static final Pattern NUMBER = Pattern.compile("\\.\\d{1,4}");
    private static final Pattern ROTATED = Pattern.compile("[.-](\\d[\\dTZ_.-]*|old)");
    private static final int TRIES = 100;

    private final Path path;

    /** @param place where to go on in {@code file} */
    record Found(LogFile file, TailPosition place) {}

    private record Entry(Path path, String inode, FileTime modified) {
        String identity() {
            return inode + " " + path;
        }
    }

    Trail(Path path) {
        this.path = path;
    }

    /**
     * The file that {@code position} has read last: by its inode, or as a copy of it that a truncation left behind. If
     * it is gone or was truncated, the log itself from its start. Empty if there is no file at all.
     */
    Optional<Found> resume(TailPosition position) throws IOException {
        var entries = entries();
        for (int i = 0; i < TRIES; i++) {
            int at = indexOf(entries, position.inode());
            if (at >= 0) {
                var found = ifHeld(entries.get(at), position);
                if (found.isPresent()) {
                    return found;
                }
            }
            // a file that is renamed while the directory is listed may be missing, or be another one when it is opened
            var again = entries();
            if (isSame(entries, again)) {
                break;
            }
            entries = again;
        }
        if (position.offset() >= TailPosition.HEAD) {
            for (var entry : entries.reversed()) {
                var found = ifHeld(entry, position);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return LogFile.open(path)
                .map(file -> new Found(file, TailPosition.startOf(file.inode(), position.round() + 1)));
    }

    /** Whether another file stands, or none, where the log with that inode was. */
    boolean isRotated(String inode) throws IOException {
        return !LogFile.inodeAt(path).equals(Optional.of(inode));
    }

    /**
     * The file after the one at {@code position}, from its start; empty as long as there is none or nobody has written
     * to it, for the writer may be still at the old one.
     */
    Optional<Found> after(TailPosition position) throws IOException {
        for (int i = 0; i < TRIES; i++) {
            var entries = entries();
            int at = indexOf(entries, position.inode());
            if (at == entries.size() - 1) {
                return Optional.empty();
            }
            var next = at < 0 ? entries.getLast() : entries.get(at + 1);
            if (at < 0 && !next.path.equals(path)) {
                return Optional.empty();
            }
            var file = LogFile.open(next.path);
            if (file.isEmpty()) {
                continue;
            }
            boolean steady = file.get().inode().equals(next.inode) && isSame(entries, entries());
            boolean begun = !next.path.equals(path) || file.get().size() > 0;
            if (steady && begun) {
                return Optional.of(new Found(file.get(), TailPosition.startOf(next.inode, position.round() + 1)));
            }
            file.get().close();
            if (steady) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static Optional<Found> ifHeld(Entry entry, TailPosition position) throws IOException {
        var file = LogFile.open(entry.path);
        if (file.isPresent()
                && file.get().inode().equals(entry.inode)
                && file.get().holds(position)) {
            return Optional.of(new Found(file.get(), position.in(entry.inode)));
        }
        if (file.isPresent()) {
            file.get().close();
        }
        return Optional.empty();
    }

    private static int indexOf(List<Entry> entries, String inode) {
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i).inode.equals(inode)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isSame(List<Entry> some, List<Entry> others) {
        return some.stream()
                .map(Entry::identity)
                .toList()
                .equals(others.stream().map(Entry::identity).toList());
    }

    /** The oldest first, the log itself last. */
    private List<Entry> entries() throws IOException {
        var name = path.getFileName().toString();
        var rotated = new ArrayList<Entry>();
        try (var files = Files.newDirectoryStream(path.getParent(), file -> isRotated(file, name))) {
            for (var file : files) {
                addTo(rotated, file);
            }
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        rotated.sort(order(rotated, name.length()));
        addTo(rotated, path);
        return rotated;
    }

    private static boolean isRotated(Path file, String name) {
        var other = file.getFileName().toString();
        return other.startsWith(name)
                && ROTATED.matcher(other.substring(name.length())).matches();
    }

    private static void addTo(List<Entry> entries, Path file) throws IOException {
        try {
            var inode = LogFile.inodeAt(file);
            if (inode.isPresent()) {
                entries.add(new Entry(file, inode.get(), Files.getLastModifiedTime(file)));
            }
        } catch (NoSuchFileException e) {
            // renamed since it was listed
        }
    }

    /** logrotate counts up from the newest, or names by date; anything else goes by time. */
    private static Comparator<Entry> order(List<Entry> entries, int prefix) {
        if (entries.stream().allMatch(e -> NUMBER.matcher(suffix(e, prefix)).matches())) {
            return Comparator.comparingInt(
                            (Entry e) -> Integer.parseInt(suffix(e, prefix).substring(1)))
                    .reversed();
        }
        return Comparator.comparing(Entry::modified).thenComparing(e -> suffix(e, prefix));
    }

    private static String suffix(Entry entry, int prefix) {
        return entry.path.getFileName().toString().substring(prefix);
    }
}
