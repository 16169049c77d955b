package io.gabion.detectors.sigma.rule;

import java.util.ArrayList;
import java.util.List;

/** A text with wildcards. */
public record Glob(List<Part> parts) {
    public sealed interface Part {}

    /** Never empty. */
    public record Literal(String text) implements Part {}

    /** Exactly one character. */
    public record One() implements Part {}

    /** Any number of characters. */
    public record Run() implements Part {}

    /** One of the characters that Windows programs take for the dash before a parameter. */
    public record Dash() implements Part {}

    public static final Run RUN = new Run();

    private static final One ONE = new One();
    private static final Dash DASH = new Dash();

    /** Hyphen, slash, en dash, em dash, horizontal bar. */
    private static final String DASHES = "-/\u2013\u2014\u2015";

    public Glob {
        parts = List.copyOf(parts);
    }

    /**
     * Reads Sigma's escapes: a backslash takes the meaning from a wildcard or backslash that follows it, and is itself
     * before everything else.
     */
    static Glob parse(String text) {
        var parts = new ArrayList<Part>();
        var literal = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            char next = i + 1 < text.length() ? text.charAt(i + 1) : 0;
            if (c == '\\' && (next == '*' || next == '?' || next == '\\')) {
                literal.append(next);
                i++;
            } else if (c == '*' || c == '?') {
                flush(literal, parts);
                add(parts, c == '*' ? RUN : ONE);
            } else {
                literal.append(c);
            }
        }
        flush(literal, parts);
        return new Glob(parts);
    }

    static Glob literal(String text) {
        return new Glob(text.isEmpty() ? List.of() : List.of(new Literal(text)));
    }

    boolean isPlain() {
        return parts.stream().allMatch(p -> p instanceof Literal);
    }

    /** The text, if there is no wildcard in it. */
    String plain() {
        var text = new StringBuilder();
        for (var part : parts) {
            text.append(((Literal) part).text());
        }
        return text.toString();
    }

    Glob open(boolean start, boolean end) {
        var opened = new ArrayList<Part>(parts);
        if (start && (opened.isEmpty() || !(opened.getFirst() instanceof Run))) {
            opened.addFirst(RUN);
        }
        if (end && (opened.isEmpty() || !(opened.getLast() instanceof Run))) {
            opened.addLast(RUN);
        }
        return new Glob(opened);
    }

    /** Every dash that begins a word stands for all of them. */
    Glob windash() {
        var dashed = new ArrayList<Part>();
        for (var part : parts) {
            if (!(part instanceof Literal(var text))) {
                dashed.add(part);
                continue;
            }
            var literal = new StringBuilder();
            for (int i = 0; i < text.length(); i++) {
                boolean begins = i + 1 < text.length() && isWord(text.charAt(i + 1));
                if (begins && isDash(text.charAt(i)) && (i == 0 || !isWord(text.charAt(i - 1)))) {
                    flush(literal, dashed);
                    dashed.add(DASH);
                } else {
                    literal.append(text.charAt(i));
                }
            }
            flush(literal, dashed);
        }
        return new Glob(dashed);
    }

    public static boolean isDash(char c) {
        return DASHES.indexOf(c) >= 0;
    }

    private static boolean isWord(char c) {
        return Character.isLetterOrDigit(c) || c == '_';
    }

    private static void flush(StringBuilder literal, List<Part> parts) {
        if (!literal.isEmpty()) {
            parts.add(new Literal(literal.toString()));
            literal.setLength(0);
        }
    }

    private static void add(List<Part> parts, Part part) {
        if (!(part instanceof Run) || parts.isEmpty() || !(parts.getLast() instanceof Run)) {
            parts.add(part);
        }
    }
}
