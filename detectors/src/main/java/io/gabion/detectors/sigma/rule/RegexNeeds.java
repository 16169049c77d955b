package io.gabion.detectors.sigma.rule;

import java.util.ArrayList;
import java.util.List;

/**
 * What every match of a pattern must hold: a cheap first look. Says nothing rather than something wrong. Asked only of
 * patterns that the engine takes.
 */
final class RegexNeeds {
    private static final int MOST_ALTERNATIVES = 32;
    private static final int MOST_CHARACTERS = 100_000;
    /** Worth of a text below which it is in most values. */
    private static final int LEAST = 2;

    /** Letters have these meanings behind a backslash: a character of a kind, a place, and what is not looked into. */
    private static final String KINDS = "dDwWsShHvVtnrfae";

    private static final String PLACES = "bBAzZ";
    private static final String DARK = "pPxuo";

    /**
     * @param any folded texts of which one must be there; empty if none is known
     * @param shortest how many characters it matches at least
     */
    record Needs(List<String> any, int shortest) {
        static final Needs NOTHING = new Needs(List.of(), 0);
    }

    /** @param exact the text if it can only be this one, else null */
    private record Piece(int shortest, String exact, List<String> any) {
        static final Piece PLACE = new Piece(0, null, List.of());
        static final Piece ONE = new Piece(1, null, List.of());

        static Piece of(char c) {
            return new Piece(1, String.valueOf(c), List.of());
        }

        /** What is needed of it if it stands in a row with others. */
        List<String> needs() {
            return exact == null ? any : exact.isEmpty() ? List.of() : List.of(exact);
        }
    }

    private static final class Dark extends Exception {
        private static final long serialVersionUID = 1L;

        Dark() {
            super(null, null, false, false);
        }
    }

    private final String source;
    private int at;

    private RegexNeeds(String source) {
        this.source = source;
    }

    static Needs of(String source) {
        // A quantifier is about a whole character, which is two here.
        if (source.chars().anyMatch(c -> Character.isSurrogate((char) c))) {
            return Needs.NOTHING;
        }
        try {
            var reader = new RegexNeeds(source);
            var all = reader.alternatives();
            if (reader.at < source.length()) {
                return Needs.NOTHING;
            }
            var any = all.needs();
            return new Needs(
                    worth(any) < LEAST ? List.of() : any.stream().map(Fold::of).toList(), all.shortest());
        } catch (Dark e) {
            return Needs.NOTHING;
        }
    }

    private Piece alternatives() throws Dark {
        var first = row();
        if (at == source.length() || source.charAt(at) != '|') {
            return first;
        }
        int shortest = first.shortest();
        var any = new ArrayList<>(first.needs());
        boolean known = !any.isEmpty();
        while (at < source.length() && source.charAt(at) == '|') {
            at++;
            var next = row();
            shortest = Math.min(shortest, next.shortest());
            known &= !next.needs().isEmpty();
            any.addAll(next.needs());
        }
        return new Piece(shortest, null, known && any.size() <= MOST_ALTERNATIVES ? List.copyOf(any) : List.of());
    }

    private Piece row() throws Dark {
        int shortest = 0;
        boolean exact = true;
        var run = new StringBuilder();
        List<String> best = List.of();
        while (at < source.length() && source.charAt(at) != '|' && source.charAt(at) != ')') {
            var piece = piece();
            int from = at;
            int least = quantifier();
            boolean once = at == from;
            shortest = Math.min(MOST_CHARACTERS, shortest + Math.min(MOST_CHARACTERS, piece.shortest() * least));
            if (once && piece.exact() != null) {
                run.append(piece.exact());
                continue;
            }
            exact = false;
            if (least > 0 && piece.exact() != null) {
                // Once behind what was before it, and once before what comes behind it.
                best = better(best, List.of(run + piece.exact()));
                run.setLength(0);
                run.append(piece.exact());
                continue;
            }
            best = better(best, List.of(run.toString()));
            best = least > 0 ? better(best, piece.any()) : best;
            run.setLength(0);
        }
        var text = run.toString();
        return exact ? new Piece(shortest, text, List.of()) : new Piece(shortest, null, better(best, List.of(text)));
    }

    private static List<String> better(List<String> one, List<String> other) {
        return worth(other) > worth(one) ? other : one;
    }

    /** Of the commonest of them: its characters, those that few values have counted threefold. */
    private static int worth(List<String> any) {
        int least = Integer.MAX_VALUE;
        for (var text : any) {
            int worth = 0;
            for (char c : text.toCharArray()) {
                worth += Character.isLetterOrDigit(c) || " \\/.:-_\"'".indexOf(c) >= 0 ? 1 : 3;
            }
            least = Math.min(least, worth);
        }
        return any.isEmpty() ? 0 : least;
    }

    private Piece piece() throws Dark {
        char c = source.charAt(at++);
        return switch (c) {
            case '(' -> group();
            case '[' -> {
                skipClass();
                yield Piece.ONE;
            }
            case '.' -> Piece.ONE;
            case '^', '$' -> Piece.PLACE;
            case '\\' -> escape();
            default -> Piece.of(c);
        };
    }

    private Piece escape() throws Dark {
        char c = source.charAt(at++);
        if (DARK.indexOf(c) >= 0 || Character.isDigit(c)) {
            throw new Dark();
        }
        return PLACES.indexOf(c) >= 0 ? Piece.PLACE : KINDS.indexOf(c) >= 0 ? Piece.ONE : Piece.of(c);
    }

    private Piece group() throws Dark {
        if (source.startsWith("?", at)) {
            at++;
            int name = source.startsWith("P<", at) ? 2 : source.startsWith("<", at) ? 1 : 0;
            if (name > 0) {
                at = source.indexOf('>', at) + 1;
            } else {
                while ("imsU-".indexOf(source.charAt(at)) >= 0) {
                    at++;
                }
                char end = source.charAt(at++);
                if (end == ')') {
                    return Piece.PLACE;
                }
                if (end != ':') {
                    throw new Dark();
                }
            }
        }
        var inner = alternatives();
        if (at == source.length()) {
            throw new Dark();
        }
        at++;
        return inner;
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
            } else if (c == '[' && LinearRegex.posixEnd(source, at) > 0) {
                at = LinearRegex.posixEnd(source, at);
            }
            first = false;
        }
        at++;
    }

    /** @return how often the piece before it must be there; if nothing was read, that is once */
    private int quantifier() {
        if (at == source.length()) {
            return 1;
        }
        int least;
        switch (source.charAt(at)) {
            case '*', '?' -> least = 0;
            case '+' -> least = 1;
            case '{' -> {
                var repeat = LinearRegex.REPEAT.matcher(source).region(at, source.length());
                if (!repeat.lookingAt()) {
                    return 1;
                }
                least = Integer.parseInt(repeat.group(1));
                at = repeat.end() - 1;
            }
            default -> {
                return 1;
            }
        }
        at++;
        if (source.startsWith("?", at)) {
            at++;
        }
        return least;
    }
}
