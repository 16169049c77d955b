package io.gabion.node.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Cuts a batch where it becomes more than one row of the journal. Where it is cut depends on its bytes alone, so that it
 * is cut in the same places when it comes again.
 */
final class BatchParts {
    /** A part has at most so many lines and so many bytes, or is one line. */
    static final int LINES = 1_000;

    static final int BYTES = 256 << 10;
    static final int LONGEST = 1 << 20;

    /** Parts of a batch. */
    static final int MOST = 1_000;

    private final byte[] text;
    private final List<Integer> starts;

    /** A line without its end. */
    record Slice(int from, int length) {}

    private BatchParts(byte[] text, List<Integer> starts) {
        this.text = text;
        this.starts = starts;
    }

    /** Empty if there are more than {@value #MOST}. */
    static Optional<BatchParts> of(byte[] text) {
        var starts = new ArrayList<Integer>();
        int lines = 0;
        for (int at = 0; at < text.length; ) {
            int end = endOfLine(text, at);
            if (starts.isEmpty() || lines == LINES || end - starts.getLast() > BYTES) {
                if (starts.size() == MOST) {
                    return Optional.empty();
                }
                starts.add(at);
                lines = 0;
            }
            lines++;
            at = end + 1;
        }
        return Optional.of(new BatchParts(text, starts));
    }

    int count() {
        return starts.size();
    }

    List<Slice> slices(int part) {
        var slices = new ArrayList<Slice>();
        int stop = part + 1 < starts.size() ? starts.get(part + 1) : text.length;
        for (int at = starts.get(part); at < stop; ) {
            int end = endOfLine(text, at);
            boolean carriage = end > at && text[end - 1] == '\r';
            slices.add(new Slice(at, end - at - (carriage ? 1 : 0)));
            at = end + 1;
        }
        return slices;
    }

    private static int endOfLine(byte[] text, int from) {
        int at = from;
        while (at < text.length && text[at] != '\n') {
            at++;
        }
        return at;
    }
}
