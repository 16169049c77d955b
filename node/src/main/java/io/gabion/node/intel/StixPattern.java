package io.gabion.node.intel;

import io.gabion.detectors.intel.Values;
import io.gabion.protocol.intel.IndicatorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The STIX 2.1 patterns that name values: comparisons of one observable with {@code =}, {@code IN}, {@code ISSUBSET} or,
 * for what is below a domain, {@code LIKE '%.…'}, joined by OR. Everything else is refused by name: half of a pattern
 * would be another pattern.
 */
final class StixPattern {
    static final int MAX = 8_192;
    static final int MAX_COMPARISONS = 256;

    private static final Pattern TOKEN = Pattern.compile("[A-Za-z][\\w-]*(:[\\w.'-]+)?|[=!<>]+|.", Pattern.DOTALL);
    private static final Set<String> HASHES = Set.of("md5", "sha1", "sha256");
    private static final Map<String, Set<IndicatorType>> PATHS = Map.of(
            "ipv4-addr:value", Set.of(IndicatorType.ADDRESS, IndicatorType.NETWORK),
            "ipv6-addr:value", Set.of(IndicatorType.ADDRESS, IndicatorType.NETWORK),
            "network-traffic:dst_ref.value", Set.of(IndicatorType.ADDRESS, IndicatorType.NETWORK, IndicatorType.DOMAIN),
            "network-traffic:src_ref.value", Set.of(IndicatorType.ADDRESS, IndicatorType.NETWORK, IndicatorType.DOMAIN),
            "domain-name:value", Set.of(IndicatorType.DOMAIN, IndicatorType.ZONE),
            "url:value", Set.of(IndicatorType.URL),
            "email-addr:value", Set.of(IndicatorType.MAIL),
            "email-message:from_ref.value", Set.of(IndicatorType.MAIL),
            "email-message:sender_ref.value", Set.of(IndicatorType.MAIL));

    /** What cannot be used, and where in the pattern, from 1. */
    static final class Unusable extends Exception {
        private static final long serialVersionUID = 1;

        Unusable(String what, int at) {
            super(what + " (character " + (at + 1) + " of the pattern)", null, false, false);
        }
    }

    private record Token(String text, int at) {}

    private final List<Token> tokens = new ArrayList<>();
    private final List<Values.Value> values = new ArrayList<>();
    private int next;

    static List<Values.Value> read(String pattern) throws Unusable {
        if (pattern.length() > MAX) {
            throw new Unusable("a pattern of more than " + MAX + " characters", MAX);
        }
        var reader = new StixPattern();
        reader.split(pattern);
        reader.observations();
        return List.copyOf(reader.values);
    }

    private void split(String pattern) {
        var matcher = TOKEN.matcher(pattern);
        for (int at = 0; at < pattern.length(); ) {
            int end = pattern.charAt(at) == '\'' ? endOfText(pattern, at) : -1;
            if (end < 0) {
                matcher.region(at, pattern.length()).lookingAt();
                end = matcher.end();
            }
            if (!pattern.substring(at, end).isBlank()) {
                tokens.add(new Token(pattern.substring(at, end), at));
            }
            at = end;
        }
        tokens.add(new Token("", pattern.length()));
    }

    /** After the quote that ends it, or -1. */
    private static int endOfText(String pattern, int from) {
        for (int i = from + 1; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '\'') {
                return i + 1;
            }
            i += c == '\\' ? 1 : 0;
        }
        return -1;
    }

    private void observations() throws Unusable {
        do {
            expect("[");
            do {
                comparison();
            } while (took("OR"));
            expect("]");
        } while (took("OR"));
        expect("");
    }

    private void comparison() throws Unusable {
        var path = take();
        var operator = take();
        switch (operator.text()) {
            case "=", "ISSUBSET" -> add(path, take(), "");
            case "LIKE" -> {
                var name = take();
                if (!name.text().matches("'%\\.[^%_]+'")) {
                    throw new Unusable("LIKE other than '%.domain'", operator.at());
                }
                add(path, new Token("'" + name.text().substring(3), name.at()), "*.");
            }
            case "IN" -> {
                expect("(");
                do {
                    add(path, take(), "");
                } while (took(","));
                expect(")");
            }
            default -> throw new Unusable("'" + operator.text() + "'", operator.at());
        }
    }

    private void add(Token path, Token literal, String prefix) throws Unusable {
        var text = literal.text();
        if (text.length() < 2 || !text.startsWith("'")) {
            throw new Unusable("'" + text + "' is not a text", literal.at());
        }
        var value = Values.of(prefix + text.substring(1, text.length() - 1).replaceAll("\\\\(.)", "$1"))
                .orElseThrow(() -> new Unusable("not a value that can be seen: " + text, literal.at()));
        if (!types(path).contains(value.type())) {
            throw new Unusable(path.text() + " compared with " + text, path.at());
        }
        if (values.size() == MAX_COMPARISONS) {
            throw new Unusable("more than " + MAX_COMPARISONS + " values", path.at());
        }
        values.add(value);
    }

    private static Set<IndicatorType> types(Token path) throws Unusable {
        var known = PATHS.get(path.text());
        if (known != null) {
            return known;
        }
        if (path.text().startsWith("file:hashes.")) {
            var name = path.text().substring("file:hashes.".length()).replaceAll("['-]", "");
            if (HASHES.contains(name.toLowerCase(java.util.Locale.ROOT))) {
                return Set.of(IndicatorType.HASH);
            }
        }
        throw new Unusable("'" + path.text() + "'", path.at());
    }

    private Token take() {
        return tokens.get(Math.min(next++, tokens.size() - 1));
    }

    private boolean took(String text) {
        boolean is = tokens.get(Math.min(next, tokens.size() - 1)).text().equals(text);
        next += is ? 1 : 0;
        return is;
    }

    private void expect(String text) throws Unusable {
        var token = take();
        if (!token.text().equals(text)) {
            throw new Unusable(token.text().isEmpty() ? "it ends too early" : "'" + token.text() + "'", token.at());
        }
    }
}
