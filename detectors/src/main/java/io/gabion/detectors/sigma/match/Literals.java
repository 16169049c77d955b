package io.gabion.detectors.sigma.match;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * All texts that rules look for in one field. Those that must stand at an end of the value are found by {@link Ends}. Of
 * each other text the four characters that the fewest others have are watched for while the value is passed over. What is
 * found so is compared as a whole.
 */
final class Literals {
    static final int AT_START = 1;
    static final int AT_END = 2;

    /** @param text folded, not empty */
    record Literal(String text, int anchors) {}

    /** Told of a literal that was found, possibly several times. */
    interface Found {
        void found(int literal);
    }

    private final char[][] texts;
    private final int[] anchors;
    /** How many characters of a text stand before the end of its gram. */
    private final int[] reach;

    private final Ends starts;
    private final Ends ends;
    /** By length of the grams; null where there are none. */
    private final Grams[] anywhere;

    private final boolean anyLong;
    private final boolean anyShort;
    /** The pairs of characters that texts of fewer than four end with, a bit each. */
    private final long[] shortEnds;

    Literals(List<Literal> literals) {
        texts = new char[literals.size()][];
        anchors = new int[texts.length];
        reach = new int[texts.length];
        var common = new HashMap<Integer, Integer>();
        for (int i = 0; i < texts.length; i++) {
            texts[i] = literals.get(i).text().toCharArray();
            anchors[i] = literals.get(i).anchors();
            for (int from = 0; anchors[i] == 0 && from <= texts[i].length - Grams.LONGEST; from++) {
                common.merge(Grams.gram(texts[i], from, Grams.LONGEST), 1, Integer::sum);
            }
        }
        var first = new ArrayList<Integer>();
        var last = new ArrayList<Integer>();
        var any = new Grams.Builder();
        for (int i = 0; i < texts.length; i++) {
            if ((anchors[i] & AT_END) != 0) {
                last.add(i);
            } else if (anchors[i] != 0) {
                first.add(i);
            } else {
                int length = Math.min(texts[i].length, Grams.LONGEST);
                int from = rarest(texts[i], length, common);
                reach[i] = from + length;
                any.add(Grams.gram(texts[i], from, length), length, i);
            }
        }
        starts = new Ends(true, texts, first);
        ends = new Ends(false, texts, last);
        anywhere = any.build();
        anyLong = anywhere[Grams.LONGEST] != null;
        anyShort = anywhere[1] != null || anywhere[2] != null || anywhere[3] != null;
        shortEnds = new long[anyShort ? 1 << 10 : 0];
        for (int i = 0; i < texts.length; i++) {
            if (anchors[i] == 0 && texts[i].length < Grams.LONGEST) {
                shortEnds(texts[i]);
            }
        }
    }

    /** A single character ends a pair with whatever is before it. */
    private void shortEnds(char[] text) {
        int last = Grams.code(text[text.length - 1]);
        for (int before = 0; before < 256; before++) {
            if (text.length == 1 || Grams.code(text[text.length - 2]) == before) {
                int pair = before << 8 | last;
                shortEnds[pair >>> 6] |= 1L << pair;
            }
        }
    }

    /** Where the gram begins that the fewest texts share: what many rules look for, most logs are full of. */
    private static int rarest(char[] text, int length, Map<Integer, Integer> common) {
        int best = 0;
        int fewest = Integer.MAX_VALUE;
        for (int from = 0; from <= text.length - length; from++) {
            int count = common.getOrDefault(Grams.gram(text, from, length), 1);
            // Of several the last: names begin alike more often than they end alike.
            if (count <= fewest) {
                best = from;
                fewest = count;
            }
        }
        return best;
    }

    /** @param text folded, its first {@code length} characters */
    void scan(char[] text, int length, Found found) {
        ends.scan(text, length, this, found);
        starts.scan(text, length, this, found);
        if (anyLong && anyShort) {
            passBoth(text, length, found);
        } else if (anyLong) {
            passLong(text, length, found);
        } else if (anyShort) {
            passShort(text, length, found);
        }
    }

    private void passBoth(char[] text, int length, Found found) {
        var longest = anywhere[Grams.LONGEST];
        var pairs = shortEnds;
        int codes = 0;
        for (int i = 0; i < length; i++) {
            codes = codes << 8 | Grams.code(text[i]);
            if (longest.maybe(codes)) {
                look(longest, codes, text, i + 1, length, found);
            }
            if ((pairs[(codes & 0xffff) >>> 6] & 1L << codes) != 0) {
                lookShort(codes, text, i + 1, length, found);
            }
        }
    }

    private void passLong(char[] text, int length, Found found) {
        var longest = anywhere[Grams.LONGEST];
        int codes = 0;
        for (int i = 0; i < length; i++) {
            codes = codes << 8 | Grams.code(text[i]);
            if (longest.maybe(codes)) {
                look(longest, codes, text, i + 1, length, found);
            }
        }
    }

    private void passShort(char[] text, int length, Found found) {
        var pairs = shortEnds;
        int codes = 0;
        for (int i = 0; i < length; i++) {
            codes = codes << 8 | Grams.code(text[i]);
            if ((pairs[(codes & 0xffff) >>> 6] & 1L << codes) != 0) {
                lookShort(codes, text, i + 1, length, found);
            }
        }
    }

    private void lookShort(int codes, char[] text, int end, int length, Found found) {
        for (int gram = 1; gram < Grams.LONGEST; gram++) {
            if (anywhere[gram] != null) {
                look(anywhere[gram], codes, text, end, length, found);
            }
        }
    }

    private void look(Grams grams, int codes, char[] text, int end, int length, Found found) {
        int place = grams.of(codes);
        if (place >= 0) {
            int literal = grams.text(place);
            for (; literal >= 0; literal = grams.text(++place)) {
                compare(literal, text, end - reach[literal], length, found);
            }
            compare(-1 - literal, text, end - reach[-1 - literal], length, found);
        }
    }

    void compare(int literal, char[] text, int start, int length, Found found) {
        if (stands(literal, text, start, length)) {
            found.found(literal);
        }
    }

    private boolean stands(int literal, char[] text, int start, int length) {
        var wanted = texts[literal];
        int where = anchors[literal];
        if (start < 0
                || start + wanted.length > length
                || (where & AT_START) != 0 && start != 0
                || (where & AT_END) != 0 && start + wanted.length != length) {
            return false;
        }
        for (int i = 0; i < wanted.length; i++) {
            if (text[start + i] != wanted[i]) {
                return false;
            }
        }
        return true;
    }
}
