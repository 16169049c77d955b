package io.gabion.node.source;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The files which one log has left behind, in the order in which they were written: {@code auth.log.3.gz}, {@code
 * auth.log.2}, {@code auth.log.1} or {@code auth.log-20260131}, and at last the log itself.
 */
final class Trail {
    static final String GONE =
            "the file is gone; what was written after the line before, and files after this one, may be lost";
    static final String TRUNCATED =
            "the file was truncated or replaced; what was written after the line before may be lost";

    private static final int TRIES = 100;

    private final Path path;

    /**
     * @param place where to go on in {@code file}
     * @param gap what may be lost between the position that was asked for and {@code place}; empty if nothing is
     */
    record Found(LogFile file, TailPosition place, String gap) {}

    Trail(Path path) {
        this.path = path;
    }

    /**
     * The file that {@code position} has read last: by its inode, or as a copy of it, plain or compressed. If there is
     * none, the oldest file that was written later, from its start. Empty if there is no file at all.
     */
    Optional<Found> resume(TailPosition position) throws IOException {
        var entries = Rotated.of(path);
        for (int i = 0; i < TRIES; i++) {
            int at = indexOf(entries, position.inode());
            if (at >= 0) {
                var found = ifHeld(entries.get(at), position);
                if (found.isPresent()) {
                    return found;
                }
            }
            // a file that is renamed while the directory is listed may be missing, or be another one when it is opened
            var again = Rotated.of(path);
            if (Rotated.isSame(entries, again)) {
                break;
            }
            entries = again;
        }
        for (var entry : copies(entries, position)) {
            var found = ifHeld(entry, position);
            if (found.isPresent()) {
                return found;
            }
        }
        return unread(entries, position);
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
            var entries = Rotated.of(path);
            var next = next(entries, position);
            if (next.isEmpty()) {
                return Optional.empty();
            }
            var file = next.get().open();
            boolean steady = file.isPresent() && Rotated.isSame(entries, Rotated.of(path));
            if (steady && (!isLog(next.get()) || !file.get().isEmpty())) {
                return Optional.of(start(next.get(), file.get(), position, ""));
            }
            if (file.isPresent()) {
                file.get().close();
            }
            if (steady) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private Optional<Rotated> next(List<Rotated> entries, TailPosition position) throws IOException {
        int at = indexOf(entries, position.inode());
        if (at < 0) {
            at = indexOfCopy(entries, position);
        }
        if (at < 0) {
            return firstAfter(entries, position);
        }
        return at + 1 < entries.size() ? Optional.of(entries.get(at + 1)) : Optional.empty();
    }

    /** Files that may be what {@code position} has read, the likeliest first. */
    private static List<Rotated> copies(List<Rotated> entries, TailPosition position) {
        var copies = new ArrayList<Rotated>();
        if (position.offset() > 0 && position.modified() > 0) {
            entries.stream().filter(e -> e.modified() >= position.modified()).forEach(copies::add);
        }
        // a short head says too little about a file that may be of any time
        if (position.offset() >= TailPosition.HEAD) {
            copies.addAll(entries.reversed());
        }
        return copies;
    }

    private static int indexOfCopy(List<Rotated> entries, TailPosition position) throws IOException {
        for (var copy : copies(entries, position)) {
            var file = copy.open();
            if (file.isPresent()) {
                try (var open = file.get()) {
                    if (open.begins(position)) {
                        return entries.indexOf(copy);
                    }
                }
            }
        }
        return -1;
    }

    private Optional<Found> unread(List<Rotated> entries, TailPosition position) throws IOException {
        var first = firstAfter(entries, position);
        var file = first.isPresent() ? first.get().open() : Optional.<LogFile>empty();
        if (file.isEmpty()) {
            return Optional.empty();
        }
        var gap = first.get().inode().equals(position.inode()) ? TRUNCATED : GONE;
        return Optional.of(
                start(first.get(), file.get(), position, position.inode().isEmpty() ? "" : gap));
    }

    /** The oldest file that was written after {@code position} was read; the log itself if that is not known. */
    private Optional<Rotated> firstAfter(List<Rotated> entries, TailPosition position) {
        return entries.stream()
                .filter(e -> isLog(e) || position.modified() > 0 && e.modified() > position.modified())
                .findFirst();
    }

    private boolean isLog(Rotated entry) {
        return entry.path().equals(path);
    }

    private static Found start(Rotated entry, LogFile file, TailPosition before, String gap) {
        return new Found(file, TailPosition.startOf(entry.inode(), before.round() + 1, before.modified()), gap);
    }

    private static Optional<Found> ifHeld(Rotated entry, TailPosition position) throws IOException {
        var file = entry.open();
        if (file.isPresent() && file.get().holds(position)) {
            return Optional.of(new Found(file.get(), position.in(entry.inode()), ""));
        }
        if (file.isPresent()) {
            file.get().close();
        }
        return Optional.empty();
    }

    private static int indexOf(List<Rotated> entries, String inode) {
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i).inode().equals(inode)) {
                return i;
            }
        }
        return -1;
    }
}
