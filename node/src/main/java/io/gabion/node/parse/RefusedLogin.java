package io.gabion.node.parse;

import com.google.re2j.Pattern;
import io.gabion.protocol.asset.Addresses;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A refused login in the words that most services use, of one that nobody has described. Whoever is named could be named
 * by the client's own text: rules may count such lines, but nothing acts on them.
 */
final class RefusedLogin {
    /** A longer text tells of something else. */
    static final int LONGEST = 2048;

    private static final List<String> REFUSALS = List.of(
            "fail",
            "invalid",
            "incorrect",
            "denied",
            "unsuccessful",
            "wrong",
            "bad ",
            "mismatch",
            "not match",
            "n't match",
            "nonexistent",
            "limit reached",
            "user_not_found",
            "no such user",
            "unknown user",
            "not found",
            "rejected",
            "unauthorized",
            "not authorized",
            "authentication error",
            "=401",
            "rate-limited");
    private static final Pattern LOGIN = Pattern.compile(
            "log[ _-]?(?:in|on)(?:[^a-z]|$)|sign[ _-]?in(?:[^a-z]|$)|\\bauth\\b|auth(?:_|-)?fail|authentica|pass(?:word|wd|phrase|code)?(?:[^a-z]|$)|credential|(?:admin|access|bearer) token|username|handshake|not authorized|unauthorized");
    private static final java.util.regex.Pattern ADDRESS = java.util.regex.Pattern.compile(
            // a program's version, as Chrome/120.0.0.0, is none
            "(?<![\\w.:])(?<![A-Za-z]/)(?:::ffff:)?\\d{1,3}(?:\\.\\d{1,3}){3}(?!\\w|\\.\\d)"
                    + "|(?<![\\w.:])[0-9a-fA-F]{0,4}(?::[0-9a-fA-F]{0,4}){2,7}(?![\\w:]|\\.\\d)",
            java.util.regex.Pattern.CASE_INSENSITIVE);

    /** Whether a text tells of one. */
    static boolean tells(String text) {
        if (text.length() > LONGEST) {
            return false;
        }
        var folded = text.toLowerCase(Locale.ROOT);
        return REFUSALS.stream().anyMatch(folded::contains)
                && LOGIN.matcher(folded).find();
    }

    /** The address that such a text is about: the only one in it, if somebody came from there. */
    static Optional<String> from(String text) {
        return tells(text) ? only(text) : Optional.empty();
    }

    /** Canonical; empty if there is none or several. One that something is sent to is nobody's origin. */
    private static Optional<String> only(String text) {
        var found = ADDRESS.matcher(text);
        var only = Optional.<String>empty();
        while (found.find()) {
            var address = Addresses.canonical(found.group());
            if (address.isEmpty() || only.equals(address)) {
                continue;
            }
            if (only.isPresent() || text.startsWith("to ", found.start() - 3)) {
                return Optional.empty();
            }
            only = address;
        }
        return only;
    }

    private RefusedLogin() {}
}
