package io.gabion.detectors.model;

import io.gabion.detectors.model.Scorer.Input;
import io.gabion.protocol.Names;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What a model is given, as ids. Its schema says everything that the numbers mean; a model of another schema is refused. */
public sealed interface Encoding permits Encoding.Row, Encoding.Tokens {
    /** One row of ids for each input. */
    sealed interface Row extends Encoding permits Domain, VectorEncoding, MailEncoding {
        long[] row(Input input);
    }

    /** What a row of padding, or a place before the beginning, holds. */
    int NOTHING = 0;
    /** Of a feature, where drift is measured. */
    int BINS = 20;

    int length();

    int ids();

    String schema();

    /** Of what drift is measured besides the score: the names, in the order of {@link #count}. */
    List<String> features();

    /** Adds what the input shows of each feature to the counts, a row of {@value #BINS} for each. */
    void count(Input input, int[][] counts);

    default String schemaHash() {
        return Names.of(schema());
    }

    /**
     * A domain name without its host part: the last {@value #CHARACTERS} characters, padded in front. Each character's id
     * also says whether it stands in a word: names put together from words look like no others of their length.
     */
    record Domain() implements Row {
        private static final int CHARACTERS = 40;
        private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789-._";

        @Override
        public int length() {
            return CHARACTERS;
        }

        /** Nothing; then, for each place in a word, those of the alphabet and everything else. */
        @Override
        public int ids() {
            return 1 + Words.PLACES * (ALPHABET.length() + 1);
        }

        @Override
        public String schema() {
            return "domain 2: registered name, last " + CHARACTERS + " of " + ALPHABET + ", words "
                    + Words.ENGLISH.hash();
        }

        @Override
        public List<String> features() {
            return List.of("length", "words", "digits");
        }

        @Override
        public void count(Input input, int[][] counts) {
            var name = registered(domain(input));
            var places = Words.ENGLISH.places(name);
            int inWords = 0;
            for (byte place : places) {
                inWords += place == Words.NONE ? 0 : 1;
            }
            long digits = name.chars().filter(c -> c >= '0' && c <= '9').count();
            counts[0][Math.min(BINS - 1, name.length() / 2)]++;
            counts[1][Measures.bin((double) inWords / Math.max(1, name.length()), BINS)]++;
            counts[2][Measures.bin((double) digits / Math.max(1, name.length()), BINS)]++;
        }

        @Override
        public long[] row(Input input) {
            return encode(domain(input));
        }

        long[] encode(String domain) {
            var name = registered(domain);
            var ids = new long[CHARACTERS];
            var places = Words.ENGLISH.places(name);
            int from = Math.max(0, name.length() - CHARACTERS);
            for (int i = from; i < name.length(); i++) {
                int letter = ALPHABET.indexOf(name.charAt(i));
                ids[CHARACTERS - name.length() + i] =
                        1 + places[i] * (ALPHABET.length() + 1) + (letter < 0 ? ALPHABET.length() : letter);
            }
            return ids;
        }

        static String domain(Input input) {
            return switch (input) {
                case Input.Domain(var domain) -> domain;
                case Input.Tokens _, Input.Vector _, Input.Mail _ ->
                    throw new IllegalArgumentException("the model judges a domain");
            };
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
        /** What every event is that training did not see. */
        public static final int UNKNOWN = 1;

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
            return "tokens 2: windows of " + WINDOW + ", " + Names.of(vocabulary.toArray(String[]::new));
        }

        @Override
        public List<String> features() {
            return List.of("length", "events");
        }

        /** Of the vocabulary, neighbours share a part; unknown events have the last for themselves. */
        @Override
        public void count(Input input, int[][] counts) {
            var tokens = tokens(input);
            counts[0][Math.min(BINS - 1, 32 - Integer.numberOfLeadingZeros(tokens.size()))]++;
            for (var token : tokens) {
                var id = places.get(token);
                counts[1][id == null ? BINS - 1 : (id - 2) * (BINS - 1) / vocabulary.size()]++;
            }
        }

        /** How much of a trace each event is, by its id. */
        public Map<Integer, Double> mix(List<String> tokens) {
            var mix = new TreeMap<Integer, Double>();
            for (var token : tokens) {
                mix.merge(places.getOrDefault(token, UNKNOWN), 1.0 / tokens.size(), Double::sum);
            }
            // Enough to tell them apart, and short in a card.
            mix.replaceAll((_, share) -> Math.rint(share * 1e4) / 1e4);
            return mix;
        }

        static List<String> tokens(Input input) {
            return switch (input) {
                case Input.Tokens(var tokens) -> tokens;
                case Input.Domain _, Input.Vector _, Input.Mail _ ->
                    throw new IllegalArgumentException("the model judges tokens");
            };
        }

        /** Ids of a whole trace, with one place before its beginning. */
        public long[] encode(List<String> tokens) {
            var ids = new long[tokens.size() + 1];
            Arrays.setAll(ids, i -> i == 0 ? NOTHING : places.getOrDefault(tokens.get(i - 1), UNKNOWN));
            return ids;
        }
    }
}
