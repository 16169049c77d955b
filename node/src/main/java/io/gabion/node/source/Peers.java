package io.gabion.node.source;

import io.gabion.protocol.asset.Addresses;
import java.net.InetAddress;
import java.util.HexFormat;

/** How the other end of a connection is named in what it sent, and counted. */
final class Peers {
    /** The canonical address, without a name server and without the interface. */
    static String name(InetAddress address) {
        var text = address.getHostAddress();
        return Addresses.canonical(text).orElse(text);
    }

    /** Who counts as one peer: an IPv4 address, or the 64 bits of IPv6 within which a host chooses its address. */
    static String key(InetAddress address) {
        var bytes = address.getAddress();
        return HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, 8));
    }

    private Peers() {}
}
