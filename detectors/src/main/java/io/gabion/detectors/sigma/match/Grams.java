package io.gabion.detectors.sigma.match;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Texts by a few characters of each: which texts are worth comparing where those characters stand. Most places of a text
 * are passed by at the cost of one look into a bit set small enough for the processor's nearest cache.
 */
final class Grams {
    /** Characters of a gram at most: what fits into 32 bits. */
    static final int LONGEST = 4;

    private static final int[] NONE = {};
    private static final int FEWEST_BITS = 10;
    private static final int MOST_BITS = 18;
    /** Bits of the set for each gram in it: one place in sixteen is looked at for nothing. */
    private static final int SPARSE = 16;

    private static final int SPREAD = 0x9E3779B1;

    private final int mask;
    private final int bitShift;
    private final long[] bits;
    private final int slotShift;
    private final int[] keys;
    private final int[][] texts;

    /** @param length of all its grams @param byGram the texts of each gram, by number */
    Grams(int length, Map<Integer, List<Integer>> byGram) {
        mask = length == LONGEST ? -1 : (1 << 8 * length) - 1;
        int bitCount = clamp(log2(byGram.size() * SPARSE), FEWEST_BITS, MOST_BITS);
        bitShift = 32 - bitCount;
        bits = new long[1 << bitCount - 6];
        int slots = log2(byGram.size() * 2) + 1;
        slotShift = 32 - slots;
        keys = new int[1 << slots];
        texts = new int[1 << slots][];
        byGram.forEach((gram, list) -> {
            int hash = gram * SPREAD;
            bits[hash >>> bitShift >>> 6] |= 1L << (hash >>> bitShift);
            int slot = hash >>> slotShift;
            while (texts[slot] != null) {
                slot = slot + 1 & texts.length - 1;
            }
            keys[slot] = gram;
            texts[slot] = list.stream().mapToInt(Integer::intValue).toArray();
        });
    }

    private static int log2(int count) {
        return 32 - Integer.numberOfLeadingZeros(Math.max(1, count - 1));
    }

    private static int clamp(int value, int least, int most) {
        return Math.max(least, Math.min(most, value));
    }

    /** What a character adds to a gram. Different characters may add the same: a text that is found is compared. */
    static int code(char folded) {
        return (folded ^ folded >>> 8) & 0xff;
    }

    /** The gram of characters from {@code from} on. */
    static int gram(char[] text, int from, int length) {
        int gram = 0;
        for (int i = from; i < from + length; i++) {
            gram = gram << 8 | code(text[i]);
        }
        return gram;
    }

    /** @param codes of the last four characters, the last one in the lowest bits @return false if no text has them */
    boolean maybe(int codes) {
        int hash = (codes & mask) * SPREAD >>> bitShift;
        return (bits[hash >>> 6] & 1L << hash) != 0;
    }

    /** The texts that have those characters, by number. */
    int[] of(int codes) {
        int gram = codes & mask;
        int slot = gram * SPREAD >>> slotShift;
        while (texts[slot] != null) {
            if (keys[slot] == gram) {
                return texts[slot];
            }
            slot = slot + 1 & texts.length - 1;
        }
        return NONE;
    }

    /** Collects texts by gram. */
    static final class Builder {
        private final List<Map<Integer, List<Integer>>> byLength = new ArrayList<>();

        Builder() {
            for (int length = 0; length <= LONGEST; length++) {
                byLength.add(new HashMap<>());
            }
        }

        void add(int gram, int length, int text) {
            byLength.get(length).computeIfAbsent(gram, _ -> new ArrayList<>()).add(text);
        }

        /** By length; null where there is none. */
        Grams[] build() {
            var grams = new Grams[LONGEST + 1];
            for (int length = 1; length <= LONGEST; length++) {
                grams[length] = byLength.get(length).isEmpty() ? null : new Grams(length, byLength.get(length));
            }
            return grams;
        }
    }
}
