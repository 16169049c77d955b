package io.gabion.detectors.sigma.rule;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * Brings a regular expression of PCRE to an engine that is linear in its input. What that engine means otherwise is
 * rewritten ({@code \s} has the vertical tab, {@code $} stands before a final line feed too), see {@link Escape} for what
 * stands behind a backslash; what it cannot express, and what has no meaning, is refused by name.
 */
final class LinearRegex {
    private static final int MAX_LENGTH = 4_096;

    /** Of characters and repetitions, counted out: {@code (a{100}){100}} is 10,000. */
    private static final long MAX_STEPS = 20_000;

    private static final java.util.regex.Pattern FLAGS =
            java.util.regex.Pattern.compile("\\?([a-zA-Z]*)(?:-([a-zA-Z]*))?([:)])");

    private final String source;
    private final int line;
    private final StringBuilder out = new StringBuilder();
    private boolean manyLines;
    private int at;

    private LinearRegex(String source, int line, boolean manyLines) {
        this.source = source;
        this.line = line;
        this.manyLines = manyLines;
    }

    /** @param flags of {@link Pattern} */
    static Check.Regex read(String written, int flags, int line) throws Refusal {
        var source = unquoted(written);
        if (source.length() > MAX_LENGTH) {
            throw new Refusal(line, "a regular expression longer than " + MAX_LENGTH + " characters");
        }
        var regex = new LinearRegex(source, line, (flags & Pattern.MULTILINE) != 0);
        if (regex.alternatives(0) > MAX_STEPS) {
            throw new Refusal(line, "a regular expression that repeats its parts more than " + MAX_STEPS + " times");
        }
        if (regex.at < source.length()) {
            throw new Refusal(line, "a regular expression with a ')' too many");
        }
        if (EndlessFolds.in(regex.out.toString(), (flags & Pattern.CASE_INSENSITIVE) != 0)) {
            throw new Refusal(
                    line,
                    "a regular expression that ignores case, with a character or range whose cases the engine never ends to follow");
        }
        try {
            var pattern = Pattern.compile(regex.out.toString(), flags);
            var needs = RegexNeeds.of(source);
            return new Check.Regex(pattern, needs.any(), needs.shortest());
        } catch (PatternSyntaxException e) {
            throw new Refusal(line, "a regular expression the linear engine does not take: " + e.getDescription());
        }
    }

    /** Without {@code \Q…\E}: what stands between is escaped, character by character. */
    private static String unquoted(String source) {
        var text = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < source.length(); i++) {
            char c = source.charAt(i);
            char next = c == '\\' && i + 1 < source.length() ? source.charAt(i + 1) : 0;
            if (next == 'E' || next == 'Q' && !quoted) {
                quoted = next == 'Q';
                i++;
            } else if (next != 0 && !quoted) {
                text.append(c).append(next);
                i++;
            } else {
                text.append(quoted && c < 128 && !Character.isLetterOrDigit(c) ? "\\" : "")
                        .append(c);
            }
        }
        return text.toString();
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
                return group(depth);
            }
            case '[' -> characterClass();
            case '\\' -> escape();
            case '$' -> out.append(manyLines ? "$" : "(?:\\n?\\z)");
            default -> out.append(c);
        }
        return 1;
    }

    private long group(int depth) throws Refusal {
        for (var form : FORMS) {
            if (source.startsWith(form.opening(), at)) {
                throw unsupported(form.name());
            }
        }
        out.append('(');
        boolean outside = manyLines;
        var flags = FLAGS.matcher(source).region(at, source.length());
        if (flags.lookingAt()) {
            var off = flags.group(2) == null ? "" : flags.group(2);
            manyLines = (manyLines || flags.group(1).contains("m")) && !off.contains("m");
            out.append(flags.group());
            at = flags.end();
            if (flags.group(3).equals(")")) {
                return 0; // They hold up to the end of the group that this stands in.
            }
        } else if (source.startsWith("?<", at)) {
            out.append("?P<");
            at += 2;
        }
        long steps = alternatives(depth + 1);
        if (at < source.length()) {
            out.append(source.charAt(at++));
        }
        manyLines = outside;
        return steps;
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
        new Form("*", "a verb"),
    };

    private void escape() throws Refusal {
        if (at == source.length()) {
            throw new Refusal(line, "a regular expression that ends in a backslash");
        }
        take(Escape.outside(source, at, line));
    }

    private void take(Escape escape) {
        out.append(escape.written());
        at = escape.end();
    }

    private void characterClass() throws Refusal {
        if (posixEnd(source, at) > 0) {
            throw new Refusal(line, "a regular expression with [" + source.charAt(at) + " outside of brackets");
        }
        out.append('[');
        if (source.startsWith("^", at)) {
            out.append('^');
            at++;
        }
        boolean first = true;
        while (at < source.length() && (first || source.charAt(at) != ']')) {
            char c = source.charAt(at++);
            int end = c == '[' ? posixEnd(source, at) : -1;
            if (end > 0 && source.charAt(at) != ':') {
                throw unsupported("[" + source.charAt(at) + " in brackets");
            } else if (end > 0) {
                out.append(source, at - 1, end);
                at = end;
            } else if (c == '\\' && at < source.length()) {
                take(Escape.inside(source, at, line));
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

    /**
     * As PCRE tells {@code [:alpha:]} from a bracket and a colon.
     *
     * @param at behind the bracket
     * @return where it ends, or -1 if there is no such class
     */
    static int posixEnd(String source, int at) {
        char kind = at < source.length() ? source.charAt(at) : 0;
        if (kind != ':' && kind != '.' && kind != '=') {
            return -1;
        }
        for (int i = at + 1; i + 1 < source.length(); i++) {
            char c = source.charAt(i);
            char next = source.charAt(i + 1);
            if (c == '\\' && (next == ']' || next == '\\')) {
                i++;
            } else if (c == ']' || c == '[' && next == kind) {
                return -1;
            } else if (c == kind && next == ']') {
                return i + 2;
            }
        }
        return -1;
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
        } else if (c == '{' && OPEN_REPEAT.matcher(source.substring(at)).lookingAt()) {
            throw new Refusal(line, "a regular expression with {,, which engines read differently: write {0,");
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

    private static final java.util.regex.Pattern OPEN_REPEAT = java.util.regex.Pattern.compile("\\{,\\d+\\}");

    static final java.util.regex.Pattern REPEAT = java.util.regex.Pattern.compile("\\{(\\d{1,6})(,\\d{0,6})?\\}");

    private Refusal unsupported(String what) {
        return unsupported(line, what);
    }

    static Refusal unsupported(int line, String what) {
        return new Refusal(line, "a regular expression with " + what + ", which no linear engine has");
    }
}
