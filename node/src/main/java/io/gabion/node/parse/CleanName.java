package io.gabion.node.parse;

import io.gabion.protocol.asset.Addresses;
import io.gabion.protocol.asset.AssetRef;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Makes the canonical spelling of names out of what log lines say. A result is lower case, free of control and format
 * characters and terminal escapes, at most {@link AssetRef#MAX_NAME} long, and empty if nothing usable is left.
 */
final class CleanName {
    private static final char ESCAPE = 0x1b;
    private static final int MAX_HOST = 253;

    static String of(String raw) {
        return cut(plain(raw).toLowerCase(Locale.ROOT), AssetRef.MAX_NAME);
    }

    /** A host's name without the trailing dot. */
    static String host(String raw) {
        var name = of(raw);
        return name.length() > 1 && name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    /** {@code name@realm}, or empty if there is no name. A name too long loses its end, never the realm. */
    static String account(String raw, String realm) {
        var name = of(raw);
        if (name.isEmpty()) {
            return "";
        }
        var cutRealm = cut(of(realm), AssetRef.MAX_NAME / 2);
        if (cutRealm.isEmpty()) {
            return name;
        }
        return cut(name, AssetRef.MAX_NAME - 1 - cutRealm.length()) + "@" + cutRealm;
    }

    /** The canonical address, or the lower-cased host name, or empty if {@code raw} is neither. */
    static String peer(String raw) {
        var address = Addresses.canonical(raw);
        return address.orElseGet(() -> isHost(raw) ? host(raw) : "");
    }

    private static boolean isHost(String raw) {
        if (raw.isEmpty() || raw.length() > MAX_HOST || raw.equals("UNKNOWN")) {
            return false;
        }
        boolean letters = false;
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (!letter && !(c >= '0' && c <= '9') && c != '-' && c != '.' && c != '_') {
                return false;
            }
            letters |= letter;
        }
        char first = raw.charAt(0);
        return letters && first != '-' && first != '.';
    }

    private static String plain(String raw) {
        boolean clean = true;
        for (int i = 0; i < raw.length() && clean; i++) {
            char c = raw.charAt(i);
            clean = c > ' ' && c < 0x7f;
        }
        if (clean) {
            return raw;
        }
        var kept = new StringBuilder(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == ESCAPE) {
                i = endOfEscape(raw, i);
            } else if (!Character.isISOControl(c) && Character.getType(c) != Character.FORMAT) {
                kept.append(c);
            }
        }
        return kept.toString().strip();
    }

    private static int endOfEscape(String raw, int escape) {
        int i = escape + 1;
        if (i >= raw.length() || raw.charAt(i) != '[') {
            return escape;
        }
        i++;
        while (i < raw.length() && raw.charAt(i) >= 0x20 && raw.charAt(i) < 0x40) {
            i++;
        }
        return Math.min(i, raw.length() - 1);
    }

    private static String cut(String text, int length) {
        if (text.length() <= length) {
            return text;
        }
        // half a surrogate pair would not survive UTF-8
        return text.substring(0, Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length);
    }

    /** Halves of surrogate pairs, which only a JSON escape brings in, become question marks: UTF-8 cannot hold them. */
    static String wellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
            }
        }
        return text;
    }

    private CleanName() {}
}
