package io.gabion.detectors.sigma.rule;

/** One form for the upper and lower case of a character: what case-insensitive comparison compares. */
public final class Fold {
    private static final char[] ASCII = new char[128];

    static {
        for (char c = 0; c < ASCII.length; c++) {
            ASCII[c] = c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
        }
    }

    public static char of(char c) {
        return c < 128 ? ASCII[c] : Character.toLowerCase(Character.toUpperCase(c));
    }

    public static String of(String text) {
        var folded = new char[text.length()];
        for (int i = 0; i < folded.length; i++) {
            folded[i] = of(text.charAt(i));
        }
        return new String(folded);
    }

    private Fold() {}
}
