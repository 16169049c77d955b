package io.gabion.node.parse;

import io.gabion.protocol.asset.Addresses;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** An Internet address as the kernel holds it: {@code struct sockaddr_in} or {@code sockaddr_in6} of a little-endian machine. */
record SocketAddress(String family, String address, int port) {
    private static final int INET = 2;
    private static final int INET6 = 10;

    /** @param hex of all its bytes; empty if it is of another family or cut short */
    static Optional<SocketAddress> read(String hex) {
        if (hex.length() < 16 || hex.length() > 256 || hex.length() % 2 != 0) {
            return Optional.empty();
        }
        byte[] bytes;
        try {
            bytes = HexFormat.of().parseHex(hex);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        int port = (bytes[2] & 0xff) << 8 | bytes[3] & 0xff;
        if (bytes[1] != 0) {
            return Optional.empty();
        }
        if (bytes[0] == INET) {
            return Optional.of(new SocketAddress("inet", Addresses.format(Arrays.copyOfRange(bytes, 4, 8)), port));
        }
        if (bytes[0] == INET6 && bytes.length >= 24) {
            var text = Addresses.format(Arrays.copyOfRange(bytes, 8, 24));
            return Addresses.canonical(text).map(address -> new SocketAddress("inet6", address, port));
        }
        return Optional.empty();
    }
}
