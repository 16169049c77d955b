package io.gabion.detectors.sigma.rule;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * Brings a regular expression of PCRE to an engine that is linear in its input. What that engine means otherwise is
 * rewritten ({@code \s} has the vertical tab, {@code $} stands before a final line feed too); what it cannot express is
 * refused by name.
 */
final class LinearRegex {
    private static final int MAX_LENGTH = 4_096;

    /** Of characters and repetitions, counted out: {@code (a{100}){100}} is 10,000. */
    private static final long MAX_STEPS = 20_000;

    private static final String SPACE = "\\t-\\r ";

    private final String source;
    private final int line;
    private final boolean manyLines;
    private final StringBuilder out = new StringBuilder();
    private int at;

    private LinearRegex(String source, int line, boolean manyLines) {
        this.source = source;
        this.line = line;
        this.manyLines = manyLines;
    }

    /** @param flags of {@link Pattern} */
    static Check.Regex read(String source, int flags, int line) throws Refusal {
        if (source.length() > MAX_LENGTH) {
            throw new Refusal(line, "a regular expression longer than " + MAX_LENGTH + " characters");
        }
        if (EndlessFolds.in(source, (flags & Pattern.CASE_INSENSITIVE) != 0)) {
            throw new Refusal(
                    line,
                    "a regular expression that ignores case, with a character or range whose cases the engine never ends to follow");
        }
        var regex = new LinearRegex(source, line, (flags & Pattern.MULTILINE) != 0);
        if (regex.alternatives(0) > MAX_STEPS) {
            throw new Refusal(line, "a regular expression that repeats its parts more than " + MAX_STEPS + " times");
        }
        if (regex.at < source.length()) {
            throw new Refusal(line, "a regular expression with a ')' too many");
        }
        try {
            var pattern = Pattern.compile(regex.out.toString(), flags);
            var needs = RegexNeeds.of(source);
            return new Check.Regex(pattern, needs.any(), needs.shortest());
        } catch (PatternSyntaxException e) {
            throw new Refusal(line, "a regular expression the linear engine does not take: " + e.getDescription());
        }
    }

    /** Reads up to a closing bracket or the end. @return the steps of what was read */
    private long alternatives(int depth) throws Refusal {
        if (depth > 100) {
            throw new Refusal(line, "a regular expression nested deeper than 100");
        }
        long steps = 0;
        while (at < source.length() && source.charAt(at) != ')') {
            long piece = piece(depth);
            steps += piece * quantifier();
            if (steps > MAX_STEPS) {
                return steps;
            }
        }
        return steps;
    }

    private long piece(int depth) throws Refusal {
        char c = source.charAt(at++);
        switch (c) {
            case '(' -> {
                group();
                long steps = alternatives(depth + 1);
                if (at < source.length()) {
                    out.append(source.charAt(at++));
                }
                return steps;
            }
            case '[' -> characterClass();
            case '\\' -> escape();
            case '$' -> out.append(manyLines ? "$" : "(?:\\n?\\z)");
            default -> out.append(c);
        }
        return 1;
    }

    private void group() throws Refusal {
        out.append('(');
        if (!source.startsWith("?", at)) {
            return;
        }
        for (var form : FORMS) {
            if (source.startsWith(form.opening(), at)) {
                throw unsupported(form.name());
            }
        }
        if (source.startsWith("?<", at)) {
            out.append("?P<");
            at += 2;
        }
    }

    private record Form(String opening, String name) {}

    private static final Form[] FORMS = {
        new Form("?=", "a look-ahead"),
        new Form("?!", "a negative look-ahead"),
        new Form("?<=", "a look-behind"),
        new Form("?<!", "a negative look-behind"),
        new Form("?>", "an atomic group"),
        new Form("?(", "a conditional"),
        new Form("?|", "a branch reset"),
        new Form("?#", "a comment"),
        new Form("?R", "a recursion"),
        new Form("?&", "a recursion"),
        new Form("?P>", "a recursion"),
        new Form("?P=", "a back reference"),
    };

    private void escape() throws Refusal {
        if (at == source.length()) {
            throw new Refusal(line, "a regular expression that ends in a backslash");
        }
        char c = source.charAt(at++);
        switch (c) {
            case 's' -> out.append('[').append(SPACE).append(']');
            case 'S' -> out.append("[^").append(SPACE).append(']');
            case 'h' -> out.append("[\\t ]");
            case 'Z' -> out.append("(?:\\n?\\z)");
            case 'e' -> out.append("\\x1b");
            case '1', '2', '3', '4', '5', '6', '7', '8', '9', 'k', 'g' -> throw unsupported("a back reference");
            case 'G', 'K', 'R', 'X', 'H', 'N', 'V', 'c' -> throw unsupported("\\" + c);
            default -> literal(c);
        }
    }

    /** An escape of a character that has no meaning of its own is that character. */
    private void literal(char c) {
        boolean known = c >= 128 || !Character.isLetterOrDigit(c) || "AbBCdDfnQErtavwWxzpP0".indexOf(c) >= 0;
        out.append(known && c < 128 ? "\\" : "").append(c);
    }

    private void characterClass() throws Refusal {
        out.append('[');
        if (source.startsWith("^", at)) {
            out.append('^');
            at++;
        }
        boolean first = true;
        while (at < source.length() && (first || source.charAt(at) != ']')) {
            char c = source.charAt(at++);
            if (source.startsWith(":", at) && c == '[') {
                int end = source.indexOf(":]", at);
                if (end < 0) {
                    throw new Refusal(line, "a regular expression with an open [[:");
                }
                out.append(source, at - 1, end + 2);
                at = end + 2;
            } else if (c == '\\' && at < source.length()) {
                classEscape(source.charAt(at++));
            } else if (c == '[' || c == ']') {
                out.append('\\').append(c);
            } else {
                out.append(c);
            }
            first = false;
        }
        if (at == source.length()) {
            throw new Refusal(line, "a regular expression with an open [");
        }
        out.append(source.charAt(at++));
    }

    private void classEscape(char c) throws Refusal {
        switch (c) {
            case 's' -> out.append(SPACE);
            case 'h' -> out.append("\\t ");
            case 'b' -> out.append("\\x08");
            case 'e' -> out.append("\\x1b");
            // \S in a class excludes the vertical tab in one engine and not in the other
            case 'S', 'H', 'N', 'V', 'R', 'X', 'c' -> throw unsupported("\\" + c + " in a class");
            default -> literal(c);
        }
    }

    /** @return how often the piece before it may be unrolled */
    private long quantifier() throws Refusal {
        if (at == source.length()) {
            return 1;
        }
        long times = 1;
        char c = source.charAt(at);
        if (c == '*' || c == '+' || c == '?') {
            out.append(c);
            at++;
        } else if (c == '{' && REPEAT.matcher(source.substring(at)).lookingAt()) {
            int end = source.indexOf('}', at);
            for (var number : source.substring(at + 1, end).split(",")) {
                times = number.isEmpty() ? times : Math.max(times, Long.parseLong(number));
            }
            if (times > 1_000) {
                throw unsupported("a repetition of more than 1000 times");
            }
            out.append(source, at, end + 1);
            at = end + 1;
        } else {
            return 1;
        }
        if (source.startsWith("+", at)) {
            throw unsupported("a possessive quantifier");
        }
        if (source.startsWith("?", at)) {
            out.append('?');
            at++;
        }
        return times;
    }

    static final java.util.regex.Pattern REPEAT = java.util.regex.Pattern.compile("\\{(\\d{1,6})(,\\d{0,6})?\\}");

    private Refusal unsupported(String what) {
        return new Refusal(line, "a regular expression with " + what + ", which no linear engine has");
    }
}
