package io.gabion.node.source;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** An open log file. It stays readable when it is renamed or deleted. Offsets are those of its text. */
sealed interface LogFile extends Closeable permits PlainFile, PackedFile {
    /** {@link #head} gives at most so many bytes. */
    int MOST_HEAD = 64 << 10;

    /** @param modified nanoseconds since 1970 */
    record Stat(String inode, long modified) {
        /** Of the regular file at {@code path}, or empty if there is none. */
        static Optional<Stat> of(Path path) throws IOException {
            try {
                var found = Files.readAttributes(path, "unix:ino,isRegularFile,lastModifiedTime");
                if (!(boolean) found.get("isRegularFile")) {
                    return Optional.empty();
                }
                var modified = ((FileTime) found.get("lastModifiedTime")).to(TimeUnit.NANOSECONDS);
                return Optional.of(new Stat(found.get("ino").toString(), modified));
            } catch (NoSuchFileException e) {
                return Optional.empty();
            }
        }
    }

    /** The inode of the regular file at {@code path}, or empty if there is none. */
    static Optional<String> inodeAt(Path path) throws IOException {
        return Stat.of(path).map(Stat::inode);
    }

    /** Opens the file at {@code path}; empty if there is none, or if it is replaced meanwhile. */
    static Optional<LogFile> open(Path path, boolean isPacked) throws IOException {
        var before = Stat.of(path);
        if (before.isEmpty()) {
            return Optional.empty();
        }
        FileChannel channel;
        try {
            channel = FileChannel.open(path, StandardOpenOption.READ);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        if (!inodeAt(path).equals(Optional.of(before.get().inode()))) {
            channel.close();
            return Optional.empty();
        }
        return Optional.of(
                isPacked ? new PackedFile(before.get(), channel) : new PlainFile(path, before.get(), channel));
    }

    String inode();

    /** When it was modified last, as far as is known: the name of an open file may have changed. */
    long modified() throws IOException;

    boolean isEmpty() throws IOException;

    /** The bytes from {@code offset} on that there are and that find room; nothing or a negative number at the end. */
    int read(ByteBuffer into, long offset) throws IOException;

    /** The first {@code length} bytes, or fewer if the file is shorter. */
    byte[] head(int length) throws IOException;

    /** Whether there is text up to {@code offset}. */
    boolean reaches(long offset) throws IOException;

    /** Why the rest of it cannot be read; empty if it can. */
    String damage();

    /** Whether this begins as what {@code position} has read, whatever its inode. */
    default boolean begins(TailPosition position) throws IOException {
        var head = head(position.covered());
        return TailPosition.fingerprint(head, head.length).equals(position.fingerprint());
    }

    /** Whether this holds what {@code position} has read, whatever its inode. */
    default boolean holds(TailPosition position) throws IOException {
        return begins(position) && reaches(position.offset());
    }
}
