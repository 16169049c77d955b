package io.gabion.node.parse;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Splits a stream, plain or gzip, into lines in bounded memory. What cannot be read is a line with a {@link #fault}: one
 * that is too long, whose rest is skipped, and the place where a compressed stream breaks off, which is the last one.
 */
public final class Lines implements Closeable {
    public static final int LONGEST = 1 << 20;

    private static final int PEEK = 64 << 10;

    private final InputStream in;
    private byte[] buffer = new byte[PEEK];
    private int from;
    private int to;
    private int start;
    private int length;
    private long number;
    private boolean ended;
    private String fault;

    private Lines(InputStream in) {
        this.in = in;
    }

    /** Takes the stream over and closes it, also when this fails. */
    public static Lines open(InputStream stream) throws IOException {
        var buffered = new BufferedInputStream(stream, PEEK);
        try {
            buffered.mark(2);
            boolean gzip = buffered.read() == 0x1f && buffered.read() == 0x8b;
            buffered.reset();
            var lines = new Lines(gzip ? new GZIPInputStream(buffered, PEEK) : buffered);
            lines.fill();
            return lines;
        } catch (IOException e) {
            buffered.close();
            throw e;
        }
    }

    /** The first bytes, at most 64 KiB, before any line is taken. */
    public byte[] peek() {
        return Arrays.copyOfRange(buffer, from, to);
    }

    /** Goes to the next line; false at the end. */
    public boolean next() throws IOException {
        fault = null;
        start = from;
        int scanned = from;
        while (true) {
            for (int i = scanned; i < to; i++) {
                if (buffer[i] == '\n') {
                    return line(i, i + 1);
                }
            }
            int unread = to - start;
            if (unread > LONGEST) {
                return tooLong();
            }
            if (!fill()) {
                if (start < to) {
                    return line(to, to);
                }
                if (broken != null) {
                    number++;
                    length = 0;
                    fault = broken;
                    broken = null;
                    return true;
                }
                return false;
            }
            scanned = start + unread;
        }
    }

    private String broken;

    private boolean line(int end, int next) {
        length = end - start;
        if (length > 0 && buffer[end - 1] == '\r') {
            length--;
        }
        from = next;
        number++;
        if (length > LONGEST) {
            fault = "line longer than " + LONGEST + " bytes";
        }
        return true;
    }

    private boolean tooLong() throws IOException {
        length = 800;
        var head = Arrays.copyOfRange(buffer, start, start + length);
        boolean found = false;
        do {
            int i = start;
            while (i < to && buffer[i] != '\n') {
                i++;
            }
            found = i < to;
            from = found ? i + 1 : to;
            start = from;
        } while (!found && fill());
        excerpt = head;
        number++;
        fault = "line longer than " + LONGEST + " bytes";
        return true;
    }

    private byte[] excerpt;

    /** Reads more behind what is there; false at the end of the stream. */
    private boolean fill() throws IOException {
        if (ended) {
            return false;
        }
        if (start > 0) {
            System.arraycopy(buffer, start, buffer, 0, to - start);
            to -= start;
            from -= start;
            start = 0;
        }
        if (to == buffer.length) {
            buffer = Arrays.copyOf(buffer, buffer.length * 2);
        }
        try {
            int read = in.read(buffer, to, buffer.length - to);
            ended = read < 0;
            to += Math.max(read, 0);
        } catch (EOFException | ZipException e) {
            ended = true;
            broken = "the compressed file breaks off here: " + e.getMessage();
        }
        return !ended;
    }

    /** Of the line, from 1. */
    public long number() {
        return number;
    }

    /** Why the line cannot be read. */
    public Optional<String> fault() {
        return Optional.ofNullable(fault);
    }

    public byte[] bytes() {
        return excerpt != null && fault != null && length == excerpt.length ? excerpt : buffer;
    }

    public int offset() {
        return bytes() == buffer ? start : 0;
    }

    public int length() {
        return length;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
