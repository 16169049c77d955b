package io.gabion.node.source;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Cuts one file into whole lines. Holds at most the longest allowed line and one chunk in memory: of a longer line only
 * the beginning is kept.
 */
final class LineReader {
    private static final int CHUNK = 64 << 10;
    private static final int EXCERPT = 800;

    private final LogFile file;
    private final int longest;
    private final byte[] head = new byte[TailPosition.HEAD];
    private int headLength;
    private byte[] buffer = new byte[4 * CHUNK];
    private int from;
    private int scanned;
    private int to;
    private long offset;
    private long skipped;
    private byte[] excerpt = new byte[0];
    private Line line = new Line(buffer, 0, 0, false);

    /** @param tooLong if so, {@code bytes} hold only the beginning */
    record Line(byte[] bytes, int start, int length, boolean tooLong) {}

    LineReader(LogFile file, long offset, int longest) throws IOException {
        this.file = file;
        this.offset = offset;
        this.longest = longest;
        var known = file.head((int) Math.min(head.length, offset));
        System.arraycopy(known, 0, head, 0, known.length);
        headLength = known.length;
    }

    /** Reads on; false at the end of the file. Invalidates the line. */
    boolean fill() throws IOException {
        if (from > 0) {
            System.arraycopy(buffer, from, buffer, 0, to - from);
            scanned -= from;
            to -= from;
            from = 0;
        }
        if (to == buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(to + CHUNK, Math.min(2 * to, longest + CHUNK)));
        }
        long at = end();
        int count = file.read(ByteBuffer.wrap(buffer, to, buffer.length - to), at);
        if (count <= 0) {
            return false;
        }
        if (at == headLength && headLength < head.length) {
            int more = Math.min(count, head.length - headLength);
            System.arraycopy(buffer, to, head, headLength, more);
            headLength += more;
        }
        to += count;
        return true;
    }

    /** Goes to the next whole line of what has been read; false if there is none. */
    boolean next() {
        while (scanned < to && buffer[scanned] != '\n') {
            scanned++;
        }
        if (scanned < to) {
            int length = scanned - from;
            line = skipped > 0
                    ? new Line(excerpt, 0, excerpt.length, true)
                    : new Line(buffer, from, length, length > longest);
            offset += skipped + length + 1;
            skipped = 0;
            from = ++scanned;
            return true;
        }
        if (skipped > 0 || to - from > longest) {
            if (skipped == 0) {
                excerpt = Arrays.copyOfRange(buffer, from, from + EXCERPT);
            }
            skipped += to - from;
            from = scanned = to = 0;
        }
        return false;
    }

    /** Takes what follows the last whole line as a line of its own. Only for a file that will not grow. */
    Line rest() {
        var rest = skipped > 0 ? new Line(excerpt, 0, excerpt.length, true) : new Line(buffer, from, to - from, false);
        offset = end();
        skipped = 0;
        from = scanned = to;
        return rest;
    }

    Line line() {
        return line;
    }

    /** The file's offset after the line. */
    long offset() {
        return offset;
    }

    boolean hasRest() {
        return end() > offset;
    }

    byte[] head() {
        return head;
    }

    /** Whether the file still begins as it did, and holds all that was read. */
    boolean isIntact() throws IOException {
        return file.reaches(end()) && Arrays.equals(file.head(headLength), Arrays.copyOf(head, headLength));
    }

    private long end() {
        return offset + skipped + (to - from);
    }
}
