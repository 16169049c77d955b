package io.gabion.protocol.suspicion;

import io.gabion.protocol.Names;

/**
 * What an asset showed, in words that are the same for every asset that shows it: others may be asked whether they know it.
 *
 * @param kind such as {@code beacon}, {@code program} or {@code rule}
 * @param value such as a destination, the path of a program or the id of a rule; what is longer than {@value #MAX_VALUE}
 *     characters is cut and ends in a hash of the whole
 */
public record Signal(String kind, String value) {
    public static final int MAX_VALUE = 300;

    /** Of what is told of a correlation: the rule, and whom a containment could name. The peers are its other groups. */
    public static final String CORRELATION = "correlation";

    /** Nothing that others could show too. */
    public static final Signal NONE = new Signal("", "");

    public Signal {
        if (value.length() > MAX_VALUE) {
            var hash = Names.of(value);
            value = value.substring(0, MAX_VALUE - hash.length()) + hash;
        }
    }

    /** 64 bits of SHA-256: nobody finds another value with the same key. */
    public long key() {
        return Long.parseUnsignedLong(Names.of(kind, value).substring(0, 16), 16);
    }
}
