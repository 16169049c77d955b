package io.gabion.detectors.intel;

import io.gabion.protocol.asset.Addresses;
import io.gabion.protocol.asset.Domains;
import io.gabion.protocol.intel.IndicatorType;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/** The one spelling of what indicators name, so that lists and logs meet. Text may be defanged ({@code hxxp}, {@code [.]}). */
public final class Values {
    /** Longer values are refused in lists and left out in logs. */
    public static final int MAX = 2_048;

    /** @param type as the text itself shows it */
    public record Value(IndicatorType type, String text) {}

    /** Whatever it is, or empty if it is none of them. A leading {@code *.} or dot means a domain and what is below it. */
    public static Optional<Value> of(String given) {
        var text = given.strip().replace("[.]", ".").replace("[:]", ":");
        if (text.isEmpty() || text.length() > MAX) {
            return Optional.empty();
        }
        if (text.contains("://")) {
            return url(text).map(u -> new Value(IndicatorType.URL, u));
        }
        if (isHash(text)) {
            return Optional.of(new Value(IndicatorType.HASH, text.toLowerCase(Locale.ROOT)));
        }
        if (text.indexOf('@') > 0) {
            return mail(text).map(m -> new Value(IndicatorType.MAIL, m));
        }
        int slash = text.indexOf('/');
        if (slash > 0) {
            return network(text, slash);
        }
        var address = Addresses.canonical(text);
        if (address.isPresent()) {
            return Optional.of(new Value(IndicatorType.ADDRESS, address.get()));
        }
        boolean zone = text.startsWith("*.") || text.startsWith(".");
        return Domains.canonical(zone ? text.substring(text.indexOf('.') + 1) : text)
                .map(d -> new Value(zone ? IndicatorType.ZONE : IndicatorType.DOMAIN, d));
    }

    private static Optional<Value> network(String text, int slash) {
        var bytes = Addresses.parse(text.substring(0, slash)).orElse(null);
        var digits = text.substring(slash + 1);
        if (bytes == null || !digits.matches("\\d{1,3}") || Integer.parseInt(digits) > bytes.length * 8) {
            return Optional.empty();
        }
        int length = Integer.parseInt(digits);
        return Optional.of(
                length == bytes.length * 8
                        ? new Value(IndicatorType.ADDRESS, Addresses.format(bytes))
                        : new Value(IndicatorType.NETWORK, network(bytes, length)));
    }

    /** The network of so many bits that the address is in. */
    static String network(byte[] address, int length) {
        var masked = address.clone();
        for (int i = 0; i < masked.length; i++) {
            int bits = Math.clamp(length - 8L * i, 0, 8);
            masked[i] &= (byte) (0xff00 >> bits);
        }
        return Addresses.format(masked) + "/" + length;
    }

    /** Scheme and host in lower case, no default port, no fragment, a path in any case. */
    static Optional<String> url(String text) {
        int colon = text.indexOf("://");
        if (colon < 2 || text.length() > MAX) {
            return Optional.empty();
        }
        var scheme = text.substring(0, colon).toLowerCase(Locale.ROOT).replace("hxxp", "http");
        int end = colon + 3;
        while (end < text.length() && "/?#".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        var place = text.substring(colon + 3, end).toLowerCase(Locale.ROOT);
        place = place.substring(place.lastIndexOf('@') + 1);
        var usual = scheme.equals("https") ? ":443" : ":80";
        place = place.endsWith(usual) ? place.substring(0, place.length() - usual.length()) : place;
        int fragment = text.indexOf('#', end);
        var rest = text.substring(end, fragment < 0 ? text.length() : fragment);
        return place.isEmpty()
                ? Optional.empty()
                : Optional.of(scheme + "://" + place + (rest.startsWith("/") ? "" : "/") + rest);
    }

    /** @param url canonical */
    static String host(String url) {
        int from = url.indexOf("://") + 3;
        var place = url.substring(from, url.indexOf('/', from));
        int port = place.lastIndexOf(':');
        boolean hasPort = port > 0 && !place.endsWith("]");
        return hasPort ? place.substring(0, port) : place;
    }

    static Optional<String> mail(String text) {
        int open = text.lastIndexOf('<');
        var bare = open >= 0 && text.endsWith(">") ? text.substring(open + 1, text.length() - 1) : text;
        int at = bare.lastIndexOf('@');
        return at < 1 || bare.indexOf(' ') >= 0
                ? Optional.empty()
                : Domains.canonical(bare.substring(at + 1))
                        .map(d -> bare.substring(0, at).toLowerCase(Locale.ROOT) + "@" + d);
    }

    static boolean isHash(String text) {
        int length = text.length();
        if (length != 32 && length != 40 && length != 64) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (!HexFormat.isHexDigit(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private Values() {}
}
