package io.gabion.detectors.sigma.rule;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What stands behind a backslash, for the linear engine: PCRE's meaning (pcre2pattern, "Backslash"), and {@code \u0041} as
 * most other engines have it.
 *
 * @param written as the engine is to read it
 * @param end behind it in the source
 */
record Escape(String written, int end) {
    private static final String SPACE = "\\t-\\r ";

    /** One by one: a range beyond ASCII is refused where case is ignored. */
    private static final String HORIZONTAL = "\\t \\xa0\\x{1680}\\x{180e}\\x{2000}\\x{2001}\\x{2002}\\x{2003}\\x{2004}"
            + "\\x{2005}\\x{2006}\\x{2007}\\x{2008}\\x{2009}\\x{200a}\\x{202f}\\x{205f}\\x{3000}";

    private static final String VERTICAL = "\\n-\\r\\x85\\x{2028}\\x{2029}";

    private static final Pattern HEXADECIMAL =
            Pattern.compile("x\\{([0-9a-fA-F]{1,8})}|x(?!\\{)([0-9a-fA-F]{0,2})|u([0-9a-fA-F]{4})");
    private static final Pattern OCTAL = Pattern.compile("o\\{([0-7]{1,10})}|(0[0-7]{0,2})");
    private static final Pattern OCTAL_IN_CLASS = Pattern.compile("o\\{([0-7]{1,10})}|([0-7]{1,3})");
    private static final Pattern LOW = Pattern.compile("\\\\u([dD][c-fC-F][0-9a-fA-F]{2})");

    static Escape outside(String source, int at, int line) throws Refusal {
        char c = source.charAt(at);
        var written =
                switch (c) {
                    case 's' -> "[" + SPACE + "]";
                    case 'S' -> "[^" + SPACE + "]";
                    case 'h' -> "[" + HORIZONTAL + "]";
                    case 'H' -> "[^" + HORIZONTAL + "]";
                    case 'v' -> "[" + VERTICAL + "]";
                    case 'V' -> "[^" + VERTICAL + "]";
                    case 'Z' -> "(?:\\n?\\z)";
                    case 'e' -> "\\x1b";
                    case 'A', 'b', 'B', 'd', 'D', 'w', 'W', 'z', 'f', 'n', 'r', 't', 'a', 'p', 'P' -> "\\" + c;
                    case '1', '2', '3', '4', '5', '6', '7', '8', '9', 'k', 'g' ->
                        throw LinearRegex.unsupported(line, "a back reference");
                    case 'G', 'K', 'R', 'X', 'N', 'C', 'c' -> throw LinearRegex.unsupported(line, "\\" + c);
                    default -> "";
                };
        return written.isEmpty() ? character(source, at, OCTAL, line) : new Escape(written, at + 1);
    }

    static Escape inside(String source, int at, int line) throws Refusal {
        char c = source.charAt(at);
        var written =
                switch (c) {
                    case 's' -> SPACE;
                    case 'h' -> HORIZONTAL;
                    case 'v' -> VERTICAL;
                    case 'b' -> "\\x08";
                    case 'e' -> "\\x1b";
                    case 'd', 'D', 'w', 'W', 'f', 'n', 'r', 't', 'a', 'p', 'P' -> "\\" + c;
                    // \S in a class excludes the vertical tab in one engine and not in the other
                    case 'S', 'H', 'V', 'N', 'R', 'X', 'c' ->
                        throw LinearRegex.unsupported(line, "\\" + c + " in a class");
                    default -> "";
                };
        return written.isEmpty() ? character(source, at, OCTAL_IN_CLASS, line) : new Escape(written, at + 1);
    }

    private static Escape character(String source, int at, Pattern octal, int line) throws Refusal {
        var number = HEXADECIMAL.matcher(source).region(at, source.length());
        if (number.lookingAt()) {
            return point(source, number, 16, line);
        }
        number = octal.matcher(source).region(at, source.length());
        if (number.lookingAt()) {
            return point(source, number, 8, line);
        }
        char c = source.charAt(at);
        if (c < 128 && Character.isLetterOrDigit(c)) {
            throw new Refusal(line, "a regular expression with the unknown escape \\" + c);
        }
        return new Escape((c < 128 ? "\\" : "") + c, at + 1);
    }

    /** A character by its number; one beyond 16 bits may be written as the two halves that Java and JSON have. */
    private static Escape point(String source, Matcher number, int base, int line) throws Refusal {
        int group = 1;
        while (number.group(group) == null) {
            group++;
        }
        long point = number.group(group).isEmpty() ? 0 : Long.parseLong(number.group(group), base);
        int end = number.end();
        var low = LOW.matcher(source).region(end, source.length());
        if (group == 3 && Character.isHighSurrogate((char) point) && low.lookingAt()) {
            point = Character.toCodePoint((char) point, (char) Integer.parseInt(low.group(1), 16));
            end = low.end();
        }
        if (point > Character.MAX_CODE_POINT || point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
            throw new Refusal(line, "a regular expression with a number of no character: \\" + number.group());
        }
        return new Escape("\\x{" + Long.toHexString(point) + "}", end);
    }
}
