package io.gabion.detectors.model;

import io.gabion.protocol.Names;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a model is given, as ids. Its schema says everything that the numbers mean; a model of another schema is refused. */
public sealed interface Encoding {
    /** What a row of padding, or a place before the beginning, holds. */
    int NOTHING = 0;

    int length();

    int ids();

    String schema();

    default String schemaHash() {
        return Names.of(schema());
    }

    /** A domain name without its host part: the last {@value #CHARACTERS} characters, padded in front. */
    record Domain() implements Encoding {
        private static final int CHARACTERS = 40;
        private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789-._";

        @Override
        public int length() {
            return CHARACTERS;
        }

        /** Those of the alphabet, nothing, and everything else. */
        @Override
        public int ids() {
            return ALPHABET.length() + 2;
        }

        @Override
        public String schema() {
            return "domain 1: registered name, last " + CHARACTERS + " of " + ALPHABET;
        }

        public long[] encode(String domain) {
            var name = registered(domain);
            var ids = new long[CHARACTERS];
            int from = Math.max(0, name.length() - CHARACTERS);
            for (int i = from; i < name.length(); i++) {
                int place = ALPHABET.indexOf(name.charAt(i));
                ids[CHARACTERS - name.length() + i] = place < 0 ? ALPHABET.length() + 1 : place + 1;
            }
            return ids;
        }

        /** What someone registered, as far as the name itself shows: {@code a.b.co.uk} is {@code b.co.uk}. */
        public static String registered(String domain) {
            var name = domain.toLowerCase(Locale.ROOT).replaceAll("\\.+$", "");
            var labels = List.of(name.split("\\."));
            int size = labels.size();
            boolean second = size > 2
                    && labels.get(size - 1).length() == 2
                    && labels.get(size - 2).length() <= 3;
            return String.join(".", labels.subList(Math.max(0, size - (second ? 3 : 2)), size));
        }
    }

    /**
     * A trace of events, in windows of a fixed length. Events that training did not see share one id.
     *
     * @param vocabulary events in the order of their ids, which begin at 2
     */
    record Tokens(List<String> vocabulary, Map<String, Integer> places) implements Encoding {
        private static final int WINDOW = 64;
        private static final int UNKNOWN = 1;

        public Tokens {
            vocabulary = List.copyOf(vocabulary);
            places = Map.copyOf(places);
        }

        public static Tokens of(List<String> vocabulary) {
            var places = new HashMap<String, Integer>();
            vocabulary.forEach(token -> places.put(token, places.size() + 2));
            return new Tokens(vocabulary, places);
        }

        @Override
        public int length() {
            return WINDOW;
        }

        @Override
        public int ids() {
            return vocabulary.size() + 2;
        }

        @Override
        public String schema() {
            return "tokens 1: windows of " + WINDOW + ", " + Names.of(vocabulary.toArray(String[]::new));
        }

        /** Ids of a whole trace, with one place before its beginning. */
        public long[] encode(List<String> tokens) {
            var ids = new long[tokens.size() + 1];
            Arrays.setAll(ids, i -> i == 0 ? NOTHING : places.getOrDefault(tokens.get(i - 1), UNKNOWN));
            return ids;
        }
    }
}
