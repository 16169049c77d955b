package io.gabion.node.source;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Optional;

/** An open log file. It stays readable when it is renamed or deleted. */
record LogFile(String inode, FileChannel channel) implements Closeable {

    /** The inode of the regular file at {@code path}, or empty if there is none. */
    static Optional<String> inodeAt(Path path) throws IOException {
        try {
            var attributes = Files.readAttributes(path, BasicFileAttributes.class);
            if (!attributes.isRegularFile()) {
                return Optional.empty();
            }
            return Optional.of(Files.getAttribute(path, "unix:ino").toString());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Opens the file at {@code path}; empty if there is none, or if it is replaced meanwhile. */
    static Optional<LogFile> open(Path path) throws IOException {
        var before = inodeAt(path);
        if (before.isEmpty()) {
            return Optional.empty();
        }
        FileChannel channel;
        try {
            channel = FileChannel.open(path, StandardOpenOption.READ);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        if (!before.equals(inodeAt(path))) {
            channel.close();
            return Optional.empty();
        }
        return Optional.of(new LogFile(before.get(), channel));
    }

    long size() throws IOException {
        return channel.size();
    }

    /** The first {@code length} bytes, or fewer if the file is shorter. */
    byte[] head(int length) throws IOException {
        var bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining() && channel.read(bytes, bytes.position()) > 0) {
            // a read may stop short
        }
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    /** Whether this holds what {@code position} has read, whatever its inode. */
    boolean holds(TailPosition position) throws IOException {
        if (size() < position.offset()) {
            return false;
        }
        var head = head(position.covered());
        return TailPosition.fingerprint(head, head.length).equals(position.fingerprint());
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
