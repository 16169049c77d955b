package io.gabion.detectors.model;

import io.gabion.protocol.Names;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * A list of words by popularity, and which letters of a name stand in one of them. A name is cut where the words and the letters
 * between them are most likely together, as if each were drawn by itself: Zipf's law for words, all alike for letters.
 */
final class Words {
    static final Words ENGLISH = read("/models/words.txt.gz");

    static final byte NONE = 0;
    private static final byte BEGINS_USUAL = 1;
    private static final byte BEGINS_RARE = 2;
    private static final byte WITHIN = 3;
    /** How many answers {@link #places} has. */
    static final int PLACES = 4;

    private static final int USUAL = 3_000;
    private static final int SHORTEST = 3;
    private static final int LONGEST = 14;
    private static final double LETTER = Math.log(36);

    private final Map<String, Integer> ranks;
    private final String hash;

    private Words(Map<String, Integer> ranks, String hash) {
        this.ranks = ranks;
        this.hash = hash;
    }

    private static Words read(String resource) {
        try (InputStream packed = Words.class.getResourceAsStream(resource);
                var in = new GZIPInputStream(packed)) {
            var text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
            var ranks = new HashMap<String, Integer>();
            text.lines().forEach(word -> ranks.put(word, ranks.size()));
            return new Words(ranks, Names.of(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of the list. */
    String hash() {
        return hash;
    }

    /** For each character: in no word, the first of a usual or a rarer word, or within one. */
    byte[] places(String name) {
        var cost = new double[name.length() + 1];
        var from = new int[name.length() + 1];
        for (int end = 1; end <= name.length(); end++) {
            cost[end] = cost[end - 1] + LETTER;
            from[end] = end - 1;
            for (int begin = Math.max(0, end - LONGEST); begin <= end - SHORTEST; begin++) {
                var rank = ranks.get(name.substring(begin, end));
                if (rank != null && cost[begin] + Math.log(rank + 50) < cost[end]) {
                    cost[end] = cost[begin] + Math.log(rank + 50);
                    from[end] = begin;
                }
            }
        }
        var places = new byte[name.length()];
        for (int end = name.length(); end > 0; end = from[end]) {
            if (end - from[end] >= SHORTEST) {
                Arrays.fill(places, from[end], end, WITHIN);
                places[from[end]] = ranks.get(name.substring(from[end], end)) < USUAL ? BEGINS_USUAL : BEGINS_RARE;
            }
        }
        return places;
    }
}
