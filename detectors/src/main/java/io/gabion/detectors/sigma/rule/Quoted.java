package io.gabion.detectors.sigma.rule;

/** A word of a rule file inside a message: one line, cut short, without control characters. */
final class Quoted {
    private static final int LONGEST = 80;

    static String of(String text) {
        var shown = new StringBuilder("'");
        text.codePoints()
                .limit(LONGEST)
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '.' : c)
                .forEach(shown::appendCodePoint);
        return shown.append(text.codePointCount(0, text.length()) > LONGEST ? "…'" : "'")
                .toString();
    }

    private Quoted() {}
}
