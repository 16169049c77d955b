package io.gabion.protocol.asset;

import java.util.Optional;

/**
 * The one spelling of a network in CIDR notation: the address as {@link Addresses} writes it with all bits after the prefix
 * cleared, a slash, the length of the prefix. An IPv4-mapped IPv6 network is the IPv4 network.
 */
public final class Networks {
    /** The canonical text, or empty if {@code text} is not a network. A single address with its full length is one. */
    public static Optional<String> canonical(String text) {
        int slash = text.indexOf('/');
        var length = text.substring(slash + 1);
        if (slash < 0 || !length.matches("[0-9]{1,3}")) {
            return Optional.empty();
        }
        var address = text.substring(0, slash);
        return Addresses.parse(address).flatMap(bytes -> {
            boolean mapped = bytes.length == 4 && address.indexOf(':') >= 0;
            int prefix = Integer.parseInt(length) - (mapped ? 96 : 0);
            return prefix < 0 || prefix > 8 * bytes.length ? Optional.empty() : Optional.of(format(bytes, prefix));
        });
    }

    /**
     * The network that an address is in.
     *
     * @param address canonical
     * @param prefix bits, at most as many as the address has
     */
    public static String around(String address, int prefix) {
        return format(Addresses.parse(address).orElseThrow(), prefix);
    }

    /** Whether an address is in a network, both canonical. */
    public static boolean holds(String network, String address) {
        return isV6(network) == isV6(address)
                && around(address, prefix(network)).equals(network);
    }

    /** @param network canonical, or an address */
    public static boolean isV6(String network) {
        return network.indexOf(':') >= 0;
    }

    /** The first address of a network that is canonical. */
    public static String first(String network) {
        return network.substring(0, network.indexOf('/'));
    }

    /** Bits of a network that is canonical. */
    public static int prefix(String network) {
        return Integer.parseInt(network.substring(network.indexOf('/') + 1));
    }

    private static String format(byte[] bytes, int prefix) {
        var first = bytes.clone();
        for (int i = 0; i < first.length; i++) {
            int kept = Math.clamp(prefix - 8L * i, 0, 8);
            first[i] &= (byte) (0xff << (8 - kept));
        }
        return Addresses.format(first) + "/" + prefix;
    }

    private Networks() {}
}
