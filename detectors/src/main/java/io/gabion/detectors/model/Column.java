package io.gabion.detectors.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;

/**
 * How one column of a vector is cut into parts, learnt from benign rows: words each have one, numbers share those between
 * edges. Part 0 is what was never seen: other words, and numbers below the least; the last part of numbers is what is above the most.
 *
 * @param edges of numbers, ascending; empty if the column holds words
 * @param words in the order of their parts, which begin at 1; empty if the column holds numbers
 */
public record Column(List<Double> edges, List<String> words) {
    /** Words beyond are never seen. */
    static final int MOST_WORDS = 254;

    /** Shares of the rows at which numbers are cut: finer at both ends, where attacks are. */
    private static final double[] CUTS = cuts();

    public Column {
        edges = List.copyOf(edges);
        words = List.copyOf(words);
    }

    private static double[] cuts() {
        var cuts = new TreeSet<>(List.of(0.005, 0.01, 0.02, 0.98, 0.99, 0.995));
        for (int i = 0; i <= 16; i++) {
            cuts.add(i / 16.0);
        }
        return cuts.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** A column is of numbers if every value of it is. */
    public static Column of(List<String> values) {
        var numbers = new ArrayList<Double>();
        for (var value : values) {
            double number = number(value);
            if (Double.isNaN(number)) {
                return new Column(
                        List.of(),
                        values.stream().distinct().sorted().limit(MOST_WORDS).toList());
            }
            numbers.add(number);
        }
        Collections.sort(numbers);
        var edges = new TreeSet<Double>();
        for (double cut : CUTS) {
            edges.add(numbers.get((int) Math.round(cut * (numbers.size() - 1))));
        }
        return new Column(List.copyOf(edges), List.of());
    }

    /** Of the {@code vector} of each line. @throws IOException if they are not all of one width */
    public static List<Column> all(List<JsonNode> rows) throws IOException {
        var values = new ArrayList<List<String>>();
        for (var row : rows) {
            var texts = InputFile.texts(row, "vector");
            while (values.size() < texts.size()
                    && (values.isEmpty() || values.getFirst().isEmpty())) {
                values.add(new ArrayList<>());
            }
            if (texts.size() != values.size()) {
                throw new IOException("a row of " + texts.size() + " values after one of " + values.size());
            }
            for (int i = 0; i < texts.size(); i++) {
                values.get(i).add(texts.get(i));
            }
        }
        return values.stream().map(Column::of).toList();
    }

    /** The first value that was seen. */
    String first() {
        return edges.isEmpty()
                ? words.isEmpty() ? "" : words.getFirst()
                : edges.getFirst().toString();
    }

    String last() {
        return edges.isEmpty()
                ? words.isEmpty() ? "" : words.getLast()
                : edges.getLast().toString();
    }

    public int parts() {
        return edges.isEmpty() ? words.size() + 1 : edges.size() + 2;
    }

    public int part(String value) {
        if (edges.isEmpty()) {
            return Math.max(-1, Collections.binarySearch(words, value)) + 1;
        }
        double number = number(value);
        if (Double.isNaN(number) || number < edges.getFirst()) {
            return 0;
        }
        if (number > edges.getLast()) {
            return edges.size() + 1;
        }
        int place = Collections.binarySearch(edges, number);
        return place >= 0 ? place + 1 : -place - 1;
    }

    /** Not a number for what is none, or infinite. */
    private static double number(String value) {
        try {
            double number = Double.parseDouble(value);
            return Double.isInfinite(number) ? Double.NaN : number + 0.0;
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }
}
