package io.gabion.protocol.asset;

import java.net.IDN;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The one spelling of a domain name: ASCII (RFC 3490 for what is not), lower case, without the trailing dot. At least two
 * labels, so that nobody names a whole top level; never an address.
 */
public final class Domains {
    private static final Pattern LABEL = Pattern.compile("[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?");
    private static final Pattern TOP = Pattern.compile("[a-z]([a-z0-9-]{0,61}[a-z0-9])");
    /** Leaves room for the name of a response-policy zone behind it. */
    private static final int MAX_TEXT = 190;

    /** The canonical text, or empty if {@code text} is not such a name. */
    public static Optional<String> canonical(String text) {
        if (text.isEmpty() || text.length() > AssetRef.MAX_NAME) {
            return Optional.empty();
        }
        var ascii = ascii(text);
        var bare = ascii.endsWith(".") ? ascii.substring(0, ascii.length() - 1) : ascii;
        return isDomain(bare) ? Optional.of(bare) : Optional.empty();
    }

    /** Whether {@code name} is {@code domain} or below it; both canonical. */
    public static boolean isWithin(String name, String domain) {
        return name.equals(domain) || name.endsWith("." + domain);
    }

    private static String ascii(String text) {
        try {
            return IDN.toASCII(text).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private static boolean isDomain(String name) {
        if (name.length() > MAX_TEXT || Addresses.parse(name).isPresent()) {
            return false;
        }
        var labels = name.split("\\.", -1);
        for (var label : labels) {
            if (!LABEL.matcher(label).matches()) {
                return false;
            }
        }
        return labels.length > 1 && TOP.matcher(labels[labels.length - 1]).matches();
    }

    private Domains() {}
}
