package io.gabion.node.source;

import io.gabion.protocol.asset.Addresses;
import java.net.InetAddress;

/** How the other end of a connection is named in what it sent. */
final class Peers {
    /** The canonical address, without a name server and without the interface. */
    static String name(InetAddress address) {
        var text = address.getHostAddress();
        return Addresses.canonical(text).orElse(text);
    }

    private Peers() {}
}
