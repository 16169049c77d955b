package io.gabion.detectors.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Cuts a trace into windows; each begins with the end of the one before, so that every event is judged in context. */
public final class Windows {
    /** Events that a window repeats and does not count. */
    static final int CONTEXT = 16;

    /**
     * @param inputs ids, padded behind
     * @param targets what comes after each of them, not padded
     * @param first the first target that counts
     */
    public record Window(int trace, long[] inputs, long[] targets, int first) {
        /** Inputs and the last target, padded behind: what training takes. */
        public long[] row() {
            var row = Arrays.copyOf(inputs, inputs.length + 1);
            row[targets.length] = targets[targets.length - 1];
            return row;
        }
    }

    /** @param ids of the trace, with one before its beginning */
    public static List<Window> of(int trace, long[] ids, int length) {
        var windows = new ArrayList<Window>();
        for (int from = 0; from < ids.length - 1; from += length - CONTEXT) {
            int end = Math.min(ids.length - 1, from + length);
            var inputs = Arrays.copyOf(Arrays.copyOfRange(ids, from, end), length);
            var targets = Arrays.copyOfRange(ids, from + 1, end + 1);
            windows.add(new Window(trace, inputs, targets, from == 0 ? 0 : CONTEXT));
            if (end == ids.length - 1) {
                break;
            }
        }
        return windows;
    }

    private Windows() {}
}
