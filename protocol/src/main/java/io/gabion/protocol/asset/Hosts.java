package io.gabion.protocol.asset;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The one spelling of a host's name: lower case, without the trailing dot, one label or more. Never an address. What is not
 * made of letters, digits, dot, dash and underscore is no host.
 */
public final class Hosts {
    private static final Pattern NAME = Pattern.compile("[a-z0-9_]([a-z0-9_-]{0,62})(\\.[a-z0-9_][a-z0-9_-]{0,62})*");

    /** The canonical text, or empty if {@code text} is not such a name. */
    public static Optional<String> canonical(String text) {
        if (text.length() > AssetRef.MAX_NAME) {
            return Optional.empty();
        }
        var lower = text.toLowerCase(Locale.ROOT);
        var bare = lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
        return NAME.matcher(bare).matches() && Addresses.parse(bare).isEmpty() ? Optional.of(bare) : Optional.empty();
    }

    /** Whether both may name one machine: one is the other's short name. Both canonical. */
    public static boolean mayBeOne(String one, String other) {
        return one.equals(other) || one.startsWith(other + ".") || other.startsWith(one + ".");
    }

    private Hosts() {}
}
