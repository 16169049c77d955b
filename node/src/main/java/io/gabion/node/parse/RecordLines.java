package io.gabion.node.parse;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Documents of many records, such as {@code {"Records":[…]}} of CloudTrail, as lines of one record each, in one pass and
 * little memory: the first record is line 1 wherever it stands. Line feeds within a record become blanks. What a document
 * says beside its records is left out; a record that is cut short is a line that cannot be read. A stream that does not
 * begin as such a document is passed on as it is.
 */
public final class RecordLines extends InputStream {
    /** So much decides. */
    private static final int HEAD = 1024;

    private static final int BLOCK = 8192;
    private static final Pattern DOCUMENT = Pattern.compile("\\s*(?:\\[\\s*(?=\\{)"
            + "|\\{\\s*\"[Rr]ecords\"\\s*:\\s*\\[\\s*(?=[{\\]])"
            + "|\\{(?:\\s*\"(?:kind|apiVersion|@odata\\.\\w+)\"\\s*:\\s*\"[^\"]*\"\\s*,|\\s*\"metadata\"\\s*:\\s*\\{\\s*\\}\\s*,)+"
            + "\\s*\"(?:items|value)\"\\s*:\\s*\\[\\s*(?=[{\\]]))");

    private enum Place {
        /** Before the first document. */
        START,
        /** Between documents. */
        BETWEEN,
        RECORDS,
        /** Behind the records of a document. */
        REST,
        /** A line that is no document, behind one. */
        LINE,
        PLAIN
    }

    private final PushbackInputStream in;
    private final byte[] block = new byte[BLOCK];
    private int at;
    private int end;
    private Place place = Place.START;
    private int depth;
    private boolean inObject;
    private boolean inText;
    private boolean escaped;
    private boolean anyOfRecord;

    public RecordLines(InputStream in) {
        this.in = new PushbackInputStream(in, BLOCK);
    }

    /** Whether what begins so is a document of many records. */
    public static boolean begins(byte[] text) {
        return DOCUMENT.matcher(new String(text, 0, Math.min(text.length, HEAD), StandardCharsets.ISO_8859_1))
                .lookingAt();
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (place == Place.START) {
            begin(Place.PLAIN);
        }
        if (place == Place.PLAIN) {
            return in.read(into, from, length);
        }
        int to = from;
        while (to == from) {
            if (place == Place.BETWEEN && !begin(Place.LINE)) {
                return -1;
            }
            if (at == end && !fill()) {
                return -1;
            }
            while (at < end && to < from + length && place != Place.BETWEEN) {
                int out = next(block[at++]);
                if (out >= 0) {
                    into[to++] = (byte) out;
                }
            }
        }
        return to - from;
    }

    private boolean fill() throws IOException {
        at = 0;
        end = Math.max(0, in.read(block));
        return end > 0;
    }

    /** Looks at what comes next; false at the end. */
    private boolean begin(Place otherwise) throws IOException {
        if (at < end) {
            in.unread(block, at, end - at);
        }
        at = end = 0;
        var head = in.readNBytes(HEAD);
        var found = DOCUMENT.matcher(new String(head, StandardCharsets.ISO_8859_1));
        boolean document = found.lookingAt();
        int skipped = document ? found.end() : otherwise == Place.LINE ? blanks(head) : 0;
        in.unread(head, skipped, head.length - skipped);
        place = document ? Place.RECORDS : otherwise;
        inObject = document && found.group().strip().startsWith("{");
        depth = 0;
        anyOfRecord = false;
        return head.length > 0;
    }

    private static int blanks(byte[] head) {
        int count = 0;
        while (count < head.length && head[count] >= 0 && head[count] <= ' ') {
            count++;
        }
        return count;
    }

    /** The byte to pass on, or -1. */
    private int next(byte b) {
        return switch (place) {
            case RECORDS -> record(b);
            case REST -> rest(b);
            default -> {
                place = b == '\n' ? Place.BETWEEN : Place.LINE;
                yield b & 0xff;
            }
        };
    }

    private int record(byte b) {
        if (inText) {
            text(b);
            return b & 0xff;
        }
        if (depth == 0) {
            if (b <= ' ' && b >= 0) {
                return -1;
            }
            if (b == ',' || b == ']') {
                if (b == ']') {
                    place = inObject ? Place.REST : Place.BETWEEN;
                }
                boolean ended = anyOfRecord;
                anyOfRecord = false;
                return ended ? '\n' : -1;
            }
        }
        nest(b);
        anyOfRecord = true;
        return b == '\n' || b == '\r' ? ' ' : b & 0xff;
    }

    private int rest(byte b) {
        if (inText) {
            text(b);
        } else if (b == '}' && depth == 0) {
            place = Place.BETWEEN;
        } else {
            nest(b);
        }
        return -1;
    }

    private void nest(byte b) {
        switch (b) {
            case '"' -> inText = true;
            case '{', '[' -> depth++;
            case '}', ']' -> depth = Math.max(0, depth - 1);
            default -> {}
        }
    }

    private void text(byte b) {
        if (escaped) {
            escaped = false;
        } else if (b == '\\') {
            escaped = true;
        } else {
            inText = b != '"';
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
