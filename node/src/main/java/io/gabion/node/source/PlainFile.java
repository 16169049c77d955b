package io.gabion.node.source;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;

/** A log as it was written. It may grow, or be truncated. */
final class PlainFile implements LogFile {
    private final Path path;
    private final FileChannel channel;
    private Stat last;

    /** @param path where it was when it was opened */
    PlainFile(Path path, Stat stat, FileChannel channel) {
        this.path = path;
        this.last = stat;
        this.channel = channel;
    }

    @Override
    public String inode() {
        return last.inode();
    }

    @Override
    public long modified() throws IOException {
        Stat.of(path).filter(now -> now.inode().equals(last.inode())).ifPresent(now -> last = now);
        return last.modified();
    }

    @Override
    public boolean isEmpty() throws IOException {
        return channel.size() == 0;
    }

    @Override
    public int read(ByteBuffer into, long offset) throws IOException {
        return channel.read(into, offset);
    }

    @Override
    public byte[] head(int length) throws IOException {
        var bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining() && channel.read(bytes, bytes.position()) > 0) {
            // a read may stop short
        }
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    @Override
    public boolean reaches(long offset) throws IOException {
        return channel.size() >= offset;
    }

    @Override
    public String damage() {
        return "";
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
