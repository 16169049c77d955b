package io.gabion.detectors.sigma.rule;

/** The longest text that every match of a pattern must contain: a cheap first look. Says none rather than a wrong one. */
final class RegexLiteral {
    private static final int SHORTEST = 3;

    private final String source;
    private final StringBuilder run = new StringBuilder();
    private String best = "";
    private int at;

    private RegexLiteral(String source) {
        this.source = source;
    }

    /** Folded; empty if none of at least three characters is known. */
    static String of(String source) {
        var reader = new RegexLiteral(source);
        return reader.read() && reader.best.length() >= SHORTEST ? Fold.of(reader.best) : "";
    }

    /** @return false if the pattern has alternatives at its top, so that nothing is needed */
    private boolean read() {
        while (at < source.length()) {
            char c = source.charAt(at++);
            switch (c) {
                case '|' -> {
                    return false;
                }
                case '(' -> {
                    end();
                    skipGroup();
                }
                case '[' -> {
                    end();
                    skipClass();
                }
                case '.', '^', '$', ')' -> end();
                case '?', '*', '{' -> {
                    if (!run.isEmpty()) {
                        run.setLength(run.length() - 1);
                    }
                    end();
                    if (c == '{') {
                        int close = source.indexOf('}', at);
                        at = close < 0 ? source.length() : close + 1;
                    }
                }
                case '+' -> end();
                case '\\' -> {
                    char next = at < source.length() ? source.charAt(at++) : 0;
                    if (next == 'Q') {
                        return false;
                    }
                    // \x41 and \pL go on: what follows them would be taken for text
                    if (next == 'x' || next == 'p' || next == 'P' || next == '0') {
                        return false;
                    }
                    if (next == 0 || next < 128 && Character.isLetterOrDigit(next)) {
                        end();
                    } else {
                        run.append(next);
                    }
                }
                default -> run.append(c);
            }
        }
        end();
        return true;
    }

    private void end() {
        if (run.length() > best.length()) {
            best = run.toString();
        }
        run.setLength(0);
    }

    private void skipGroup() {
        int depth = 1;
        while (at < source.length() && depth > 0) {
            char c = source.charAt(at++);
            switch (c) {
                case '\\' -> at++;
                case '(' -> depth++;
                case ')' -> depth--;
                case '[' -> skipClass();
                default -> {}
            }
        }
    }

    private void skipClass() {
        if (source.startsWith("^", at)) {
            at++;
        }
        boolean first = true;
        while (at < source.length() && (first || source.charAt(at) != ']')) {
            char c = source.charAt(at++);
            if (c == '\\') {
                at++;
            } else if (c == '[' && source.startsWith(":", at)) {
                int close = source.indexOf(":]", at);
                at = close < 0 ? source.length() : close + 2;
            }
            first = false;
        }
        at++;
    }
}
