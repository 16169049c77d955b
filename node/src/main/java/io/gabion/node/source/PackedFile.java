package io.gabion.node.source;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * A rotated log that was compressed with gzip. It is unpacked as it is read, from front to back; only its head and one
 * buffer are in memory. To go back is to unpack it again.
 */
final class PackedFile implements LogFile {
    private static final int BUFFER = 64 << 10;

    private final Stat stat;
    private final FileChannel channel;
    private final byte[] head;
    private InputStream text = InputStream.nullInputStream();
    private long at;
    private String damage = "";

    PackedFile(Stat stat, FileChannel channel) throws IOException {
        this.stat = stat;
        this.channel = channel;
        var start = new byte[MOST_HEAD];
        rewind();
        this.head = Arrays.copyOf(start, fill(start));
    }

    @Override
    public String inode() {
        return stat.inode();
    }

    @Override
    public long modified() {
        return stat.modified();
    }

    @Override
    public boolean isEmpty() {
        return head.length == 0;
    }

    @Override
    public int read(ByteBuffer into, long offset) throws IOException {
        if (!reaches(offset)) {
            return -1;
        }
        int count = unpack(into.array(), into.arrayOffset() + into.position(), into.remaining());
        into.position(into.position() + Math.max(count, 0));
        return count;
    }

    @Override
    public byte[] head(int length) {
        return Arrays.copyOf(head, Math.min(length, head.length));
    }

    @Override
    public boolean reaches(long offset) throws IOException {
        if (offset < at) {
            rewind();
        }
        var skipped = new byte[BUFFER];
        while (at < offset) {
            if (unpack(skipped, 0, (int) Math.min(BUFFER, offset - at)) <= 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String damage() {
        return damage;
    }

    @Override
    public void close() throws IOException {
        text.close();
        channel.close();
    }

    private void rewind() throws IOException {
        text.close();
        at = 0;
        damage = "";
        channel.position(0);
        var packed = new FilterInputStream(Channels.newInputStream(channel)) {
            @Override
            public void close() {
                // the channel is read again from its start
            }
        };
        try {
            text = new GZIPInputStream(packed, BUFFER);
        } catch (ZipException | EOFException e) {
            text = InputStream.nullInputStream();
            damage = "the file is no gzip data";
        }
    }

    private int fill(byte[] bytes) throws IOException {
        int filled = 0;
        for (int count = 0; count >= 0 && filled < bytes.length; filled += Math.max(count, 0)) {
            count = unpack(bytes, filled, bytes.length - filled);
        }
        return filled;
    }

    private int unpack(byte[] into, int from, int length) throws IOException {
        if (!damage.isEmpty()) {
            return -1;
        }
        try {
            int count = text.read(into, from, length);
            at += Math.max(count, 0);
            return count;
        } catch (ZipException | EOFException e) {
            damage = "the gzip data is damaged or ends early";
            return -1;
        }
    }
}
