package io.gabion.detectors.model;

import io.gabion.detectors.model.Scorer.Input;
import io.gabion.protocol.Names;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Values in columns, each value as its part of the column: ids of one column follow those of the one before.
 *
 * @param made what the values are, by name and version, such as {@code window-network 1}; empty if nobody said
 */
public record VectorEncoding(List<Column> columns, String made) implements Encoding.Row {
    private static final String OF = " of ";

    public VectorEncoding {
        columns = List.copyOf(columns);
    }

    /** As the schema of a card has it. */
    static VectorEncoding of(List<Column> columns, String schema) {
        int at = schema.indexOf(OF);
        return new VectorEncoding(columns, at < 0 ? "" : schema.substring(at + OF.length()));
    }

    @Override
    public int length() {
        return columns.size();
    }

    /** Parts of the widest column; the others leave some unused. */
    public int parts() {
        return columns.stream().mapToInt(Column::parts).max().orElse(0);
    }

    @Override
    public int ids() {
        return columns.size() * parts();
    }

    @Override
    public String schema() {
        var hash = Names.of(columns.stream().map(Column::toString).toArray(String[]::new));
        return "vector 1: " + hash + (made.isEmpty() ? "" : OF + made);
    }

    @Override
    public List<String> features() {
        return IntStream.range(0, columns.size()).mapToObj(String::valueOf).toList();
    }

    @Override
    public void count(Input input, int[][] counts) {
        var values = values(input);
        for (int i = 0; i < columns.size(); i++) {
            counts[i][Math.min(BINS - 1, columns.get(i).part(values.get(i)))]++;
        }
    }

    @Override
    public long[] row(Input input) {
        return encode(values(input));
    }

    long[] encode(List<String> values) {
        if (values.size() != columns.size()) {
            throw new IllegalArgumentException(values.size() + " values, the model was made for " + columns.size());
        }
        var ids = new long[columns.size()];
        int parts = parts();
        Arrays.setAll(ids, i -> (long) i * parts + columns.get(i).part(values.get(i)));
        return ids;
    }

    static List<String> values(Input input) {
        return switch (input) {
            case Input.Vector(var values) -> values;
            case Input.Domain _, Input.Tokens _, Input.Mail _ ->
                throw new IllegalArgumentException("the model judges a vector");
        };
    }
}
