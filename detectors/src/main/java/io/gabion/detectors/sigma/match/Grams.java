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

    private static final int FEWEST_BITS = 10;
    private static final int MOST_BITS = 18;
    /** Bits of the set for each gram in it, which sets two of one word: one place in a hundred is looked at for nothing. */
    private static final int SPARSE = 16;

    private static final int SPREAD = 0x9E3779B1;

    private final int mask;
    private final int wordShift;
    private final long[] bits;
    private final int slotShift;
    /** A gram, and one more than where its texts begin in {@code texts}; 0 where there is none. */
    private final int[] slots;
    /** By number, those of one gram in a row, the last one as -1 - number. */
    private final int[] texts;

    /** @param length of all its grams @param byGram the texts of each gram, by number */
    Grams(int length, Map<Integer, List<Integer>> byGram) {
        mask = length == LONGEST ? -1 : (1 << 8 * length) - 1;
        int bitCount = clamp(log2(byGram.size() * SPARSE), FEWEST_BITS, MOST_BITS);
        wordShift = 32 - (bitCount - 6);
        bits = new long[1 << bitCount - 6];
        int slotBits = log2(byGram.size() * 2) + 1;
        slotShift = 32 - slotBits;
        slots = new int[2 << slotBits];
        texts = new int[byGram.values().stream().mapToInt(List::size).sum()];
        int next = 0;
        for (var entry : byGram.entrySet()) {
            int hash = entry.getKey() * SPREAD;
            bits[hash >>> wordShift] |= both(hash);
            int slot = hash >>> slotShift;
            while (slots[2 * slot + 1] != 0) {
                slot = slot + 1 & (slots.length >>> 1) - 1;
            }
            slots[2 * slot] = entry.getKey();
            slots[2 * slot + 1] = next + 1;
            for (int text : entry.getValue()) {
                texts[next++] = text;
            }
            texts[next - 1] = -1 - texts[next - 1];
        }
    }

    /** Two bits of a word, by bits of the hash that do not choose the word. */
    private static long both(int hash) {
        return 1L << (hash >>> 8) | 1L << (hash >>> 14);
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
        int hash = (codes & mask) * SPREAD;
        long both = both(hash);
        return (bits[hash >>> wordShift] & both) == both;
    }

    /** Where the texts begin that have those characters, for {@link #text}; -1 if there are none. */
    int of(int codes) {
        int gram = codes & mask;
        int slot = gram * SPREAD >>> slotShift;
        while (slots[2 * slot + 1] != 0) {
            if (slots[2 * slot] == gram) {
                return slots[2 * slot + 1] - 1;
            }
            slot = slot + 1 & (slots.length >>> 1) - 1;
        }
        return -1;
    }

    /** A text by number, or -1 - number if it is the last one in its row. */
    int text(int place) {
        return texts[place];
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
