package io.gabion.detectors.sigma.match;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/**
 * Texts that must stand at one end of a value. A hash grows from that end on with each character: where a text is as long as
 * what was passed, those of the same hash are worth comparing. Most programs end alike, so a few characters would not do.
 */
final class Ends {
    private static final int[] NONE = {};
    private static final int SEED = 0x811C9DC5;
    private static final int PRIME = 0x01000193;
    private static final int SPREAD = 0x9E3779B1;

    private final boolean first;
    /** Whether there are texts of a length. */
    private final boolean[] lengths;

    private final int shift;
    private final int[] keys;
    private final int[][] texts;

    /**
     * @param first whether they stand at the beginning
     * @param all every text, by number
     * @param here the numbers of those that stand at this end
     */
    Ends(boolean first, char[][] all, List<Integer> here) {
        this.first = first;
        lengths = new boolean[here.stream().mapToInt(t -> all[t].length).max().orElse(0) + 1];
        var byHash = new HashMap<Integer, List<Integer>>();
        for (int text : here) {
            lengths[all[text].length] = true;
            int hash = SEED;
            for (int n = 1; n <= all[text].length; n++) {
                hash = next(hash, all[text], n, all[text].length);
            }
            byHash.computeIfAbsent(hash, _ -> new ArrayList<>()).add(text);
        }
        int bits = 33 - Integer.numberOfLeadingZeros(byHash.size());
        shift = 32 - bits;
        keys = new int[1 << bits];
        texts = new int[1 << bits][];
        byHash.forEach(this::put);
    }

    private void put(int hash, List<Integer> list) {
        int slot = hash * SPREAD >>> shift;
        while (texts[slot] != null) {
            slot = slot + 1 & texts.length - 1;
        }
        keys[slot] = hash;
        texts[slot] = list.stream().mapToInt(Integer::intValue).toArray();
    }

    /** @param n how many characters are in the hash then */
    private int next(int hash, char[] text, int n, int length) {
        return (hash ^ text[first ? n - 1 : length - n]) * PRIME;
    }

    /** Has those compared that may stand there. */
    void scan(char[] text, int length, Literals literals, Literals.Found found) {
        int hash = SEED;
        int longest = Math.min(length, lengths.length - 1);
        for (int n = 1; n <= longest; n++) {
            hash = next(hash, text, n, length);
            if (lengths[n]) {
                for (int one : of(hash)) {
                    literals.compare(one, text, first ? 0 : length - n, length, found);
                }
            }
        }
    }

    private int[] of(int hash) {
        int slot = hash * SPREAD >>> shift;
        while (texts[slot] != null) {
            if (keys[slot] == hash) {
                return texts[slot];
            }
            slot = slot + 1 & texts.length - 1;
        }
        return NONE;
    }
}
