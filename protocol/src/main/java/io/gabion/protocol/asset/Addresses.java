package io.gabion.protocol.asset;

import java.util.Arrays;
import java.util.Optional;

/**
 * The one spelling of an IP address. Accepts dotted quads (leading zeros are decimal, as log writers mean them) and
 * RFC 4291 text; an IPv4-mapped IPv6 address is the IPv4 address; a zone index is dropped. Writes RFC 5952. Never asks
 * a resolver.
 */
public final class Addresses {
    private static final int MAX_TEXT = 64;

    /** The canonical text, or empty if {@code text} is not an address. */
    public static Optional<String> canonical(String text) {
        return parse(text).map(Addresses::format);
    }

    /** The 4 or 16 bytes, an IPv4-mapped address as 4, or empty if {@code text} is not an address. */
    public static Optional<byte[]> parse(String text) {
        if (text.isEmpty() || text.length() > MAX_TEXT) {
            return Optional.empty();
        }
        if (text.indexOf(':') < 0) {
            return Optional.ofNullable(v4(text));
        }
        var bare = text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
        int zone = bare.indexOf('%');
        return Optional.ofNullable(v6(zone < 0 ? bare : bare.substring(0, zone)));
    }

    /** Whether the address is outside the ranges that RFC 6890 keeps from the public Internet. */
    public static boolean isPublic(String canonical) {
        var bytes = parse(canonical).orElse(null);
        if (bytes == null) {
            return false;
        }
        int a = bytes[0] & 0xff;
        int b = bytes[1] & 0xff;
        if (bytes.length == 16) {
            return (a & 0xe0) == 0x20 && !(a == 0x20 && b == 0x01 && bytes[2] == 0x0d && (bytes[3] & 0xff) == 0xb8);
        }
        return !(a == 0
                || a == 10
                || a == 127
                || a >= 224
                || (a == 100 && (b & 0xc0) == 64)
                || (a == 169 && b == 254)
                || (a == 172 && (b & 0xf0) == 16)
                || (a == 192 && b == 168));
    }

    private static byte[] v4(String text) {
        var bytes = new byte[4];
        int part = 0;
        int value = -1;
        int digits = 0;
        for (int i = 0; i <= text.length(); i++) {
            char c = i < text.length() ? text.charAt(i) : '.';
            if (c == '.') {
                if (value < 0 || part > 3) {
                    return null;
                }
                bytes[part++] = (byte) value;
                value = -1;
                digits = 0;
            } else if (c >= '0' && c <= '9' && ++digits <= 3) {
                value = Math.max(value, 0) * 10 + (c - '0');
                if (value > 255) {
                    return null;
                }
            } else {
                return null;
            }
        }
        return part == 4 ? bytes : null;
    }

    private static byte[] v6(String text) {
        int gap = text.indexOf("::");
        if (gap != text.lastIndexOf("::")) {
            return null;
        }
        var head = gap < 0 ? groups(text) : groups(text.substring(0, gap));
        var tail = gap < 0 ? new byte[0] : groups(text.substring(gap + 2));
        if (head == null || tail == null) {
            return null;
        }
        int length = head.length + tail.length;
        if (gap < 0 ? length != 16 : length > 14) {
            return null;
        }
        var bytes = new byte[16];
        System.arraycopy(head, 0, bytes, 0, head.length);
        System.arraycopy(tail, 0, bytes, 16 - tail.length, tail.length);
        return isMapped(bytes) ? Arrays.copyOfRange(bytes, 12, 16) : bytes;
    }

    private static boolean isMapped(byte[] bytes) {
        for (int i = 0; i < 10; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return bytes[10] == -1 && bytes[11] == -1;
    }

    private static byte[] groups(String text) {
        if (text.isEmpty()) {
            return new byte[0];
        }
        var parts = text.split(":", -1);
        var bytes = new byte[16];
        int at = 0;
        for (int i = 0; i < parts.length; i++) {
            if (i == parts.length - 1 && parts[i].indexOf('.') >= 0) {
                var v4 = v4(parts[i]);
                if (v4 == null || at > 12) {
                    return null;
                }
                System.arraycopy(v4, 0, bytes, at, 4);
                at += 4;
                continue;
            }
            int value = hex(parts[i]);
            if (value < 0 || at > 14) {
                return null;
            }
            bytes[at++] = (byte) (value >>> 8);
            bytes[at++] = (byte) value;
        }
        return Arrays.copyOf(bytes, at);
    }

    private static int hex(String group) {
        if (group.isEmpty() || group.length() > 4) {
            return -1;
        }
        int value = 0;
        for (int i = 0; i < group.length(); i++) {
            int digit = group.charAt(i) < 128 ? Character.digit(group.charAt(i), 16) : -1;
            if (digit < 0) {
                return -1;
            }
            value = value * 16 + digit;
        }
        return value;
    }

    /** The text of 4 or 16 bytes: RFC 5952 for the latter. */
    public static String format(byte[] bytes) {
        if (bytes.length == 4) {
            return (bytes[0] & 0xff) + "." + (bytes[1] & 0xff) + "." + (bytes[2] & 0xff) + "." + (bytes[3] & 0xff);
        }
        int best = -1;
        int bestLength = 1;
        for (int i = 0; i < 8; i++) {
            int end = i;
            while (end < 8 && bytes[2 * end] == 0 && bytes[2 * end + 1] == 0) {
                end++;
            }
            if (end - i > bestLength) {
                best = i;
                bestLength = end - i;
            }
            i = Math.max(i, end);
        }
        var text = new StringBuilder(39);
        for (int i = 0; i < 8; i++) {
            if (i == best) {
                text.append("::");
                i += bestLength - 1;
                continue;
            }
            if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                text.append(':');
            }
            text.append(Integer.toHexString((bytes[2 * i] & 0xff) << 8 | bytes[2 * i + 1] & 0xff));
        }
        return text.toString();
    }

    private Addresses() {}
}
