package io.gabion.detectors.sigma.rule;

/** One form for the upper and lower case of a character: what case-insensitive comparison compares. */
public final class Fold {
    private static final char[] FOLDED = new char[Character.MAX_VALUE + 1];

    static {
        for (int c = 0; c < FOLDED.length; c++) {
            FOLDED[c] = Character.toLowerCase(Character.toUpperCase((char) c));
        }
        // Unicode folds two characters to letters of ASCII, the Kelvin sign and the long s, and so do regular
        // expressions.
        for (int c = 128; c < FOLDED.length; c++) {
            FOLDED[c] = FOLDED[c] < 128 && c != '\u212a' && c != '\u017f' ? (char) c : FOLDED[c];
        }
    }

    public static char of(char c) {
        return FOLDED[c];
    }

    public static String of(String text) {
        var folded = new char[text.length()];
        for (int i = 0; i < folded.length; i++) {
            folded[i] = of(text.charAt(i));
        }
        return new String(folded);
    }

    /** The same for a field's name in upper and lower case, its parts joined by dots or by underscores. */
    public static String name(String field) {
        return of(field).replace('.', '_');
    }

    private Fold() {}
}
