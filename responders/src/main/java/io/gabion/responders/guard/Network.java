package io.gabion.responders.guard;

import io.gabion.protocol.asset.Addresses;
import java.math.BigInteger;
import java.util.Optional;

/**
 * Addresses with a common prefix. IPv4 is inside ::ffff:0:0/96, so that no spelling escapes a comparison; what a translator
 * (RFC 6052), a 6to4 relay (RFC 3056) or an IPv4-compatible address (RFC 4291) stands for is that IPv4 address, and what
 * their networks stand for those IPv4 addresses.
 */
record Network(String text, BigInteger bits, int prefix) {
    private static final BigInteger TRANSLATED = new BigInteger("0064ff9b0000000000000000", 16);
    private static final int RELAYED = 0x2002;
    private static final BigInteger LOW = BigInteger.ONE.shiftLeft(32).subtract(BigInteger.ONE);
    private static final BigInteger MAPPED = BigInteger.valueOf(0xffff).shiftLeft(32);

    /** An address or a network in CIDR notation. */
    static Optional<Network> parse(String text) {
        int slash = text.indexOf('/');
        return slash < 0
                ? address(text).map(bits -> new Network(text, bits, 128))
                : network(text, text.substring(0, slash), text.substring(slash + 1));
    }

    boolean overlaps(Network other) {
        return meets(other)
                || meant().filter(other::meets).isPresent()
                || other.meant().filter(this::meets).isPresent();
    }

    private boolean meets(Network other) {
        int free = 128 - Math.min(prefix, other.prefix);
        return bits.shiftRight(free).equals(other.bits.shiftRight(free));
    }

    /** The IPv4 addresses that these IPv6 addresses stand for, if they do. */
    private Optional<Network> meant() {
        if (prefix >= 96
                && (bits.shiftRight(32).equals(TRANSLATED) || bits.bitLength() > 1 && bits.bitLength() <= 32)) {
            return Optional.of(new Network(text, MAPPED.or(bits.and(LOW)), prefix));
        }
        if (prefix >= 32 && prefix < 96 && bits.shiftRight(128 - prefix).equals(TRANSLATED.shiftRight(96 - prefix))) {
            return Optional.of(new Network(text, MAPPED, 96));
        }
        if (prefix > 16 && bits.shiftRight(112).equals(BigInteger.valueOf(RELAYED))) {
            var relayed = MAPPED.or(bits.shiftRight(80).and(LOW));
            return Optional.of(new Network(text, relayed, Math.min(128, 96 + prefix - 16)));
        }
        return Optional.empty();
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
