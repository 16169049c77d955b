package io.gabion.responders.guard;

import io.gabion.protocol.asset.Addresses;
import java.math.BigInteger;
import java.util.Optional;

/** Addresses with a common prefix. IPv4 is inside ::ffff:0:0/96, so that no spelling escapes a comparison. */
record Network(String text, BigInteger bits, int prefix) {
    private static final BigInteger MAPPED = BigInteger.valueOf(0xffff).shiftLeft(32);

    /** An address or a network in CIDR notation. */
    static Optional<Network> parse(String text) {
        int slash = text.indexOf('/');
        return slash < 0
                ? address(text).map(bits -> new Network(text, bits, 128))
                : network(text, text.substring(0, slash), text.substring(slash + 1));
    }

    boolean overlaps(Network other) {
        int free = 128 - Math.min(prefix, other.prefix);
        return bits.shiftRight(free).equals(other.bits.shiftRight(free));
    }

    private static Optional<Network> network(String text, String address, String length) {
        if (!length.matches("[0-9]{1,3}")) {
            return Optional.empty();
        }
        int prefix = Integer.parseInt(length) + (address.indexOf(':') < 0 ? 96 : 0);
        return prefix > 128 ? Optional.empty() : address(address).map(bits -> new Network(text, bits, prefix));
    }

    private static Optional<BigInteger> address(String text) {
        return Addresses.parse(text).map(bytes -> {
            var bits = new BigInteger(1, bytes);
            return bytes.length == 4 ? MAPPED.or(bits) : bits;
        });
    }
}
