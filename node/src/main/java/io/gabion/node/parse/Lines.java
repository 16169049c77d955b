package io.gabion.node.parse;

import io.gabion.node.parse.evtx.EventLogLines;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Splits a stream, plain or gzip, into lines at each line feed; records of one document or of a binary event log are lines
 * too, see {@link RecordLines} and {@link EventLogLines}; a carriage return before it is dropped. Holds one line
 * at most. A line over the limit is reported once and passed over; a damaged gzip stream ends the reading with a
 * report. Only the underlying stream's own failures are thrown.
 */
public final class Lines {
    public static final int MAX_LINE = 1 << 20;

    /** Enough for 200 characters. */
    private static final int BEGINNING = 800;

    private static final int BLOCK = 1 << 16;

    /** Receives what was found, in order; {@code number} counts from 1. */
    public interface Sink {
        /** The bytes are valid during the call only. */
        void line(long number, byte[] bytes, int offset, int length);

        /** @param beginning of the line, at most {@value #BEGINNING} bytes; none if there is no line */
        void dead(long number, String reason, byte[] beginning);
    }

    private final int maxLine;

    public Lines() {
        this(MAX_LINE);
    }

    public Lines(int maxLine) {
        if (maxLine < 1) {
            throw new IllegalArgumentException("a line of at least one byte, not " + maxLine);
        }
        this.maxLine = maxLine;
    }

    /** Reads to the end of {@code in}, which stays open. */
    public void read(InputStream in, Sink sink) throws IOException {
        var splitter = new Splitter(maxLine, sink);
        var block = new byte[BLOCK];
        try {
            var plain = decompressed(in);
            for (int n = plain.read(block); n >= 0; n = plain.read(block)) {
                splitter.add(block, n);
            }
            splitter.end();
        } catch (EOFException e) {
            splitter.broken("compressed stream cut short");
        } catch (ZipException e) {
            splitter.broken("compressed stream damaged");
        }
    }

    /** As {@link #unpacked}, with {@link #records}. */
    public static InputStream decompressed(InputStream in) throws IOException {
        return records(unpacked(in));
    }

    /** A text as UTF-8 without a byte order mark, or the records of a document or of a binary event log as lines. */
    public static InputStream records(InputStream in) throws IOException {
        var peek = new PushbackInputStream(ByteOrderMark.utf8(in), EventLogLines.BEGINNING);
        var beginning = peek.readNBytes(EventLogLines.BEGINNING);
        peek.unread(beginning);
        return EventLogLines.begins(beginning) ? new EventLogLines(peek) : new RecordLines(peek);
    }

    /** Whether {@link #records} makes something else of what begins so. */
    public static boolean isOtherwise(byte[] beginning) {
        return ByteOrderMark.of(beginning) != ByteOrderMark.NONE || holdsRecords(beginning);
    }

    static boolean holdsRecords(byte[] beginning) {
        return EventLogLines.begins(beginning) || RecordLines.begins(beginning);
    }

    /** The stream itself, or its content if it starts with gzip's magic number. */
    public static InputStream unpacked(InputStream in) throws IOException {
        var peek = new PushbackInputStream(in, 2);
        var magic = peek.readNBytes(2);
        peek.unread(magic);
        boolean gzip = magic.length == 2 && (magic[0] & 0xff) == 0x1f && (magic[1] & 0xff) == 0x8b;
        return gzip ? new GZIPInputStream(peek, BLOCK) : peek;
    }

    private static final class Splitter {
        private final int maxLine;
        private final Sink sink;
        private byte[] partial = new byte[256];
        private int held;
        private boolean tooLong;
        /** Of a line that is too long, how much of its beginning is kept. */
        private int begun;

        private long number = 1;

        Splitter(int maxLine, Sink sink) {
            this.maxLine = maxLine;
            this.sink = sink;
        }

        void add(byte[] block, int length) {
            int start = 0;
            for (int i = 0; i < length; i++) {
                if (block[i] == '\n') {
                    finish(block, start, i);
                    start = i + 1;
                }
            }
            hold(block, start, length);
        }

        void end() {
            if (held > 0 || tooLong) {
                finish(partial, 0, 0);
            }
        }

        void broken(String reason) {
            if (held > 0 || tooLong) {
                sink.dead(number++, "line cut by the end of a broken stream", beginning());
            }
            sink.dead(number, reason, new byte[0]);
        }

        private void finish(byte[] block, int start, int stop) {
            if (held == 0 && !tooLong && stop - start <= maxLine) {
                emit(block, start, stop);
            } else {
                hold(block, start, stop);
                if (tooLong) {
                    sink.dead(number, "line longer than " + maxLine + " bytes", beginning());
                } else {
                    emit(partial, 0, held);
                }
                held = 0;
                tooLong = false;
            }
            number++;
        }

        private void emit(byte[] bytes, int start, int stop) {
            int end = stop > start && bytes[stop - 1] == '\r' ? stop - 1 : stop;
            sink.line(number, bytes, start, end - start);
        }

        private void keepBeginning(byte[] block, int start, int more) {
            int some = Math.clamp(BEGINNING - begun, 0, more);
            partial = Arrays.copyOf(partial, Math.max(partial.length, begun + some));
            System.arraycopy(block, start, partial, begun, some);
            begun += some;
        }

        private byte[] beginning() {
            return Arrays.copyOf(partial, Math.min(BEGINNING, tooLong ? begun : held));
        }

        private void hold(byte[] block, int start, int stop) {
            int more = stop - start;
            if (tooLong || held + more > maxLine) {
                if (!tooLong) {
                    begun = held;
                    keepBeginning(block, start, more);
                }
                tooLong = true;
                held = 0;
                return;
            }
            if (held + more > partial.length) {
                partial = Arrays.copyOf(partial, Math.min(maxLine, Math.max(held + more, 2 * partial.length)));
            }
            System.arraycopy(block, start, partial, held, more);
            held += more;
        }
    }
}
