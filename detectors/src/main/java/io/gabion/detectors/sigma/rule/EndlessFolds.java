package io.gabion.detectors.sigma.rule;

import java.util.regex.Pattern;

/**
 * Patterns that the engine would never have compiled. RE2J 1.8 goes from a character to its lower case, to that one's upper
 * case and so on until it is back; from a few characters, such as the Turkish dotless i, Java's cases never lead back.
 */
final class EndlessFolds {
    private static final Pattern INSENSITIVE = Pattern.compile("\\(\\?[a-zA-Z]*i");
    private static final Pattern ESCAPED = Pattern.compile("\\\\x(?:\\{([0-9a-fA-F]{1,6})}|([0-9a-fA-F]{2}))");
    /** The end of a range in brackets, as it is or escaped. */
    private static final Pattern RANGE = Pattern.compile(
            "\\[(?:\\\\.|[^]\\\\])*-(?:[^\\x00-\\x7f]|\\\\x\\{0*[0-9a-fA-F]{3,}}|\\\\x\\{?[89a-fA-F][0-9a-fA-F])");

    /** The engine has these in a table of its own. */
    private static final String KNOWN =
            "\u00b5\u017f\u03c2\u03d0\u03d1\u03d5\u03d6\u03f0\u03f1\u03f4\u03f5\u1e9b\u1e9e\u212a\u212b\u2126";

    private static final int STEPS = 4;

    static boolean in(String pattern, boolean insensitive) {
        boolean plain = pattern.chars().allMatch(c -> c < 128) && !pattern.contains("\\x");
        if (plain || !insensitive && !INSENSITIVE.matcher(pattern).find()) {
            return false;
        }
        if (pattern.codePoints().anyMatch(EndlessFolds::isEndless)
                || RANGE.matcher(pattern).find()) {
            return true;
        }
        return ESCAPED.matcher(pattern)
                .results()
                .mapToInt(found -> Integer.parseInt(found.group(1) == null ? found.group(2) : found.group(1), 16))
                .anyMatch(EndlessFolds::isEndless);
    }

    private static boolean isEndless(int character) {
        if (character < 128 || KNOWN.indexOf(character) >= 0) {
            return false;
        }
        int at = character;
        for (int step = 0; step < STEPS; step++) {
            int lower = Character.toLowerCase(at);
            at = lower == at ? Character.toUpperCase(at) : lower;
            if (at == character) {
                return false;
            }
        }
        return true;
    }

    private EndlessFolds() {}
}
