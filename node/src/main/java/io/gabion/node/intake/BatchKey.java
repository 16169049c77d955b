package io.gabion.node.intake;

/**
 * A batch's key, read. One that a source must bring in parts has the key {@code id#part} for each of them, counted from
 * 0 and brought in that order; any other key is the only part of its own id.
 */
public record BatchKey(String id, int part) {
    private static final int DIGITS = 6;

    /** The key of a part. */
    public static String of(String id, int part) {
        return id + "#" + part;
    }

    static BatchKey parse(String key) {
        int mark = key.lastIndexOf('#');
        var digits = key.substring(mark + 1);
        boolean part = mark > 0
                && !digits.isEmpty()
                && digits.length() <= DIGITS
                && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        return part ? new BatchKey(key.substring(0, mark), Integer.parseInt(digits)) : new BatchKey(key, 0);
    }
}
